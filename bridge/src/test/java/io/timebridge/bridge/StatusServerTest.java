package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusServerTest {
  private static InetSocketAddress anyPort() throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
  }

  /** The whole answer, as it came over the wire. */
  private static String ask(StatusServer server, String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(10_000);
      socket.connect(server.address());
      String text = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/status, 200",
    "GET /api/status?pretty=1, 200",
    "GET /, 404",
    "GET /api, 404",
    "GET /api/status/, 404",
    "POST /, 404",
    "POST /api/status, 405",
    "DELETE /api/status, 405",
  })
  void answersByMethodAndPath(String request, int code) throws Exception {
    try (StatusServer server = StatusServer.start(anyPort(), () -> "{\"µ\":1}")) {
      String answer = ask(server, request);
      assertTrue(answer.startsWith("HTTP/1.1 " + code + " "), answer);
      assertTrue(answer.contains("\r\nContent-type: application/json\r\n"), answer);
      assertEquals(code == 405, answer.contains("\r\nAllow: GET, HEAD\r\n"), answer);
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      assertEquals(
          code == 200 ? "{\"µ\":1}" : "{\"error\":\"only GET /api/status is here\"}", body);
    }
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    try (StatusServer server = StatusServer.start(anyPort(), () -> "{}")) {
      String answer = ask(server, "HEAD /api/status");
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (StatusServer server = StatusServer.start(anyPort(), () -> "{}")) {
      BridgeException e =
          assertThrows(
              BridgeException.class, () -> StatusServer.start(server.address(), () -> "{}"));
      assertEquals(
          "http: cannot listen on 127.0.0.1:"
              + server.address().getPort()
              + ": Address already in use",
          e.getMessage());
    }
  }

  @Test
  void afterClosingThePortIsFree() throws Exception {
    StatusServer server = StatusServer.start(anyPort(), () -> "{}");
    InetSocketAddress address = server.address();
    server.close();
    StatusServer.start(address, () -> "{}").close();
  }
}
