package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SystemClock;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code /api/status} says. */
final class StatusReport {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private StatusReport() {}

  static String of(
      LocalClock clock,
      Timeline timeline,
      String timestamps,
      Stamping.@Nullable Sockets sockets,
      List<? extends Source> all,
      @Nullable NtpOutput ntp,
      List<? extends PtpServed> ptp) {
    ObjectNode root = JSON.objectNode();
    root.put("version", BuildDate.VERSION);
    ObjectNode time = root.putObject("timeline");
    TimelineSnapshot now = timeline.snapshot();
    timeline(time, clock, now);
    time.put("rateSource", rateSource(now, timeline.rateClock().source()));
    time.put("timestamps", timestamps);
    ArrayNode sources = root.putArray("sources");
    Map<String, Guard.Verdict> verdicts = timeline.findings().verdicts();
    for (Source source : all) {
      ObjectNode node = sources.addObject();
      source(
          node,
          source,
          verdicts.getOrDefault(source.name(), Guard.Verdict.NOT_JUDGED),
          timeline.findings());
      Correlation correlation = timeline.correlation(source.name());
      if (correlation != null) {
        correlation(node, correlation, now, clock.localNanos());
      }
    }
    ObjectNode serve = root.putObject("serve");
    if (ntp == null) {
      serve.putNull("ntp");
    } else {
      NtpOutputReport.describe(
          serve.putObject("ntp"), ntp.addresses(), ntp.servers(), clock.localNanos());
    }
    ArrayNode served = serve.putArray("ptp");
    for (PtpServed output : ptp) {
      PtpOutputReport.describe(served.addObject(), output);
    }
    sockets(root, sockets);
    process(root.putObject("process"));
    return root.toPrettyString();
  }

  private static void timeline(ObjectNode node, LocalClock clock, TimelineSnapshot timeline) {
    SystemClock.Reading system = SystemClock.read(clock);
    long local = system.localNanos();
    node.put("state", timeline.state().word());
    node.put("usable", timeline.usableAt(local));
    node.put("reason", timeline.reason());
    node.put("source", timeline.source());
    if (timeline.hasTime()) {
      long utc = timeline.utcNanosAt(local);
      node.put("utcNanos", utc);
      node.put("taiNanos", timeline.taiNanosAt(local));
      node.put("estimatedErrorNanos", timeline.estimatedErrorNanosAt(local));
      node.put("errorBoundNanos", timeline.errorBoundNanosAt(local));
      node.put("leap", leap(timeline.leapAheadAt(local)));
      node.put("versusSystemClockNanos", utc - system.utcNanos());
      node.put("versusSystemClockWidthNanos", system.widthNanos());
    } else {
      for (String absent :
          new String[] {
            "utcNanos",
            "taiNanos",
            "estimatedErrorNanos",
            "errorBoundNanos",
            "leap",
            "versusSystemClockNanos",
            "versusSystemClockWidthNanos"
          }) {
        node.putNull(absent);
      }
    }
  }

  /**
   * Who gives the rate: the PTP domain that is followed, else one that others are measured against,
   * be its epoch what it may; null if the rate is the local clock's, corrected as it last was.
   */
  private static @Nullable String rateSource(TimelineSnapshot now, @Nullable Source against) {
    TimelineSnapshot.Origin origin = now.origin();
    if (now.state() == TimelineState.LOCKED
        && origin != null
        && (origin.kind() == Source.Kind.PTP || against == null)) {
      return origin.source();
    }
    return against == null ? null : against.name();
  }

  private static String leap(int ahead) {
    return ahead == 0 ? "none" : ahead > 0 ? "insert" : "delete";
  }

  private static void source(
      ObjectNode node, Source source, Guard.Verdict verdict, Findings findings) {
    Source.Health health = source.health();
    node.put("name", source.name());
    node.put("kind", source.kind().word());
    node.put("state", health.state().word());
    node.put("usable", health.usable() && !verdict.excluded());
    node.put("verdict", verdict.word());
    String reason = verdict.excluded() ? verdict.reason() : health.reason();
    node.put("reason", Remarks.both(reason, findings.remark(source.name())));
    node.put("versusTimelineNanos", findings.versusTimeline(source.name()));
    source.describe(node);
  }

  /** What the domain shows at the UTC that is served now; null while that is not known. */
  private static void correlation(
      ObjectNode source, Correlation correlation, TimelineSnapshot now, long localNanos) {
    Long utc = now.usableAt(localNanos) ? now.utcNanosAt(localNanos) : null;
    EpochReading ptp = utc == null ? null : correlation.ptpOf(utc).orElse(null);
    if (ptp == null) {
      source.putNull("correlation");
      return;
    }
    ObjectNode node = source.putObject("correlation");
    node.put("epoch", ptp.epoch());
    node.put("ptpNanos", ptp.nanos());
    node.put("utcNanos", utc);
    node.put("estimatedErrorNanos", ptp.estimatedErrorNanos());
    node.put("errorBoundNanos", ptp.errorBoundNanos());
  }

  private static void sockets(ObjectNode root, Stamping.@Nullable Sockets sockets) {
    if (sockets == null) {
      root.putNull("sockets");
    } else {
      ObjectNode node = root.putObject("sockets");
      node.put("lostStamps", sockets.lostStamps());
      node.put("reopened", sockets.reopened());
    }
  }

  private static void process(ObjectNode node) {
    node.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      node.put("openFiles", unix.getOpenFileDescriptorCount());
    }
    node.put("uptimeMillis", ManagementFactory.getRuntimeMXBean().getUptime());
  }
}
