package io.timebridge.bridge;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.HostRouting;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpOutcome;
import io.timebridge.ntp.NtpQuery;
import io.timebridge.ntp.client.NtpClient;
import io.timebridge.ntp.client.NtpClientOptions;
import io.timebridge.ntp.client.NtpQueryException;
import io.timebridge.ntp.client.NtpResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks NTP servers the time and compares it with this host's clock. */
public final class NtpQueries implements AutoCloseable {
  private static final int NTP_PORT = 123;
  private static final int ATTEMPTS = 3;
  private static final int SAMPLES = 4;

  /** How long an answer is waited for, nanoseconds. */
  public static final long TIMEOUT_NANOS = 1_000_000_000L;

  private final Transport transport;
  private final NtpClient client;

  private NtpQueries(Transport transport, NtpClientOptions options) {
    this.transport = transport;
    this.client = new NtpClient(transport, options);
  }

  /**
   * Opens a client: packets are stamped by the kernel where that can be had, else by this program.
   *
   * @param timeoutNanos how long each answer is waited for, such as {@link #TIMEOUT_NANOS}
   * @param key the one key that all servers are asked with, or none
   * @return the client, to be closed
   */
  public static NtpQueries open(long timeoutNanos, NtpKeys key) {
    NtpClientOptions options =
        NtpClientOptions.DEFAULT
            .withTimeout(Duration.ofNanos(timeoutNanos))
            .withAttempts(ATTEMPTS)
            // A JVM's first packets are slow: of a few answers the fastest counts.
            .withSamples(SAMPLES, Duration.ZERO)
            .withKey(key);
    return new NtpQueries(transport(), options);
  }

  private static Transport transport() {
    try {
      return KernelTransport.open("ntp-query");
    } catch (KernelUnavailableException | IOException | LinkageError e) {
      return new NettyTransport(LocalClock.monotonic(), "ntp-query");
    }
  }

  /**
   * Asks servers, all at once: four times each, of which the fastest answer counts; up to three
   * requests for the first.
   *
   * @param servers {@code HOST}, {@code HOST:PORT}, {@code ADDRESS} or {@code [IPV6]:PORT}
   * @return what they said, in that order; offsets are theirs minus this host's clock
   * @throws InterruptedException if the thread is interrupted
   */
  public QueryReport ask(List<String> servers) throws InterruptedException {
    List<CompletableFuture<NtpResult>> asked = new ArrayList<>();
    for (String server : servers) {
      try {
        asked.add(client.askAsync(address(server)));
      } catch (IllegalArgumentException e) {
        asked.add(CompletableFuture.failedFuture(e));
      }
    }
    List<QueryReport.Row> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      rows.add(row(servers.get(i), asked.get(i)));
    }
    return new QueryReport(rows);
  }

  private static QueryReport.Row row(String server, CompletableFuture<NtpResult> asked)
      throws InterruptedException {
    try {
      return QueryReport.Row.of(server, asked.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NtpQueryException told) {
        return QueryReport.Row.failed(server, told.reason().name(), told.getMessage());
      }
      boolean wrong = e.getCause() instanceof IllegalArgumentException;
      return QueryReport.Row.failed(
          server,
          wrong ? "NO_ADDRESS" : "NO_ANSWER",
          wrong ? "not HOST, HOST:PORT or [ADDRESS]:PORT" : "the query failed: " + e.getCause());
    }
  }

  @Override
  public void close() {
    transport.close();
  }

  /** One exchange with a server, and how it ended. */
  static NtpOutcome exchange(NettyTransport transport, InetSocketAddress server)
      throws IOException, InterruptedException {
    CompletableFuture<NtpOutcome> outcome = new CompletableFuture<>();
    SecureRandom random = new SecureRandom();
    Transport.Attachment query =
        transport.attach(
            Binding.unicast(localAddressFor(server), 0),
            outbox ->
                new NtpQuery(
                    outbox, server, random::nextLong, TIMEOUT_NANOS, ATTEMPTS, outcome::complete));
    try {
      return outcome.get(2L * ATTEMPTS * TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the query of " + server + " did not end", e);
    } finally {
      query.close();
    }
  }

  private static InetAddress localAddressFor(InetSocketAddress server) throws IOException {
    return HostRouting.sourceFor(server)
        .orElseThrow(() -> new IOException("no route to " + server.getAddress().getHostAddress()));
  }

  /**
   * Splits host and port and resolves the host.
   *
   * @param server {@code HOST}, {@code HOST:PORT}, {@code ADDRESS} or {@code [IPV6]:PORT}
   * @return the address; port 123 if none is given
   * @throws UnknownHostException if there is no such host
   * @throws IllegalArgumentException if it is none of these
   */
  public static InetSocketAddress parse(String server) throws UnknownHostException {
    InetSocketAddress address = address(server);
    return new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort());
  }

  /** Splits host and port; the host is not resolved. */
  private static InetSocketAddress address(String server) {
    String host = server;
    int port = NTP_PORT;
    int colon = server.lastIndexOf(':');
    boolean bracketed = server.startsWith("[");
    if (bracketed) {
      int close = server.indexOf(']');
      if (close < 0) {
        throw new IllegalArgumentException(server);
      }
      host = server.substring(1, close);
      colon = close + 1 < server.length() ? close + 1 : -1;
    } else if (colon != server.indexOf(':')) {
      colon = -1; // more than one: an IPv6 address without a port
    } else if (colon >= 0) {
      host = server.substring(0, colon);
    }
    if (colon >= 0) {
      String digits = server.substring(colon + 1);
      port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
      if (server.charAt(colon) != ':' || port < 1 || port > 65535) {
        throw new IllegalArgumentException(server);
      }
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException(server); // it would be taken for this host
    }
    return InetSocketAddress.createUnresolved(host, port);
  }
}
