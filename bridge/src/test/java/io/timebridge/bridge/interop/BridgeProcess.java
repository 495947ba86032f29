package io.timebridge.bridge.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The runnable jar on a lab's first host, following the PTP domain on its interface. */
final class BridgeProcess {
  /** What {@code run} may take from its start until it follows a master that is there already. */
  static final Duration LOCK = Duration.ofMinutes(2);

  private static final String STATUS = "http://127.0.0.1:8319/api/status";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Child child;
  private final Probe probe;

  private BridgeProcess(Child child, Probe probe) {
    this.child = child;
    this.probe = probe;
  }

  /**
   * Starts the bridge.
   *
   * @param holdover how long it goes on without a source, as the configuration writes it
   * @param logAnnounceInterval as the grandmasters have it
   */
  static BridgeProcess start(Lab lab, String holdover, int logAnnounceInterval) {
    String intervals = "profile: st2059-2, logAnnounceInterval: %d".formatted(logAnnounceInterval);
    return start(lab.bridge(), config(holdover, intervals));
  }

  /** Starts the bridge with nothing said of intervals, as most people will. */
  static BridgeProcess startPlain(Lab lab) {
    return start(lab.bridge(), config("30s", "profile: default-e2e"));
  }

  /** {@return the runnable jar, absolute} */
  static Path jar() {
    Path jar = Path.of(System.getProperty("timebridge.jar", "target/timebridge.jar"));
    if (!Files.isReadable(jar)) {
      throw new AssertionError("There is no runnable jar at " + jar + ": build the bridge first.");
    }
    return jar.toAbsolutePath();
  }

  /** Starts the bridge on any of a lab's hosts. */
  static BridgeProcess start(Host host, String config) {
    Path file = host.folder().resolve("timebridge-" + host.device() + ".yaml");
    try {
      Files.writeString(file, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(Tools.java(), "-jar", jar().toString(), "run", "-c", file.toString());
    return new BridgeProcess(host.start("timebridge", command), Probe.on(host));
  }

  private static String config(String holdover, String port) {
    return """
    http: 127.0.0.1:8319
    clock: {holdover: %s}
    sources:
      ptp:
        - {name: audio, interface: %s, domain: 0, %s}
    serve:
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
    """
        .formatted(holdover, Lab.BRIDGE_DEVICE, port);
  }

  /** {@return what /api/status says now; a missing node if nothing answers there} */
  JsonNode status() {
    if (!child.alive()) {
      throw new AssertionError("the bridge has ended" + child.tail());
    }
    return probe.get(STATUS).map(BridgeProcess::parse).orElse(MissingNode.getInstance());
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("/api/status is no JSON: " + text, e);
    }
  }

  /** {@return the first status that is as expected} */
  JsonNode await(String what, Duration within, Predicate<JsonNode> expected) {
    try {
      return Await.until(what, within, this::status, expected);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + child.tail(), e);
    }
  }

  /** Waits until the timeline and its source are locked. */
  JsonNode awaitLocked() {
    return await(
        "the bridge is locked",
        LOCK,
        status -> locked(status) && source(status).path("state").asText().equals("locked"));
  }

  static boolean locked(JsonNode status) {
    return timelineState(status).equals("locked");
  }

  static String timelineState(JsonNode status) {
    return status.path("timeline").path("state").asText();
  }

  /** {@return the PTP source of a status} */
  static JsonNode source(JsonNode status) {
    return source(status, "audio");
  }

  /** {@return a source of a status, by its name} */
  static JsonNode source(JsonNode status, String name) {
    for (JsonNode source : status.path("sources")) {
      if (source.path("name").asText().equals(name)) {
        return source;
      }
    }
    return MissingNode.getInstance();
  }

  /** {@return the identity of the grandmaster that is followed, as hexadecimal digits} */
  static String grandmaster(JsonNode status) {
    return Ptp4l.hexDigits(source(status).path("grandmasterIdentity").asText());
  }

  /** {@return how far the bridge's UTC is from the host's clock} */
  static long versusSystemClockNanos(JsonNode status) {
    return status.path("timeline").path("versusSystemClockNanos").longValue();
  }

  /** {@return the sum of an object of counts by reason} */
  static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.longValue();
    }
    return sum;
  }

  /** SIGKILL: it has no time to close anything. */
  void kill() {
    child.kill();
  }

  /** Stops it where it is, or lets it go on: SIGSTOP, SIGCONT. */
  void signal(Host host, String signal) {
    List<String> unused =
        host.run(Duration.ofSeconds(5), List.of("kill", "-" + signal, Long.toString(child.pid())));
  }

  /** {@return all that the bridge has printed} */
  List<String> log() {
    return child.lines();
  }

  String awaitLog(String regex, Duration within) {
    return child.awaitLine(regex, within);
  }

  /** {@return how many threads the kernel says that it has} */
  long threads() {
    return entries("task");
  }

  /** {@return how many files the kernel says that it has open} */
  long openFiles() {
    return entries("fd");
  }

  private long entries(String folder) {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(child.pid()), folder))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
