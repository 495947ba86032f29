package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.PiEstimator;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.TimeProperties;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A follower and a master of our own on a simulated LAN. */
class FollowerSimulationTest {
  private static final TimeProperties TAI =
      new TimeProperties(37, true, false, false, true, true, true, 0x20);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void locksAndStaysCloseToTheMaster(long seed) throws Exception {
    SeededRandom random = new SeededRandom(seed);
    VirtualTime time = new VirtualTime();
    SimulatedNetwork lan =
        new SimulatedNetwork(time, new LinkModel(10_000, 5_000, 0), random.split());
    PtpPortConfig config =
        PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -3, -3)).withPorts(319, 320);
    long start = 1_800_000_000_000_000_000L;
    Transport gm = lan.addNode(new SimulatedOscillator(start, 0, 0, random.split()));
    MasterTime masterTime =
        new MasterTime() {
          @Override
          public long nanosAt(long localNanos) {
            return localNanos;
          }

          @Override
          public TimeProperties timeProperties() {
            return TAI;
          }

          @Override
          public ClockQuality clockQuality() {
            return new ClockQuality(6, 0x21, 0x4E5D);
          }
        };
    PtpClock master =
        PtpClock.master("gm", config, identity(1), 100, 128, masterTime, random.split());
    gm.attach(binding(1), master::port);
    SimulatedOscillator oscillator = new SimulatedOscillator(5_000, 10, 1e-9, random.split());
    Transport node = lan.addNode(oscillator);
    PiEstimator estimator = new PiEstimator(ServoConfig.DEFAULT);
    PtpClock follower =
        PtpClock.follower("follower", config, identity(2), estimator, random.split());
    node.attach(binding(2), follower::port);

    double sum = 0;
    int n = 0;
    int outside = 0;
    for (long t = 0; t < 600; t++) {
      time.runUntil(t * 1_000_000_000L + 500_000_000);
      if (t >= 200) {
        long local = oscillator.localAt(time.nowNanos());
        var segment = Objects.requireNonNull(estimator.clock().map()).current();
        double error = segment.nanosAt(local) - (start + time.nowNanos());
        sum += error * error;
        n++;
        if (Math.abs(error) > segment.errorBoundAt(local)) {
          outside++;
        }
      }
    }
    assertEquals(PortState.FOLLOWER, follower.status().state());
    assertEquals(TAI, follower.status().timeProperties());
    double rms = Math.sqrt(sum / n);
    assertTrue(rms < 1500, "rms " + rms + " ns");
    assertEquals(0, outside);
    // What came before a master was chosen, and nothing since.
    assertEquals(follower.dropped().total(), follower.dropped().get(PtpDropReason.NOT_OUR_MASTER));
    assertTrue(follower.dropped().total() < 20, follower.dropped().nonZero().toString());
  }

  private static PtpIdentity identity(long bits) {
    return PtpIdentity.configured(new ClockIdentity(bits));
  }

  private static Binding binding(int host) throws Exception {
    return new Binding(
        NetworkInterface.getByIndex(1),
        List.of(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host})),
        List.of(PtpMulticast.PRIMARY_IPV4),
        319,
        320,
        1,
        46);
  }
}
