package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A grandmaster's host and some others, each joined to it by a veth pair of its own: no device
 * between them that adds a delay, and none that they share. What runs in them has no right to set
 * the clock, and dies with this program.
 */
final class Segment implements AutoCloseable {
  /** The grandmaster's host; the others count from 1. */
  static final int GRANDMASTER = 0;

  private final String stem = "tbside" + ProcessHandle.current().pid();
  private final int others;
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> children = new ArrayList<>();
  final Path folder;

  private boolean closed;

  Segment(int others) throws IOException {
    this.others = others;
    this.folder = Files.createTempDirectory(stem);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // for who interrupts
    try {
      for (int host = 0; host <= others; host++) {
        String name = namespace(host);
        ip("netns", "add", name);
        namespaces.add(name);
        ip("-n", name, "link", "set", "lo", "up");
      }
      for (int host = 1; host <= others; host++) {
        join(host);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void join(int host) {
    String near = namespace(GRANDMASTER);
    String far = namespace(host);
    String port = "port" + host;
    ip("-n", near, "link", "add", port, "type", "veth", "peer", "name", device(host), "netns", far);
    ip("-n", near, "addr", "add", "10.78." + host + ".1/24", "dev", port);
    ip("-n", near, "addr", "add", "fd78:0:0:" + host + "::1/64", "dev", port, "nodad");
    ip("-n", near, "link", "set", port, "up");
    ip("-n", far, "addr", "add", "10.78." + host + ".2/24", "dev", device(host));
    String farIpv6 = "fd78:0:0:" + host + "::2/64";
    ip("-n", far, "addr", "add", farIpv6, "dev", device(host), "nodad");
    ip("-n", far, "link", "set", device(host), "up");
  }

  /** The network interfaces of a host: the grandmaster has one for each of the others. */
  List<String> devices(int host) {
    return host == GRANDMASTER
        ? IntStream.rangeClosed(1, others).mapToObj(other -> "port" + other).toList()
        : List.of(device(host));
  }

  private static String device(int host) {
    return "vh" + host;
  }

  private String namespace(int host) {
    return stem + "h" + host;
  }

  /** Starts a program on a host; its error output goes to this program's. */
  Process start(int host, List<String> command, Path output) throws IOException {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
    Collections.addAll(line, "setpriv", "--bounding-set=-sys_time", "--inh-caps=-sys_time");
    Collections.addAll(line, "--pdeathsig", "KILL");
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).redirectOutput(output.toFile());
    Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    children.add(child);
    return child;
  }

  /** Starts a program of this jar on a host. */
  Process startJava(int host, Class<?> program, List<String> arguments, Path output)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>(List.of(java, "-cp", classPath, program.getName()));
    command.addAll(arguments);
    return start(host, command, output);
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
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    children.forEach(Process::destroyForcibly);
    for (String name : namespaces) {
      try {
        ip("netns", "del", name);
      } catch (IllegalStateException e) {
        System.err.println(e.getMessage());
      }
    }
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + e.getMessage());
    }
  }
}
