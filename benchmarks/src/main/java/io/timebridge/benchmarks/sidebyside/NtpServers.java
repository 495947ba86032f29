package io.timebridge.benchmarks.sidebyside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The bridge and {@code chronyd} as programs of their own on loopback, each with its default of
 * policy and counting, and the loader for both. What was started dies with this program.
 */
final class NtpServers implements AutoCloseable {
  private static final String MAIN = "io.timebridge.bridge.cli.Main";
  private static final String LOADER_CORE = "0";
  private static final String SERVER_CORE = "1";
  private static final String BOTH_CORES = "0,1";
  private static final int IN_FLIGHT = 128;
  private static final int LOCK_SECONDS = 90;
  private static final double TICKS_A_SECOND = 100; // USER_HZ, of the kernel's ABI

  /** A running server. */
  record Server(String name, int port, Process process) {
    /** What the process has used so far, user and system. proc(5). */
    double cpuSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }
  }

  /** What the loader counted. */
  record Load(long replies, double repliesPerSecond, long lost, long notTime) {}

  private final Path folder = Files.createTempDirectory("tbthroughput");
  private final List<Process> children = new ArrayList<>();
  private final LoopbackMaster master = new LoopbackMaster();
  private final boolean shared;
  private final Server bridge;
  private final Server chronyd;

  NtpServers(String kind) throws Exception {
    this.shared = Character.isDigit(kind.charAt(kind.length() - 1));
    boolean started = false;
    try {
      this.chronyd = startChronyd();
      this.bridge = startBridge(kind);
      awaitTime(bridge);
      awaitTime(chronyd);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  Server bridge() {
    return bridge;
  }

  Server chronyd() {
    return chronyd;
  }

  private Server startChronyd() throws IOException {
    int port = freePort();
    Path config = folder.resolve("chrony.conf");
    Files.writeString(
        config,
        """
        port %d
        allow 127.0.0.0/8
        local stratum 5
        cmdport 0
        pidfile %s
        """
            .formatted(port, folder.resolve("chrony.pid")));
    String user = System.getProperty("user.name");
    List<String> command =
        List.of("chronyd", "-d", "-x", "-U", "-u", user, "-f", config.toString());
    return new Server("chronyd", port, start(serverCore(), command, "chrony.log"));
  }

  private Server startBridge(String kind) throws IOException {
    int port = freePort();
    boolean netty = kind.startsWith("epoll") || kind.startsWith("nio");
    int threads = shared ? kind.charAt(kind.length() - 1) - '0' : 1;
    Path config = folder.resolve("bridge.yaml");
    Files.writeString(
        config,
        """
        http: off
        clock: {timestamps: %s}
        sources:
          ptp:
            - {interface: lo, timescale: utc, eventPort: %d, generalPort: %d,
               profile: st2059-2, domain: 0}
        serve: {ntp: {listen: ["0.0.0.0:%d"], allow: [127.0.0.0/8]%s}}
        """
            .formatted(
                netty ? "user" : "kernel",
                master.eventPort(),
                master.generalPort(),
                port,
                threads == 1 ? "" : ", threads: " + threads));
    List<String> command =
        java("-Xmx64m", "-Xmn40m", "-XX:+UseSerialGC", "-Xlog:gc:file=" + gcLog());
    if (kind.startsWith("nio")) {
      command.add("-Dio.netty.transport.noNative=true");
    }
    command.addAll(List.of(MAIN, "run", "-c", config.toString()));
    return new Server("bridge " + kind, port, start(serverCore(), command, "bridge.log"));
  }

  private Path gcLog() {
    return folder.resolve("gc.log");
  }

  /** How often the bridge's heap was collected since it started. */
  long collections() throws IOException {
    try (Stream<String> lines = Files.lines(gcLog())) {
      return lines.filter(line -> line.contains("Pause")).count();
    }
  }

  private String serverCore() {
    return shared ? BOTH_CORES : SERVER_CORE;
  }

  private void awaitTime(Server server) throws IOException, InterruptedException {
    for (int i = 0; i < LOCK_SECONDS; i++) {
      Load load = run(server, List.of("--sockets", "1", "--window", "1", "--count", "1"));
      if (load.replies() == 1 && load.notTime() == 0) {
        return;
      }
      TimeUnit.SECONDS.sleep(1);
    }
    throw new IOException(
        server.name() + " gave no time: " + Files.readString(folder.resolve("bridge.log")));
  }

  /**
   * Offers a closed loop of requests for so long, 128 in flight: a buffer of the usual size holds
   * as many. From few sockets, so that the loader has batches too; but from many where several
   * threads are to get their share.
   */
  Load load(Server server, int seconds) throws IOException, InterruptedException {
    int sockets = shared ? 32 : 4;
    return run(
        server,
        List.of(
            "--seconds",
            Integer.toString(seconds),
            "--sockets",
            Integer.toString(sockets),
            "--window",
            Integer.toString(IN_FLIGHT / sockets)));
  }

  private Load run(Server server, List<String> options) throws IOException, InterruptedException {
    List<String> command = java("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4");
    command.addAll(List.of(MAIN, "load", "127.0.0.1:" + server.port(), "--json"));
    command.addAll(options);
    Process loader = start(shared ? BOTH_CORES : LOADER_CORE, command, "load.json");
    loader.waitFor();
    children.remove(loader);
    String json = Files.readString(folder.resolve("load.json"));
    if (!json.startsWith("{")) {
      throw new IOException("the loader: " + json);
    }
    JsonNode report = new ObjectMapper().readTree(json);
    return new Load(
        report.get("replies").asLong(),
        report.get("repliesPerSecond").asDouble(),
        report.get("lost").asLong(),
        report.get("unsynchronised").asLong() + report.get("kissOfDeath").asLong());
  }

  private static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  /** Starts a program on some cores, without the right to set the clock. */
  private Process start(String cores, List<String> command, String output) throws IOException {
    List<String> line = new ArrayList<>(List.of("setpriv"));
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(List.of("--bounding-set=-sys_time", "--inh-caps=-sys_time"));
    }
    line.addAll(List.of("--pdeathsig", "KILL", "taskset", "-c", cores));
    line.addAll(command);
    Path file = folder.resolve(output);
    Process child =
        new ProcessBuilder(line).redirectOutput(file.toFile()).redirectErrorStream(false).start();
    children.add(child);
    return child;
  }

  private static int freePort() throws SocketException {
    try (DatagramSocket free = new DatagramSocket()) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    for (Process child : children) {
      child.destroyForcibly();
    }
    master.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
