package io.timebridge.bridge.interop;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** linuxptp's {@code ptp4l} on one host: software stamps, free-running, UDP over IPv4. */
final class Ptp4l {
  private static final Duration START = Duration.ofSeconds(30);
  private static final String MASTER = "to (GRAND_)?MASTER|assuming the grand master role";

  private final Host host;
  private final Map<String, Object> config = new LinkedHashMap<>();
  private String sections = "";
  private int starts;
  private int requests;
  private @Nullable Path socket;
  private @Nullable Child child;

  Ptp4l(Host host) {
    this.host = host;
    set("free_running", 1).set("time_stamping", "software").set("use_syslog", 0).set("verbose", 1);
    set("logAnnounceInterval", -2).set("logSyncInterval", -3).set("logMinDelayReqInterval", -3);
  }

  /** Sets one key of its configuration file, for the next start. */
  Ptp4l set(String key, Object value) {
    config.put(key, value);
    return this;
  }

  /** Adds sections behind the global one. */
  Ptp4l sections(String text) {
    sections += text;
    return this;
  }

  Ptp4l start() {
    starts++;
    String name = "ptp4l-" + host.device() + "-" + starts;
    socket = host.folder().resolve(name + ".sock");
    StringBuilder text = new StringBuilder("[global]\nuds_address " + socket + "\n");
    config.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
    text.append(sections);
    Path file = host.folder().resolve(name + ".cfg");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    child =
        host.start(name, List.of(Tools.path("ptp4l"), "-f", file.toString(), "-i", host.device()));
    child.awaitLine("INITIALIZING to LISTENING", START);
    return this;
  }

  /** Starts it as a grandmaster of TAI whose UTC is 37 s behind the host's clock. */
  Ptp4l startTai() {
    start();
    grandmasterSettings(6, true);
    return awaitMaster();
  }

  /** Says that its time is TAI; it may take its own time to become master. */
  void announceTai() {
    grandmasterSettings(6, true);
  }

  /** Waits until it is the segment's master. */
  Ptp4l awaitMaster() {
    requireNonNull(child).awaitLine(MASTER, START);
    return this;
  }

  /**
   * Says what it is a grandmaster of. Its stamps are the host's UTC whatever it says.
   *
   * @param clockClass 6: locked to a primary reference; 248: the default
   * @param tai PTP's own timescale with 37 leap seconds; otherwise an arbitrary one
   */
  void grandmasterSettings(int clockClass, boolean tai) {
    grandmasterSettings(clockClass, tai, 37);
  }

  /**
   * Says what it is a grandmaster of.
   *
   * @param utcOffset what it says that TAI − UTC is, seconds: its UTC is so much behind the host's
   */
  void grandmasterSettings(int clockClass, boolean tai, int utcOffset) {
    int flag = tai ? 1 : 0;
    String request =
        "SET GRANDMASTER_SETTINGS_NP clockClass %d clockAccuracy 0x21"
            + " offsetScaledLogVariance 0x4e5d currentUtcOffset %d leap61 0 leap59 0"
            + " currentUtcOffsetValid %d ptpTimescale %d timeTraceable %d"
            + " frequencyTraceable 0 timeSource 0x20";
    Map<String, String> set = pmc(request.formatted(clockClass, utcOffset, flag, flag, flag));
    if (!Integer.toString(clockClass).equals(set.get("clockClass"))) {
      throw new AssertionError("ptp4l did not take its grandmaster settings: " + set);
    }
  }

  /** {@return the members of the data set that answers one request} */
  Map<String, String> pmc(String request) {
    return Await.until("pmc: " + request, START, () -> ask(request), answer -> !answer.isEmpty());
  }

  /** Watches its raw offsets from now on. */
  OffsetWatch watchOffsets() {
    return new OffsetWatch(host.start("pmc", pmcCommand()));
  }

  private List<String> pmcCommand(String... request) {
    requests++;
    String own = host.folder().resolve("pmc" + starts + "-" + requests + host.device()).toString();
    List<String> command = new ArrayList<>(List.of(Tools.path("pmc"), "-u", "-b", "0"));
    Collections.addAll(command, "-d", config.getOrDefault("domainNumber", 0).toString());
    Collections.addAll(command, "-s", requireNonNull(socket).toString(), "-i", own);
    Collections.addAll(command, request);
    return command;
  }

  private Map<String, String> ask(String request) {
    List<String> lines = host.run(START, pmcCommand(request));
    Map<String, String> members = new LinkedHashMap<>();
    Pattern member = Pattern.compile("^\\s+(\\S+)\\s+(\\S+)\\s*$");
    for (String line : lines) {
      Matcher matcher = member.matcher(line);
      if (matcher.matches()) {
        members.put(matcher.group(1), matcher.group(2));
      }
    }
    return members;
  }

  /** {@return the clock's identity, 16 hexadecimal digits} */
  String identity() {
    return hexDigits(requireNonNull(pmc("GET DEFAULT_DATA_SET").get("clockIdentity")));
  }

  /** {@return an identity's hexadecimal digits only, whichever way it is written} */
  static String hexDigits(String identity) {
    return identity.replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT);
  }

  /** SIGKILL: the network only notices that it is silent. */
  void kill() {
    requireNonNull(child).kill();
  }
}
