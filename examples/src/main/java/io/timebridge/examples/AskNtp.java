package io.timebridge.examples;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.client.NtpClient;
import io.timebridge.ntp.client.NtpClientOptions;
import io.timebridge.ntp.client.NtpRanking;
import io.timebridge.ntp.client.NtpResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Asks NTP servers how far the host's clock is off, the best answer first. Nothing is set.
 *
 * <p>Run it with servers as its arguments, {@code HOST} or {@code HOST:PORT}.
 */
public final class AskNtp {
  private static final NtpClientOptions OPTIONS =
      NtpClientOptions.DEFAULT.withTimeout(Duration.ofSeconds(1)).withAttempts(2);

  private AskNtp() {}

  /**
   * Runs it.
   *
   * @param args the servers
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    List<InetSocketAddress> servers = Arrays.stream(args).map(AskNtp::address).toList();
    try (Transport transport = new NettyTransport(LocalClock.monotonic(), "ntp")) {
      NtpRanking told = new NtpClient(transport, OPTIONS).askAll(servers);
      told.results().forEach(result -> System.out.println(line(result)));
      told.failures()
          .forEach((server, why) -> System.out.println(server + ": " + why.getMessage()));
    }
  }

  private static String line(NtpResult result) {
    return String.format(
        Locale.ROOT,
        "%s: the host's clock is off by %.6f s, ± %.6f s; stratum %d",
        result.server(),
        -result.offsetNanos() / 1e9,
        result.errorBoundNanos() / 1e9,
        result.header().stratum());
  }

  private static InetSocketAddress address(String text) {
    String[] parts = text.split(":", 2);
    int port = parts.length == 1 ? 123 : Integer.parseInt(parts[1]);
    return InetSocketAddress.createUnresolved(parts[0], port);
  }
}
