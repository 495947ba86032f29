package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.HostRouting;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.NtpHeader;
import io.timebridge.ntp.NtpOutcome;
import io.timebridge.ntp.NtpQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks NTP servers the time and compares it with this host's clock. */
public final class NtpQueries {
  private static final int NTP_PORT = 123;
  private static final int ATTEMPTS = 3;
  private static final int SAMPLES = 4;

  /** How long an answer is waited for, nanoseconds. */
  public static final long TIMEOUT_NANOS = 1_000_000_000L;

  /** One server's answer, or why there is none. */
  private record Row(
      String server,
      NtpOutcome.@Nullable Answer answer,
      long offsetNanos,
      @Nullable String error) {}

  /** What all servers said. */
  public static final class Report {
    private final List<Row> rows;

    private Report(List<Row> rows) {
      this.rows = rows;
    }

    /** {@return true if every server told the time} */
    public boolean allAnswered() {
      return rows.stream().allMatch(row -> row.answer() != null);
    }

    /** {@return a line a server, for people} */
    public String table() {
      StringBuilder text = new StringBuilder();
      for (Row row : rows) {
        text.append(text.isEmpty() ? "" : System.lineSeparator());
        NtpOutcome.Answer answer = row.answer();
        if (answer == null) {
          text.append(row.server()).append(": ").append(row.error());
        } else {
          NtpHeader header = answer.header();
          text.append(
              String.format(
                  Locale.ROOT,
                  "%s: offset %+.6f s, delay %.6f s, stratum %d, reference %s, root delay %.6f s,"
                      + " root dispersion %.6f s, leap %d, version %d",
                  row.server(),
                  row.offsetNanos() / 1e9,
                  answer.delayNanos() / 1e9,
                  header.stratum(),
                  header.referenceIdText(),
                  header.rootDelayNanos() / 1e9,
                  header.rootDispersionNanos() / 1e9,
                  header.leapIndicator(),
                  header.version()));
        }
      }
      return text.toString();
    }

    /** {@return a JSON array, an object a server} */
    public String json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Row row : rows) {
        ObjectNode node = array.addObject();
        node.put("server", row.server());
        NtpOutcome.Answer answer = row.answer();
        if (answer == null) {
          node.put("error", row.error());
          continue;
        }
        NtpHeader header = answer.header();
        node.put("offsetNanos", row.offsetNanos());
        node.put("delayNanos", answer.delayNanos());
        node.put("stratum", header.stratum());
        node.put("referenceId", header.referenceIdText());
        node.put("leapIndicator", header.leapIndicator());
        node.put("version", header.version());
        node.put("rootDelayNanos", header.rootDelayNanos());
        node.put("rootDispersionNanos", header.rootDispersionNanos());
        node.put("poll", header.poll());
        node.put("precision", header.precision());
      }
      return array.toPrettyString();
    }
  }

  private NtpQueries() {}

  /**
   * Asks servers, one after the other: four times each, of which the fastest answer counts; up to
   * three requests for the first.
   *
   * @param servers {@code HOST}, {@code HOST:PORT}, {@code ADDRESS} or {@code [IPV6]:PORT}
   * @param timeoutNanos how long each answer is waited for, such as {@link #TIMEOUT_NANOS}
   * @return what they said; offsets are theirs minus this host's clock
   * @throws InterruptedException if the thread is interrupted
   */
  public static Report ask(List<String> servers, long timeoutNanos) throws InterruptedException {
    LocalClock clock = LocalClock.monotonic();
    List<Row> rows = new ArrayList<>();
    try (NettyTransport transport = new NettyTransport(clock, "ntp-query")) {
      for (String server : servers) {
        rows.add(ask(transport, server, timeoutNanos));
      }
    }
    return new Report(rows);
  }

  private static Row ask(NettyTransport transport, String server, long timeoutNanos)
      throws InterruptedException {
    InetSocketAddress address;
    try {
      address = parse(server);
    } catch (UnknownHostException e) {
      return new Row(server, null, 0, "no such host");
    } catch (IllegalArgumentException e) {
      return new Row(server, null, 0, "not HOST, HOST:PORT or [ADDRESS]:PORT");
    }
    NtpOutcome outcome;
    try {
      outcome = best(transport, address, timeoutNanos);
    } catch (IOException e) {
      return new Row(server, null, 0, e.getMessage());
    }
    if (outcome instanceof NtpOutcome.Answer answer) {
      SystemClock.Reading host = SystemClock.read(transport.clock());
      long hostMinusLocal = host.utcNanos() - host.localNanos();
      return new Row(server, answer, answer.remoteMinusLocalNanos() - hostMinusLocal, null);
    }
    return new Row(server, null, 0, why(outcome));
  }

  /** Of a few answers the fastest, which is off by the least: a JVM's first packets are slow. */
  private static NtpOutcome best(
      NettyTransport transport, InetSocketAddress server, long timeoutNanos)
      throws IOException, InterruptedException {
    NtpOutcome best = exchange(transport, server, timeoutNanos);
    for (int i = 1; i < SAMPLES && best instanceof NtpOutcome.Answer answer; i++) {
      NtpOutcome next = exchange(transport, server, timeoutNanos);
      if (next instanceof NtpOutcome.Answer other && other.delayNanos() < answer.delayNanos()) {
        best = other;
      }
    }
    return best;
  }

  private static String why(NtpOutcome outcome) {
    if (outcome instanceof NtpOutcome.Unsynchronised) {
      return "the server is not synchronised";
    }
    if (outcome instanceof NtpOutcome.KissOfDeath kiss) {
      return "the server refuses (kiss code " + kiss.code() + ")";
    }
    NtpOutcome.NoAnswer none = (NtpOutcome.NoAnswer) outcome;
    return "no answer to "
        + none.attempts()
        + " requests"
        + (none.ignored().isEmpty() ? "" : ", ignored: " + none.ignored());
  }

  /** One exchange with a server, and how it ended. */
  static NtpOutcome exchange(NettyTransport transport, InetSocketAddress server)
      throws IOException, InterruptedException {
    return exchange(transport, server, TIMEOUT_NANOS);
  }

  private static NtpOutcome exchange(
      NettyTransport transport, InetSocketAddress server, long timeoutNanos)
      throws IOException, InterruptedException {
    CompletableFuture<NtpOutcome> outcome = new CompletableFuture<>();
    SecureRandom random = new SecureRandom();
    Transport.Attachment query =
        transport.attach(
            Binding.unicast(localAddressFor(server), 0),
            outbox ->
                new NtpQuery(
                    outbox, server, random::nextLong, timeoutNanos, ATTEMPTS, outcome::complete));
    try {
      return outcome.get(
          2L * ATTEMPTS * Math.max(timeoutNanos, TIMEOUT_NANOS), TimeUnit.NANOSECONDS);
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
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }
}
