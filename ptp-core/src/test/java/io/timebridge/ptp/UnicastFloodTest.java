package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A million requests in invented names: they get their share, and everybody else what is his. */
class UnicastFloodTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int FLOOD = 1_000_000;
  private static final int HONEST = 200;
  private static final PortIdentity US = Packets.port(0x10);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Counts what is sent to whom, and makes no garbage. Each Sync's stamp is there at once. */
  private static final class Wire implements Outbox {
    private final Datagram datagram = new Datagram();
    private final long[] deadlines = new long[16];
    private final long[] tokens = new long[1024];
    private final int[] syncs = new int[HONEST];
    private final int[] followUps = new int[HONEST];
    private int waiting;
    private long signalings;
    private long nextToken;
    private long now;
    private final Engine engine;

    Wire(PtpClock clock) {
      Arrays.fill(deadlines, Long.MAX_VALUE);
      datagram.route().setLocal(PortBench.OWN);
      engine = clock.port(this);
      engine.started(0);
    }

    void receive(ByteBuffer packet, long low) {
      datagram.route().setRemote(0, 0xFFFF_0000_0000L | low, 320, 0);
      engine.received(datagram.set(packet, Lane.GENERAL, now, 0, StampQuality.SIMULATED));
      run();
    }

    void ask(ByteBuffer packet, long low) {
      datagram.route().setRemote(0, 0xFFFF_0000_0000L | low, 319, 0);
      engine.received(datagram.set(packet, Lane.EVENT, now, 0, StampQuality.SIMULATED));
    }

    void advance(long nanos) {
      for (long end = now + nanos; now < end; ) {
        now = Math.min(end, now + 1_000_000);
        run();
      }
    }

    private void run() {
      for (int timer = 0; timer < deadlines.length; timer++) {
        if (deadlines[timer] <= now) {
          deadlines[timer] = Long.MAX_VALUE;
          engine.expired(timer, now);
        }
      }
      for (int i = 0; i < waiting; i++) {
        engine.transmitted(tokens[i], now, 0, StampQuality.SIMULATED);
      }
      waiting = 0;
    }

    /** 10.1.0.0 and on are the honest ones'. */
    private static int honest(Route route) {
      int host = (int) route.remoteLow() - 0x0A01_0000;
      return host >= 0 && host < HONEST ? host : -1;
    }

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      int host = honest(route);
      if (host >= 0) {
        syncs[host]++;
      }
      tokens[waiting++] = nextToken;
      return nextToken++;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {
      int type = message.get(message.position()) & 0xF;
      int host = honest(route);
      signalings += type == MessageType.SIGNALING.code() ? 1 : 0;
      if (host >= 0 && type == MessageType.FOLLOW_UP.code()) {
        followUps[host]++;
      }
    }

    @Override
    public void setTimer(int timer, long localNanos) {
      deadlines[timer] = localNanos;
    }

    @Override
    public void cancelTimer(int timer) {
      deadlines[timer] = Long.MAX_VALUE;
    }
  }

  private static PtpClock master() {
    PtpPortConfig config =
        PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, 0, 0))
            .unicastService(new UnicastService(1000, 16, 65_536, 60))
            .multicast(false)
            .build();
    MasterTime time = new SteadyTime(1_000 * SECOND);
    PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(0x10));
    return PtpClock.master("gm", config, identity, 100, 128, time, new SeededRandom(1));
  }

  private static ByteBuffer request(PortIdentity who, PortIdentity target) {
    return ByteBuffer.wrap(
        UnicastPackets.signaling(who, target, UnicastPackets.request(MessageType.SYNC, -3, 60)));
  }

  private static void flood(Wire wire, int requests, SeededRandom random, ByteBuffer invented) {
    for (int i = 0; i < requests; i++) {
      invented.putLong(20, random.nextLong()); // sourcePortIdentity
      wire.now += 10_000; // 100,000 a second
      wire.receive(invented, 0x1400_0000L + random.nextLong(1 << 27));
    }
  }

  @Test
  void theOthersAreServedAsEver() {
    PtpClock clock = master();
    Wire wire = new Wire(clock);
    wire.advance(5 * SECOND);
    assertEquals(PortState.MASTER, clock.status().state());
    ByteBuffer[] honest = new ByteBuffer[HONEST];
    for (int i = 0; i < HONEST; i++) {
      honest[i] = request(Packets.port(0x1000 + i), US);
    }
    int before = HONEST / 2; // the others come while it goes on
    for (int i = 0; i < before; i++) {
      wire.receive(honest[i], 0x0A01_0000L + i);
    }
    assertEquals(before, clock.unicastFollowers());
    ByteBuffer invented = request(Packets.port(0x77), UnicastPackets.ALL);
    SeededRandom random = new SeededRandom(5);
    flood(wire, FLOOD / 10, random, invented);
    for (int i = before; i < HONEST; i++) {
      wire.receive(honest[i], 0x0A01_0000L + i);
    }
    int[] from = wire.syncs.clone();
    int[] fromFollowUps = wire.followUps.clone();
    long start = wire.now;
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 9; i++) {
      flood(wire, FLOOD / 10, random, invented);
      if (i == 4) { // a renewal
        for (int host = 0; host < HONEST; host++) {
          wire.receive(honest[host], 0x0A01_0000L + host);
        }
      }
    }
    long each = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (FLOOD * 9 / 10);
    long seconds = (wire.now - start) / SECOND;
    for (int host = 0; host < HONEST; host++) {
      assertNear(8 * seconds, wire.syncs[host] - from[host], 2, "Syncs to " + host);
      assertNear(8 * seconds, wire.followUps[host] - fromFollowUps[host], 2, "Follow_Ups");
    }
    assertTrue(each < 8, each + " B a request");
    assertEquals(HONEST + 250, clock.unicastFollowers(), "a quarter of 1000 beside them");
    assertEquals(HONEST + 250, clock.unicastGrants());
    assertTrue(clock.dropped().get(PtpDropReason.TOO_MANY_REQUESTS) > FLOOD * 9 / 10);
    assertTrue(wire.signalings < FLOOD / 20, "answers: " + wire.signalings);
    wire.advance(31 * SECOND);
    assertEquals(HONEST, clock.unicastFollowers(), "the invented ones are forgotten");
  }

  /** A Sync, its stamp and its Follow_Up; a Delay_Req and its answer; an Announce now and then. */
  @Test
  void whatIsSentMakesNoGarbage() {
    PtpClock clock = master();
    Wire wire = new Wire(clock);
    wire.advance(5 * SECOND);
    for (int i = 0; i < HONEST; i++) {
      byte[] all =
          UnicastPackets.signaling(
              Packets.port(0x1000 + i),
              US,
              UnicastPackets.request(MessageType.ANNOUNCE, 0, 60),
              UnicastPackets.request(MessageType.SYNC, -3, 60),
              UnicastPackets.request(MessageType.DELAY_RESP, -3, 60));
      wire.receive(ByteBuffer.wrap(all), 0x0A01_0000L + i);
    }
    assertEquals(3 * HONEST, clock.unicastGrants());
    byte[] request = Packets.delayReq(Packets.port(0x1000), 1, 0);
    ByteBuffer delayReq = ByteBuffer.wrap(request).putShort(6, (short) PtpFlags.UNICAST);
    wire.advance(10 * SECOND);
    long messages = clock.sent().total();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 20_000; i++) {
      wire.advance(1_000_000);
      wire.ask(delayReq, 0x0A01_0000L);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    long sent = clock.sent().total() - messages;
    assertEquals(20_000, clock.sent().get(MessageType.DELAY_RESP));
    assertTrue(sent > 20L * HONEST * 17, sent + " messages");
    // What is made is the master's own Announce, twenty of them, which nobody is sent.
    assertTrue(bytes < sent / 4, bytes + " B for " + sent + " messages");
  }

  private static void assertNear(long expected, long actual, long allowed, String what) {
    assertTrue(Math.abs(expected - actual) <= allowed, what + ": " + actual + " of " + expected);
  }
}
