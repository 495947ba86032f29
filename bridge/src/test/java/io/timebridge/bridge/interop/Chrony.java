package io.timebridge.bridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code chronyd} as a server that leaves the clock alone, and as a client that asks once. */
final class Chrony {
  private static final Pattern WRONG_BY =
      Pattern.compile("System clock wrong by (-?\\d+\\.\\d+) seconds");

  private Chrony() {}

  /** Starts a server of the host's own time on port 123. */
  static Child server(Host host) {
    Path file = host.folder().resolve("chrony-" + host.device() + ".conf");
    Path pid = host.folder().resolve("chrony-" + host.device() + ".pid");
    try {
      Files.writeString(
          file, "local stratum 3\nallow 10.77.0.0/16\ncmdport 0\npidfile " + pid + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return host.start(
        "chronyd", List.of(Tools.path("chronyd"), "-d", "-x", "-u", "root", "-f", file.toString()));
  }

  /**
   * {@return by how many seconds the server's time is ahead of the host's, or nothing if chronyd
   * would not take it}
   */
  static OptionalDouble query(Host host, String server) {
    Path pid = host.folder().resolve("chrony-query-" + host.device() + ".pid");
    List<String> command =
        List.of(
            Tools.path("chronyd"),
            "-Q",
            "-t",
            "8",
            "-u",
            "root",
            "server " + server + " port 123 iburst maxsamples 4",
            "cmdport 0",
            "pidfile " + pid);
    for (String line : host.run(Duration.ofSeconds(15), command)) {
      Matcher matcher = WRONG_BY.matcher(line);
      if (matcher.find()) {
        return OptionalDouble.of(Double.parseDouble(matcher.group(1)));
      }
    }
    return OptionalDouble.empty();
  }
}
