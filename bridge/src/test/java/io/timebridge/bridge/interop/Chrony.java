package io.timebridge.bridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
    return server(host, "");
  }

  /** Starts one with more lines in its configuration. */
  static Child server(Host host, String more) {
    Path file = host.folder().resolve("chrony-" + host.device() + ".conf");
    Path pid = host.folder().resolve("chrony-" + host.device() + ".pid");
    try {
      Files.writeString(
          file,
          "local stratum 3\nallow 10.77.0.0/16\ncmdport 0\npidfile " + pid + "\n" + more + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return host.start(
        "chronyd", List.of(Tools.path("chronyd"), "-d", "-x", "-u", "root", "-f", file.toString()));
  }

  /** {@return what a server that has {@code bindcmdaddress SOCKET} counts, as chronyc writes it} */
  static List<String> statistics(Host host, Path socket) {
    return host.run(
        Duration.ofSeconds(5),
        List.of(Tools.path("chronyc"), "-h", socket.toString(), "serverstats"));
  }

  /** Starts a client that only watches a server, four times a second, and logs each measurement. */
  static Log watch(Host host, String server) {
    Path folder = host.folder().resolve("chrony-watch-" + host.device());
    Path config = host.folder().resolve("chrony-watch-" + host.device() + ".conf");
    try {
      Files.createDirectory(folder);
      Files.writeString(
          config,
          """
          server %s iburst minpoll -2 maxpoll -2 noselect
          cmdport 0
          port 0
          pidfile %s
          logdir %s
          log measurements
          """
              .formatted(server, folder.resolve("pid"), folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Child unused =
        host.start(
            "chronyd",
            List.of(Tools.path("chronyd"), "-d", "-x", "-u", "root", "-f", config.toString()));
    return new Log(folder.resolve("measurements.log"));
  }

  /** What a chronyd that watches has measured. Its offsets have four digits. */
  static final class Log {
    private static final Pattern LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d .*");
    private static final int OFFSET = 11; // the column of the local clock error, seconds

    private final Path file;

    private Log(Path file) {
      this.file = file;
    }

    /** {@return by how many nanoseconds the host's clock was ahead of the server's, each time} */
    double[] aheadNanos() {
      if (!Files.exists(file)) {
        return new double[0];
      }
      try {
        return Files.readAllLines(file).stream()
            .filter(line -> LINE.matcher(line).matches())
            .map(line -> line.strip().split("\\s+", -1))
            .filter(columns -> columns.length > OFFSET)
            .mapToDouble(columns -> -1e9 * Double.parseDouble(columns[OFFSET]))
            .toArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** {@return the median of the next ones} */
    double nextMedian(int count, Duration within) {
      int first = aheadNanos().length;
      double[] all =
          Await.until(
              count + " measurements of chronyd",
              within,
              this::aheadNanos,
              now -> now.length >= first + count);
      return Median.of(Arrays.copyOfRange(all, first, first + count));
    }
  }

  /**
   * Starts a client that measures a server each second and leaves the clock alone.
   *
   * @param name tells it from the host's others
   * @param options as of chrony's {@code server}
   * @return its log of measurements, which may not be there yet
   */
  static Path client(Host host, String name, String server, String options, Path keys) {
    Path logs = host.folder().resolve("chrony-" + name);
    Path file = host.folder().resolve("chrony-" + name + ".conf");
    try {
      Files.createDirectories(logs);
      Files.writeString(
          file,
          """
          server %s minpoll 0 maxpoll 0 %s
          port 0
          cmdport 0
          keyfile %s
          pidfile %s/pid
          logdir %s
          log rawmeasurements
          """
              .formatted(server, options, keys, logs, logs));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Child unused =
        host.start(
            "chronyd-" + name,
            List.of(Tools.path("chronyd"), "-d", "-x", "-u", "root", "-f", file.toString()));
    return logs.resolve("measurements.log");
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
    for (String line : host.run(Duration.ofSeconds(30), command)) {
      Matcher matcher = WRONG_BY.matcher(line);
      if (matcher.find()) {
        return OptionalDouble.of(Double.parseDouble(matcher.group(1)));
      }
    }
    return OptionalDouble.empty();
  }
}
