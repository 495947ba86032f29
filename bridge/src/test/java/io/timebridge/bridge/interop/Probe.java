package io.timebridge.bridge.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The test's end of an {@link Agent} on one host. */
final class Probe {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Child child;
  private int next;

  private Probe(Child child) {
    this.child = child;
  }

  static Probe on(Host host) {
    String classes = Agent.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    Child child =
        host.start(
            "agent-" + host.device(),
            List.of(
                Tools.java(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes,
                Agent.class.getName()));
    child.awaitLine("^ready$", ANSWER);
    Probe probe = new Probe(child);
    probe.next = 1;
    return probe;
  }

  /** {@return the page at an address, unless nothing answers there} */
  Optional<String> get(String url) {
    return ask("get " + url);
  }

  /** {@return a server's reply to one request, unless it is silent} */
  Optional<NtpReply> ntp(String server) {
    return ask("ntp " + server).map(NtpReply::parse);
  }

  /** Starts an NTP server of the host's time plus an offset. */
  void serveNtp(Duration offset) {
    demand("serve " + offset.toNanos());
  }

  /** Sends one datagram out of the host's interface. */
  void send(Host host, String target, int port, String hex) {
    demand("send " + host.device() + " " + target + " " + port + " " + hex);
  }

  /** {@return who answered one datagram sent out of the host's interface, and with what} */
  String ask(Host host, String target, int port) {
    return demand("ask " + host.device() + " " + target + " " + port);
  }

  /** Sends large datagrams of zeros as fast as it can. */
  void blast(String target, int port, int packets) {
    demand("blast " + target + " " + port + " " + packets);
  }

  /** Sends each line of a file to a server's port 123 and writes what came back, line by line. */
  void exchange(String server, Path requests, Path replies) {
    exchange(server, "0.0.0.0", requests, replies);
  }

  /** Does so from one of the host's addresses. */
  void exchange(String server, String from, Path requests, Path replies) {
    demand("exchange " + server + " " + from + " " + requests + " " + replies);
  }

  /** Sends mutated packets at a bridge, and says what was sent. */
  Flood.Sent flood(Host host, String target, long seed, int packets, String grandmaster) {
    String command =
        String.join(
            " ",
            "flood",
            host.device(),
            target,
            Long.toString(seed),
            Integer.toString(packets),
            grandmaster);
    return Flood.Sent.parse(demand(command));
  }

  private String demand(String command) {
    return ask(command)
        .orElseThrow(() -> new AssertionError("the agent could not " + command + child.tail()));
  }

  private Optional<String> ask(String command) {
    child.send(command);
    String answer = child.awaitLine("^(ok|error) ", next, ANSWER);
    next = child.lines().size();
    return answer.startsWith("ok ") ? Optional.of(answer.substring(3)) : Optional.empty();
  }
}
