package io.timebridge.bridge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code GET /api/status}: the bridge as JSON. */
final class StatusServer implements AutoCloseable {
  private static final int NO_BODY = -1;

  /** More than one, so that a client that says nothing keeps no other waiting. */
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService executor;

  private StatusServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  static StatusServer start(InetSocketAddress address, Supplier<String> status)
      throws BridgeException {
    try {
      HttpServer server = HttpServer.create(address, 16);
      ExecutorService executor =
          Executors.newFixedThreadPool(
              THREADS,
              task -> {
                Thread thread = new Thread(task, "timebridge-http");
                thread.setDaemon(true);
                return thread;
              });
      server.setExecutor(executor);
      server.createContext("/", exchange -> answer(exchange, status));
      server.start();
      return new StatusServer(server, executor);
    } catch (IOException e) {
      throw new BridgeException(
          "http: cannot listen on " + HostPort.text(address) + ": " + e.getMessage(), e);
    }
  }

  private static void answer(HttpExchange exchange, Supplier<String> status) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      boolean get = head || exchange.getRequestMethod().equals("GET");
      boolean known = exchange.getRequestURI().getPath().equals("/api/status");
      int code = !known ? 404 : get ? 200 : 405;
      String body = code == 200 ? status.get() : "{\"error\":\"only GET /api/status is here\"}";
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (code == 405) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD"); // RFC 9110 §15.5.6
      }
      if (head) {
        exchange.sendResponseHeaders(code, NO_BODY);
      } else {
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
