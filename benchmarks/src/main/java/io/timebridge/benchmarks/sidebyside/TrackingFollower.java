package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.clock.SystemClock;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelClock;
import io.timebridge.clock.transport.kernel.KernelTransport;
import java.util.Arrays;

/**
 * Our follower with a simulated oscillator between the kernel's stamps and its local clock, and a
 * grandmaster that gives the host's clock. Prints a line for each look at the disciplined clock,
 * {@code millis CLOCK error bound width}: its time minus the host's, read in a bracket of half that
 * width, and the bound that it claims; and one for each Sync, {@code millis RAW offset}.
 *
 * <p>Arguments: interface, estimator, parts per million, random walk a second, seed, seconds.
 */
public final class TrackingFollower {
  static final int LOOKS_A_SECOND = 10;

  private TrackingFollower() {}

  /**
   * Follows for some seconds.
   *
   * @param args interface, estimator, parts per million, random walk a second, seed, seconds
   * @throws Exception if sockets cannot be had
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 6) {
      System.err.println(
          "interface, estimator, ppm, walk, seed and seconds are needed, not "
              + Arrays.asList(args));
      System.exit(2);
    }
    long seconds = Long.parseLong(args[5]);
    RunningOscillator oscillator =
        new RunningOscillator(
            KernelClock.open().localNanos(),
            seconds + 60,
            Double.parseDouble(args[2]),
            Double.parseDouble(args[3]),
            Long.parseLong(args[4]));
    Estimator estimator = Follower.estimator(args[1]);
    try (KernelTransport transport = KernelTransport.open("follower", oscillator)) {
      Follower.start(
          transport,
          args[0],
          new RawOffsets(estimator, transport.clock(), raw -> print("RAW " + raw)));
      for (long i = 0; i < seconds * LOOKS_A_SECOND; i++) {
        Thread.sleep(1000 / LOOKS_A_SECOND);
        look(transport, estimator.clock());
      }
      System.err.printf("%d packets had no stamp%n", transport.lostStamps());
    }
  }

  private static void look(Transport transport, SoftwareClock clock) {
    SystemClock.Reading host = SystemClock.read(transport.clock());
    ClockMap map = clock.map();
    if (map != null) {
      ClockSegment segment = map.segmentAt(host.localNanos());
      long error = segment.nanosAt(host.localNanos()) - host.utcNanos();
      long bound = segment.errorBoundAt(host.localNanos());
      print("CLOCK " + error + " " + bound + " " + host.widthNanos());
    }
  }

  private static void print(String line) {
    System.out.println(System.currentTimeMillis() + " " + line);
  }
}
