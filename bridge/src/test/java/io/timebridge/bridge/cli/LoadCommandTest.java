package io.timebridge.bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadCommandTest {
  private static InetAddress loopback() throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static int freePort() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0, loopback())) {
      return free.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "load",
        "load :123",
        "load 127.0.0.1:0",
        "load 127.0.0.1:123 --sockets 0",
        "load 127.0.0.1:123 --sockets 1025",
        "load 127.0.0.1:123 --window 0",
        "load 127.0.0.1:123 --window 4097",
        "load 127.0.0.1:123 --rate 0",
        "load 127.0.0.1:123 --rate 10000001",
        "load 127.0.0.1:123 --seconds 0",
        "load 127.0.0.1:123 --seconds 3601",
        "load 127.0.0.1:123 --count 0",
        "load 127.0.0.1:123 --timeout 0",
        "load 127.0.0.1:123 --timeout 10001",
        "load 127.0.0.1:123 --timeout x",
        "load 192.0.2.1:123",
        "load [2001:db8::1]:123",
        "load 0.0.0.0:123 --remote",
        "load 224.0.1.1:123 --remote"
      })
  void aWrongCallIsTwo(String line) {
    CommandRun result = CommandRun.of(line.split(" ", -1));
    assertEquals(2, result.code());
    assertTrue(result.err().contains("Usage: timebridge load"), result.err());
    assertEquals("", result.out());
  }

  @Test
  void anotherHostsAddressIsRefusedWithTheWayOut() {
    CommandRun result = CommandRun.of("load", "192.0.2.1:123");
    assertTrue(
        result.err().startsWith("192.0.2.1:123 is not this host's own address; --remote allows it"),
        result.err());
  }

  @Test
  void aServerThatDoesNotAnswerIsOneWithALineThatSaysSo() throws Exception {
    String server = "127.0.0.1:" + freePort();
    CommandRun result =
        CommandRun.of("load", server, "--count", "2", "--timeout", "50", "--sockets", "1");
    assertEquals(1, result.code());
    assertEquals("timebridge: load: no answer from " + server, result.err().strip());
    assertTrue(result.out().contains("requests  2 sent"), result.out());
    assertTrue(result.out().contains("2 lost"), result.out());
  }

  @Test
  void answersAreMeasured() throws Exception {
    int port = freePort();
    try (NettyTransport transport = new NettyTransport(LocalClock.monotonic(), "server")) {
      transport.attach(
          Binding.unicast(loopback(), port).withoutTransmitStamps(),
          outbox -> new NtpServer(outbox, () -> ServerTime.NONE, AccessList.everyone(), -20));
      String server = "127.0.0.1:" + port;
      CommandRun text = CommandRun.of("load", server, "--count", "50", "--timeout", "10000");
      assertEquals(0, text.code(), text.err());
      assertTrue(text.out().contains("50 (100.000 %)"), text.out());
      CommandRun result =
          CommandRun.of(
              "load", server, "--rate", "500", "--count", "50", "--timeout", "10000", "--json");
      assertEquals(0, result.code(), result.err());
      JsonNode report = new ObjectMapper().readTree(result.out());
      assertEquals(server, report.get("server").asText());
      assertEquals(500, report.get("requestsPerSecond").asLong());
      assertEquals(50, report.get("sent").asLong());
      assertEquals(50, report.get("replies").asLong());
      assertEquals(0, report.get("lost").asLong());
      assertEquals(50, report.get("unsynchronised").asLong());
      assertTrue(report.get("latencyNanos").get("max").asLong() > 0);
    }
  }
}
