package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SystemClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NtpQueriesTest {
  private static final long SHORT_NANOS = 20_000_000L;
  private static final InetAddress LOOPBACK = loopback();

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, 123",
    "192.0.2.1:1, 192.0.2.1, 1",
    "192.0.2.1:65535, 192.0.2.1, 65535",
    "::1, ::1, 123",
    "2001:db8::7, 2001:db8::7, 123",
    "[::1], ::1, 123",
    "[2001:db8::7]:11123, 2001:db8::7, 11123",
    "[192.0.2.1]:5, 192.0.2.1, 5",
  })
  void readsHostAndPort(String text, String address, int port) throws Exception {
    assertEquals(
        new InetSocketAddress(InetAddress.getByName(address), port), NtpQueries.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":123",
        "[]",
        "[]:5",
        "192.0.2.1:",
        "192.0.2.1:0",
        "192.0.2.1:65536",
        "192.0.2.1:-1",
        "192.0.2.1:+5",
        "192.0.2.1:x",
        "[::1",
        "[::1]5",
        "[::1]x5",
        "[::1]:",
        "192.0.2.1:٥"
      })
  void refusesWhatIsNeither(String text) throws Exception {
    assertThrows(IllegalArgumentException.class, () -> NtpQueries.parse(text));
    QueryReport report = ask(List.of(text), SHORT_NANOS);
    assertFalse(report.allAnswered());
    assertEquals(text + ": not HOST, HOST:PORT or [ADDRESS]:PORT", report.table());
  }

  private static QueryReport ask(List<String> servers, long timeoutNanos) throws Exception {
    try (NtpQueries queries = NtpQueries.open(timeoutNanos, NtpKeys.none())) {
      return queries.ask(servers);
    }
  }

  private static QueryReport askAServer(ServerTime time) throws Exception {
    int port;
    try (DatagramSocket probe = new DatagramSocket(0, LOOPBACK)) {
      port = probe.getLocalPort();
    }
    try (NettyTransport transport = new NettyTransport(LocalClock.monotonic(), "test")) {
      AccessList all = AccessList.of(List.of("127.0.0.0/8"));
      transport.attach(
          Binding.unicast(LOOPBACK, port), outbox -> new NtpServer(outbox, () -> time, all, -20));
      return ask(List.of("127.0.0.1:" + port), 1_000_000_000L);
    }
  }

  /** The host's clock, and two hours. */
  private static ServerTime twoHoursAhead() {
    SystemClock.Reading host = SystemClock.read(LocalClock.monotonic());
    return new ServerTime() {
      @Override
      public boolean synchronisedAt(long localNanos) {
        return true;
      }

      @Override
      public int leapIndicatorAt(long localNanos) {
        return 1;
      }

      @Override
      public int stratum() {
        return 3;
      }

      @Override
      public int referenceId() {
        return 0x0A000002;
      }

      @Override
      public long referenceUtcNanos() {
        return host.utcNanos() + 7_200_000_000_000L;
      }

      @Override
      public long rootDelayNanos() {
        return 1_000_000;
      }

      @Override
      public long rootDispersionNanosAt(long localNanos) {
        return 2_000_000;
      }

      @Override
      public long utcNanosAt(long localNanos) {
        return host.utcNanos() + 7_200_000_000_000L + localNanos - host.localNanos();
      }
    };
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(Math.abs(actual - expected) <= tolerance, () -> expected + " is not " + actual);
  }

  @Test
  void tellsWhatAServerSays() throws Exception {
    QueryReport report = askAServer(twoHoursAhead());
    assertTrue(report.allAnswered(), report.table());
    JsonNode array = new ObjectMapper().readTree(report.json());
    assertTrue(array.isArray());
    assertEquals(1, array.size());
    JsonNode node = array.get(0);
    assertTrue(node.get("server").textValue().startsWith("127.0.0.1:"));
    assertNear(7_200_000_000_000L, node.get("offsetNanos").longValue(), 1_000_000_000);
    assertTrue(node.get("delayNanos").isIntegralNumber());
    assertTrue(node.get("delayNanos").longValue() < 1_000_000_000L);
    assertEquals(3, node.get("stratum").intValue());
    assertEquals("10.0.0.2", node.get("referenceId").textValue());
    assertEquals(1, node.get("leapIndicator").intValue());
    assertEquals(4, node.get("version").intValue());
    assertNear(1_000_000, node.get("rootDelayNanos").longValue(), 16_000);
    assertNear(2_000_000, node.get("rootDispersionNanos").longValue(), 16_000);
    assertTrue(
        report
            .table()
            .matches(
                "127\\.0\\.0\\.1:\\d+: offset \\+(7199|7200)\\.\\d{6} s ± 0\\.\\d{6} s, delay .*"),
        report.table());
    assertTrue(report.table().contains("stratum 3, reference 10.0.0.2"), report.table());
  }

  @Test
  void tellsThatAServerIsNotSynchronised() throws Exception {
    QueryReport report = askAServer(ServerTime.NONE);
    assertFalse(report.allAnswered());
    assertTrue(report.table().endsWith(": the server is not synchronised"), report.table());
    JsonNode node = new ObjectMapper().readTree(report.json()).get(0);
    assertEquals("the server is not synchronised", node.get("error").textValue());
    assertEquals("UNSYNCHRONISED", node.get("failure").textValue());
    assertFalse(node.has("offsetNanos"));
  }

  @Test
  void tellsThatNobodyAnswers() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK)) {
      String server = "127.0.0.1:" + silent.getLocalPort();
      QueryReport report = ask(List.of(server, "["), SHORT_NANOS);
      assertFalse(report.allAnswered());
      List<String> lines = report.table().lines().toList();
      assertEquals(2, lines.size());
      assertEquals(server + ": no answer to 3 requests", lines.get(0));
      assertEquals(2, new ObjectMapper().readTree(report.json()).size());
    }
  }
}
