package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelClock;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.ptp.PtpPortConfig;
import java.util.Arrays;

/**
 * Our follower, measuring only: prints the {@link RawOffsets}, one a line.
 *
 * <p>Arguments: interface, {@code kernel} or {@code user}, seconds, the {@link Way}, the wire.
 */
public final class RawFollower {
  private RawFollower() {}

  /**
   * Follows for some seconds.
   *
   * @param args interface, {@code kernel} or {@code user}, seconds, the {@link Way}, the wire
   * @throws Exception if sockets cannot be had
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 5) {
      System.err.println(
          "interface, kernel|user, seconds, way and wire are needed, not " + Arrays.asList(args));
      System.exit(2);
    }
    try (Transport transport =
        args[1].equals("kernel")
            ? KernelTransport.open("follower")
            : new NettyTransport(KernelClock.open(), "follower")) {
      RawOffsets offsets =
          new RawOffsets(Follower.estimator("envelope"), transport.clock(), System.out::println);
      PtpPortConfig port = Way.parse(args[3]).follower(Integer.parseInt(args[4]));
      Follower.start(transport, args[0], offsets, port);
      Thread.sleep(Long.parseLong(args[2]) * 1000);
    }
  }
}
