package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Three hosts on one switch: namespaces joined by veth pairs to a bridge device. What runs in them
 * has no right to set the clock, and dies with this program.
 */
final class Segment implements AutoCloseable {
  private final String stem = "tbside" + ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> children = new ArrayList<>();
  final Path folder;

  Segment(int hosts) {
    try {
      folder = Files.createTempDirectory(stem);
      String hub = namespace("s");
      ip("-n", hub, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
      ip("-n", hub, "link", "set", "br0", "up");
      for (int i = 0; i < hosts; i++) {
        addHost(hub, i);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void addHost(String hub, int i) {
    String host = namespace("h" + i);
    String port = "port" + i;
    ip("link", "add", device(i), "netns", host, "type", "veth", "peer", "name", port, "netns", hub);
    ip("-n", hub, "link", "set", port, "master", "br0");
    ip("-n", hub, "link", "set", port, "up");
    ip("-n", host, "addr", "add", "10.78.1." + (i + 1) + "/24", "dev", device(i));
    ip("-n", host, "link", "set", "lo", "up");
    ip("-n", host, "link", "set", device(i), "up");
  }

  static String device(int host) {
    return "vh" + host;
  }

  private String namespace(String suffix) {
    String name = stem + suffix;
    ip("netns", "add", name);
    namespaces.add(name);
    return name;
  }

  /** Starts a program on a host; its error output goes to this program's. */
  Process start(int host, List<String> command, Path output) throws IOException {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", stem + "h" + host));
    Collections.addAll(line, "setpriv", "--bounding-set=-sys_time", "--inh-caps=-sys_time");
    Collections.addAll(line, "--pdeathsig", "KILL");
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).redirectOutput(output.toFile());
    Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    children.add(child);
    return child;
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    Collections.addAll(command, arguments);
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(command + " failed; are you root?");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    children.forEach(Process::destroyForcibly);
    for (String name : namespaces) {
      try {
        ip("netns", "del", name);
      } catch (IllegalStateException e) {
        System.err.println(e.getMessage());
      }
    }
    namespaces.clear();
  }
}
