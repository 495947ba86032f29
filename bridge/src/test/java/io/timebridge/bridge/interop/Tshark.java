package io.timebridge.bridge.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A capture on one host's interface, and Wireshark's opinion of it. */
final class Tshark {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration READ = Duration.ofSeconds(60);

  private final Host host;
  private final Path file;
  private final Child child;

  private Tshark(Host host, Path file, Child child) {
    this.host = host;
    this.file = file;
    this.child = child;
  }

  /** Starts to capture UDP, and returns once it does. */
  static Tshark capture(Host host) {
    return capture(host, "udp");
  }

  /** Starts to capture what a filter of pcap lets through, and returns once it does. */
  static Tshark capture(Host host, String filter) {
    Path file = host.folder().resolve("capture-" + host.device() + ".pcapng");
    List<String> command =
        List.of(Tools.path("tshark"), "-i", host.device(), "-f", filter, "-w", file.toString());
    Child child = host.start("tshark", command);
    child.awaitLine("Capturing on|Capture started", START);
    return new Tshark(host, file, child);
  }

  /** Ends the capture (as the lab does, too), so that the file is complete. */
  void stop() {
    child.close();
  }

  /** {@return the capture's file} */
  Path file() {
    return file;
  }

  /** {@return all that tshark says of a capture file, as JSON} */
  static WiresharkJson json(Path file) {
    return new WiresharkJson(read(file, "-T", "json", "--no-duplicate-keys"));
  }

  /** {@return the lines that tshark prints of a capture file} */
  static List<String> read(Path file, String... options) {
    List<String> command =
        new ArrayList<>(List.of(Tools.path("tshark"), "-n", "-r", file.toString()));
    Collections.addAll(command, options);
    try (Child child = new Child("tshark", new ProcessBuilder(command))) {
      int exit = child.awaitExit(READ);
      child.awaitOutputEnd();
      if (exit != 0) {
        throw new AssertionError(command + " failed with " + exit + child.tail());
      }
      return child.lines();
    }
  }

  /** {@return for each captured packet that a display filter shows, some of its fields} */
  List<List<String>> fields(String displayFilter, String... names) {
    List<String> command =
        new ArrayList<>(List.of(Tools.path("tshark"), "-n", "-r", file.toString()));
    Collections.addAll(command, "-Y", displayFilter, "-T", "fields", "-E", "separator=;");
    for (String name : names) {
      Collections.addAll(command, "-e", name);
    }
    return host.run(READ, command).stream()
        .filter(line -> line.indexOf(';') >= 0)
        .map(line -> List.of(line.split(";", -1)))
        .toList();
  }

  /** {@return one line for each captured packet that a display filter shows} */
  List<String> packets(String displayFilter) {
    return host
        .run(READ, List.of(Tools.path("tshark"), "-n", "-r", file.toString(), "-Y", displayFilter))
        .stream()
        .filter(line -> line.matches("\\s*\\d+\\s+\\d+\\.\\d+.*"))
        .toList();
  }
}
