package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an operator sees of those who ask. */
class NtpOutputReportTest {
  private static final long SECOND = 1_000_000_000L;

  /** Answers go nowhere. */
  private static final Outbox NOWHERE =
      new Outbox() {
        @Override
        public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
          return 0;
        }

        @Override
        public void sendGeneral(ByteBuffer message, Route route) {}

        @Override
        public void setTimer(int timer, long localNanos) {}

        @Override
        public void cancelTimer(int timer) {}
      };

  private static NtpServer engine() {
    AccessList access = AccessList.of(List.of("192.0.2.0/24"), List.of("192.0.2.66"));
    return new NtpServer(NOWHERE, () -> ServerTime.NONE, access, -20);
  }

  private static void send(NtpServer server, String from, int first, int length, long seconds)
      throws Exception {
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put(0, (byte) first);
    Datagram datagram = new Datagram();
    datagram.route().setRemote(InetAddress.getByName(from), 50000);
    server.received(datagram.set(packet, Lane.EVENT, seconds * SECOND, 0, StampQuality.USER));
  }

  @Test
  void countsByVersionModeAndVerdictAndKnowsTheClients() throws Exception {
    NtpServer one = engine();
    NtpServer other = engine(); // of the same server, on another thread
    send(one, "192.0.2.30", 0x23, 48, 100);
    send(other, "192.0.2.30", 0x23, 48, 116);
    send(one, "192.0.2.30", 0x23, 48, 132);
    send(one, "192.0.2.66", 0x1b, 48, 140);
    send(one, "192.0.2.31", 0x26, 48, 150);
    send(one, "192.0.2.32", 0x23, 3, 160);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    NtpOutputReport.describe(
        node, List.of(new InetSocketAddress("0.0.0.0", 123)), List.of(one, other), 200 * SECOND);

    assertEquals("0.0.0.0:123", node.path("listen").path(0).asText());
    assertEquals(3, node.path("answered").asInt());
    assertEquals(1, node.path("dropped").path("DENIED").asInt());
    assertEquals(1, node.path("dropped").path("UNSUPPORTED_MODE").asInt());
    assertEquals(1, node.path("dropped").path("TOO_SHORT").asInt());
    assertEquals(3, node.path("dropped").size(), node.toString());
    JsonNode requests = node.path("requests");
    assertEquals(3, requests.size(), node.toString());
    assertEquals(
        "{\"version\":3,\"mode\":\"client\",\"verdicts\":{\"DENIED\":1}}",
        requests.get(0).toString());
    assertEquals(3, requests.get(1).path("verdicts").path("ANSWERED").asInt());
    assertEquals("control", requests.get(2).path("mode").asText());

    assertEquals(4, node.path("clientsKnown").asInt());
    JsonNode last = node.path("clients").get(0);
    assertEquals("192.0.2.32", last.path("address").asText());
    assertTrue(last.path("version").isNull() && last.path("intervalNanos").isNull());
    JsonNode camera = node.path("clients").get(3);
    assertEquals("192.0.2.30", camera.path("address").asText());
    assertEquals(68 * SECOND, camera.path("heardAgoNanos").asLong());
    assertEquals(3, camera.path("packets").asInt());
    assertEquals(3, camera.path("answered").asInt());
    assertEquals(4, camera.path("version").asInt());
    assertEquals("client", camera.path("mode").asText());
    assertEquals("ANSWERED", camera.path("verdict").asText());
  }
}
