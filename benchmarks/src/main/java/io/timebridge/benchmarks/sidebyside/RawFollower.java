package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.PiEstimator;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelClock;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import java.io.PrintStream;
import java.net.NetworkInterface;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;

/**
 * Our follower, measuring only: for each Sync it prints the offset of the host's own clock from the
 * grandmaster, as a free-running {@code ptp4l} has it: receive stamp minus origin minus the median
 * of the last ten path delays. Local stamps are carried to the host's clock by the narrowest of
 * some bracketed readings, apart from the transport's own conversion.
 *
 * <p>Arguments: interface, {@code kernel} or {@code user}, seconds.
 */
public final class RawFollower {
  private static final int BRACKETS = 8;
  private static final int DELAYS = 10; // ptp4l's delay_filter_length

  /** Passes measurements on, and prints what they say. */
  private static final class Recorder implements Estimator {
    private final Estimator inner = new PiEstimator(new ServoConfig(500, 10_000_000));
    private final Deque<Long> delays = new ArrayDeque<>();
    private final LocalClock clock;
    private final PrintStream out;
    private long forward;
    private boolean hasForward;

    Recorder(LocalClock clock, PrintStream out) {
      this.clock = clock;
      this.out = out;
    }

    @Override
    public void measured(Measurement m) {
      long real = m.localNanos() + realMinusLocal();
      if (m.fromSource()) {
        forward = real - m.remoteNanos();
        hasForward = true;
        if (!delays.isEmpty()) {
          out.println(forward - median());
        }
      } else if (hasForward) {
        long reverse = m.remoteNanos() - real;
        delays.add((forward + reverse) / 2);
        if (delays.size() > DELAYS) {
          delays.remove();
        }
      }
      inner.measured(m);
    }

    private long median() {
      long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private long realMinusLocal() {
      long narrowest = Long.MAX_VALUE;
      long difference = 0;
      for (int i = 0; i < BRACKETS; i++) {
        long before = clock.localNanos();
        Instant shown = Instant.now();
        long width = clock.localNanos() - before;
        if (width < narrowest) {
          narrowest = width;
          long real = shown.getEpochSecond() * 1_000_000_000L + shown.getNano();
          difference = real - before - width / 2;
        }
      }
      return difference;
    }

    @Override
    public void pathChanged() {
      inner.pathChanged();
    }

    @Override
    public long startEpoch() {
      return inner.startEpoch();
    }

    @Override
    public void sourceLost(long nowLocalNanos) {
      inner.sourceLost(nowLocalNanos);
    }

    @Override
    public long epoch() {
      return inner.epoch();
    }

    @Override
    public SoftwareClock clock() {
      return inner.clock();
    }

    @Override
    public boolean locked() {
      return inner.locked();
    }

    @Override
    public long offsetNanos() {
      return inner.offsetNanos();
    }

    @Override
    public long jitterNanos() {
      return inner.jitterNanos();
    }

    @Override
    public double frequencyPpb() {
      return inner.frequencyPpb();
    }

    @Override
    public long pathDelayNanos() {
      return inner.pathDelayNanos();
    }
  }

  private RawFollower() {}

  /**
   * Follows for some seconds.
   *
   * @param args interface, {@code kernel} or {@code user}, seconds
   * @throws Exception if sockets cannot be had
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println(
          "interface, kernel|user and seconds are needed, not " + Arrays.asList(args));
      System.exit(2);
    }
    NetworkInterface device = Objects.requireNonNull(NetworkInterface.getByName(args[0]));
    SeededRandom random = new SeededRandom(device.getIndex());
    PtpPortConfig port = PtpPortConfig.of(PtpProfile.DEFAULT_E2E.withIntervals(-2, -3, -3));
    try (Transport transport =
        args[1].equals("kernel")
            ? KernelTransport.open("follower")
            : new NettyTransport(KernelClock.open(), "follower")) {
      Recorder recorder = new Recorder(transport.clock(), System.out);
      PtpClock follower =
          PtpClock.follower(
              "follower", port, PtpIdentity.ofInterface(device, random), recorder, random);
      transport.attach(port.ipv4(device), follower::port);
      Thread.sleep(Long.parseLong(args[2]) * 1000);
    }
  }
}
