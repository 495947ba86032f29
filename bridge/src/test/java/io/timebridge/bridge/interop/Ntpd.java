package io.timebridge.bridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * NTPsec's {@code ntpd} as a client that leaves the clock alone. Debian's package {@code ntpsec}
 * starts a service; its program alone, unpacked somewhere on the path, is enough.
 */
final class Ntpd {
  private Ntpd() {}

  /** Starts a server of the host's own time on port 123. */
  static Child server(Host host) {
    Path file = host.folder().resolve("ntpd-" + host.device() + ".conf");
    try {
      Files.writeString(
          file,
          """
          disable ntp kernel
          tos orphan 3 orphanwait 2
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return host.start("ntpd", List.of(Tools.path("ntpd"), "-n", "-g", "-c", file.toString()));
  }

  /**
   * Starts a client.
   *
   * @param key a line of its key file, "NUMBER TYPE KEY"; empty for no key
   * @return its log of the server's measurements, which may not be there yet
   */
  static Path client(Host host, String server, String key) {
    Path logs = host.folder().resolve("ntpd-" + host.device());
    Path file = host.folder().resolve("ntpd-" + host.device() + ".conf");
    Path keys = host.folder().resolve("ntpd-" + host.device() + ".keys");
    String id = key.isEmpty() ? "" : key.split(" ", -1)[0];
    String trusted = key.isEmpty() ? "" : "keys " + keys + "\ntrustedkey " + id + "\n";
    try {
      Files.createDirectories(logs);
      Files.writeString(keys, key + "\n");
      Files.writeString(
          file,
          """
          server %s iburst minpoll 3 maxpoll 3 %s
          disable ntp kernel
          statsdir %s/
          statistics peerstats
          filegen peerstats file peerstats type none enable
          %s\
          """
              .formatted(server, key.isEmpty() ? "" : "key " + id, logs, trusted));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Child unused =
        host.start("ntpd", List.of(Tools.path("ntpd"), "-n", "-g", "-c", file.toString()));
    return logs.resolve("peerstats");
  }
}
