package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpHeader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the measuring path costs the garbage collector, packet by packet. */
class AllocationTest {
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final int PAIRS = 20_000;

  /** The published PtpStatus, which a reader on another thread may keep: one a measured Sync. */
  private static final int STATUS_BYTES = 120;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final SilentEstimator estimator = new SilentEstimator();
  private final PtpClock clock =
      PtpClock.follower(
          "follower",
          PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -3, 0)),
          PtpIdentity.configured(new ClockIdentity(0x99)),
          estimator,
          new SeededRandom(1));
  private final QuietBench bench = new QuietBench(clock);
  private final ByteBuffer sync = ByteBuffer.wrap(Packets.twoStepSync(MASTER, 0, 0));
  private final ByteBuffer followUp = ByteBuffer.wrap(Packets.followUp(MASTER, 0, 0, 1));
  private int id;

  @BeforeEach
  void follow() {
    bench.receive(ByteBuffer.wrap(Packets.announce(MASTER, 1)), Lane.GENERAL);
    bench.receive(ByteBuffer.wrap(Packets.announce(MASTER, 2)), Lane.GENERAL);
    assertEquals(MASTER, clock.status().parent());
  }

  private void pairs(int count) {
    for (int i = 0; i < count; i++) {
      sync.putShort(30, (short) id);
      followUp.putShort(30, (short) id);
      id++;
      bench.receive(sync, Lane.EVENT);
      bench.receive(followUp, Lane.GENERAL);
    }
  }

  private void syncs(int count) {
    for (int i = 0; i < count; i++) {
      sync.putShort(30, (short) id++);
      bench.receive(sync, Lane.EVENT);
    }
  }

  @Test
  void aMeasuredSyncCostsItsPublishedStatusOnly() {
    pairs(PAIRS);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    pairs(PAIRS);
    long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / PAIRS;
    assertEquals(2 * PAIRS, estimator.measurements);
    assertTrue(each <= STATUS_BYTES, each + " B a Sync and Follow_Up");
    assertTrue(each > 0, "the meter does not work");
  }

  @Test
  void aSyncThatWaitsForItsFollowUpCostsNothing() {
    syncs(PAIRS);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    syncs(PAIRS);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < PAIRS, bytes + " B for " + PAIRS + " Syncs");
  }

  @Test
  void aRequestOverIpv6CostsNothing() {
    PtpClock over6 =
        PtpClock.follower(
            "follower",
            PtpPortConfig.of(PtpProfile.AES67).overIpv6(PtpMulticast.GLOBAL_SCOPE),
            PtpIdentity.configured(new ClockIdentity(0x99)),
            new SilentEstimator(),
            new SeededRandom(1));
    QuietBench requests = new QuietBench(over6);
    for (int i = 0; i < PAIRS; i++) {
      requests.expire(PtpPort.TIMER_DELAY_REQ);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < PAIRS; i++) {
      requests.expire(PtpPort.TIMER_DELAY_REQ);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(2L * PAIRS * 46, requests.sentOctets);
    assertTrue(bytes < PAIRS, bytes + " B for " + PAIRS + " requests");
  }

  @Test
  void aDroppedPacketCostsNothing() {
    ByteBuffer stranger = ByteBuffer.wrap(Packets.twoStepSync(Packets.port(0x20), 0, 0));
    for (int i = 0; i < PAIRS; i++) {
      bench.receive(stranger, Lane.EVENT);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < PAIRS; i++) {
      bench.receive(stranger, Lane.EVENT);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < PAIRS, bytes + " B for " + PAIRS + " strangers");
  }

  /** A Sync, its Follow_Up, and a Delay_Req with its answer, through a transparent clock. */
  private final class Passing {
    private final QuietBench upper;
    private final QuietBench lower;
    private final ByteBuffer request = ByteBuffer.wrap(Packets.delayReq(Packets.port(0x20), 0, 0));
    private final ByteBuffer answer;
    private final ByteBuffer[] messages;

    Passing(boolean twoStep) {
      PtpPortConfig config = PtpPortConfig.builder(PtpProfile.AES67).twoStep(twoStep).build();
      TransparentClock through =
          new TransparentClock(
              "tc",
              PtpIdentity.configured(new ClockIdentity(0x98)),
              config.profile(),
              new SeededRandom(1));
      upper = new QuietBench(outbox -> through.port(config, outbox));
      lower = new QuietBench(outbox -> through.port(config, outbox));
      PtpHeader asked = new PtpHeader();
      asked.wrap(request);
      answer = ByteBuffer.wrap(Packets.delayResp(MASTER, asked, 0, 1));
      messages = new ByteBuffer[] {sync, followUp, request, answer};
    }

    void pass(int count) {
      for (int i = 0; i < count; i++) {
        for (int each = 0; each < messages.length; each++) {
          messages[each].putShort(30, (short) id);
        }
        id++;
        upper.receive(sync, Lane.EVENT);
        lower.now = upper.now; // one host
        lower.receive(request, Lane.EVENT);
        upper.receive(followUp, Lane.GENERAL);
        upper.receive(answer, Lane.GENERAL);
        lower.transmittedLast();
        upper.transmittedLast();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatPassesATransparentClockCostsNothing(boolean twoStep) {
    Passing passing = new Passing(twoStep);
    passing.pass(PAIRS);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    passing.pass(PAIRS);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(2L * PAIRS * (44 + 44), passing.lower.sentOctets - 2L * PAIRS * 54);
    assertEquals(2L * PAIRS * 44, passing.upper.sentOctets);
    assertTrue(bytes < PAIRS, bytes + " B for " + PAIRS + " rounds of four messages");
  }
}
