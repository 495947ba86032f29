package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementErrorId;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A follower that is managed: what it shows is what its status says. */
class ManagedFollowerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final long DELAY = 4_000;
  private static final ClockIdentity SELF = new ClockIdentity(0x0011_22FF_FE33_4455L);
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final ClockIdentity GRANDMASTER = new ClockIdentity(0x11);

  private final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
  private final PtpClock clock =
      PtpClock.follower(
          "follower",
          PtpPortConfig.of(PtpProfile.DEFAULT_E2E.withIntervals(0, -3, -3)),
          PtpIdentity.configured(SELF),
          estimator,
          new SeededRandom(1));
  private final ManagementBench.Access access = ManagementBench.managed(clock);
  private final PortBench bench = new PortBench(clock);
  private final ManagementBench manager = new ManagementBench(clock, bench);
  private int sequence;
  private int answered;

  /** A master 4 µs away, whose grandmaster is one step behind it; 8 Syncs a second. */
  private void follow(int seconds) {
    for (int i = 0; i < 8 * seconds; i++) {
      if (i % 8 == 0) {
        AnnounceMessage announce =
            Packets.announceOf(MASTER, sequence, 90, GRANDMASTER, Packets.TAI);
        bench.receive(Packets.bytes(announce));
      }
      bench.receive(Packets.oneStepSync(MASTER, sequence++, 0, EPOCH + bench.now - DELAY));
      bench.advance(SECOND / 8);
      for (PortBench.Sent request : bench.sent(MessageType.DELAY_REQ)) {
        if (request.token() >= answered) {
          answered = (int) request.token() + 1;
          bench.transmitted(request, bench.now - 2 * DELAY);
          bench.receive(Packets.delayResp(MASTER, request.header(), 0, EPOCH + bench.now - DELAY));
        }
      }
    }
  }

  @Test
  void showsWhatItsStatusSays() {
    follow(60);
    PtpStatus status = clock.status();
    assertEquals(PortState.FOLLOWER, status.state());
    assertTrue(Math.abs(status.pathDelayNanos() - DELAY) < 100, status.toString());
    assertEquals(
        ManagementData.of(
            ManagementId.CURRENT_DATA_SET,
            2,
            status.offsetNanos() << 16,
            status.pathDelayNanos() << 16),
        manager.get(ManagementId.CURRENT_DATA_SET));
    assertEquals(
        ManagementData.of(
            ManagementId.PARENT_DATA_SET,
            MASTER,
            false,
            0xFFFF,
            0x7FFF_FFFF,
            90,
            6,
            0x21,
            0x4E5D,
            128,
            GRANDMASTER),
        manager.get(ManagementId.PARENT_DATA_SET));
    assertEquals(
        ManagementData.of(
            ManagementId.TIME_PROPERTIES_DATA_SET, 37, false, false, true, true, true, true, 0x20),
        manager.get(ManagementId.TIME_PROPERTIES_DATA_SET));
    assertEquals(
        ManagementData.of(
            ManagementId.DEFAULT_DATA_SET, true, true, 1, 128, 255, 0xFE, 0xFFFF, 128, SELF, 0),
        manager.get(ManagementId.DEFAULT_DATA_SET));
    assertEquals(9, manager.get(ManagementId.PORT_DATA_SET).number("portState"));
    assertEquals(true, manager.get(ManagementId.SLAVE_ONLY).value("slaveOnly"));
    assertEquals(false, manager.get(ManagementId.MASTER_ONLY).value("masterOnly"));
  }

  @Test
  void tellsItsTimeAndWhenItWasMeasured() {
    assertEquals(
        ManagementErrorId.GENERAL_ERROR,
        manager.answer(ManagementAction.GET, ManagementId.TIME).error());
    assertEquals(0, manager.get(ManagementId.TIME_STATUS_NP).number("ingress_time"));
    follow(60);
    long time = manager.get(ManagementId.TIME).number("currentTime");
    assertTrue(Math.abs(time - (EPOCH + bench.now)) < 1_000, time + " at " + bench.now);
    ManagementData status = manager.get(ManagementId.TIME_STATUS_NP);
    assertEquals(clock.status().offsetNanos(), status.number("master_offset"));
    long ingress = status.number("ingress_time");
    assertTrue(Math.abs(ingress - (EPOCH + bench.now - SECOND / 8)) < 1_000, ingress + "");
    assertEquals(true, status.value("gmPresent"));
    assertEquals(GRANDMASTER, status.value("gmIdentity"));
  }

  @Test
  void showsItselfWhileItFollowsNobody() {
    assertEquals(
        ManagementData.of(ManagementId.CURRENT_DATA_SET, 0, 0, 0),
        manager.get(ManagementId.CURRENT_DATA_SET));
    ManagementData parent = manager.get(ManagementId.PARENT_DATA_SET);
    assertEquals(new PortIdentity(SELF, 0), parent.value("parentPortIdentity"));
    assertEquals(SELF, parent.value("grandmasterIdentity"));
    assertEquals(
        ManagementData.of(
            ManagementId.TIME_PROPERTIES_DATA_SET,
            0,
            false,
            false,
            false,
            false,
            false,
            false,
            0xA0),
        manager.get(ManagementId.TIME_PROPERTIES_DATA_SET));
    assertEquals(4, manager.get(ManagementId.PORT_DATA_SET).number("portState"));
  }

  @Test
  void aDisabledFollowerLosesItsMasterAndFindsItAgain() {
    access.set = true;
    follow(60);
    assertNull(manager.answer(ManagementAction.COMMAND, ManagementId.DISABLE_PORT).error());
    assertEquals(PortState.DISABLED, clock.status().state());
    assertNull(clock.status().parent());
    bench.sent.clear();
    follow(20);
    assertEquals(0, bench.sent.size());
    assertEquals(PortState.DISABLED, clock.status().state());
    assertNull(manager.answer(ManagementAction.COMMAND, ManagementId.ENABLE_PORT).error());
    follow(60);
    assertEquals(PortState.FOLLOWER, clock.status().state());
    assertEquals(MASTER, Objects.requireNonNull(clock.status().parent()));
  }
}
