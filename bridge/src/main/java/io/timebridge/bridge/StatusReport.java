package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.Counters;
import io.timebridge.clock.LocalClock;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ptp.PtpStatus;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.TimeProperties;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
      List<PtpSource> all,
      @Nullable NtpOutput ntp,
      List<PtpOutput> ptp) {
    ObjectNode root = JSON.objectNode();
    root.put("version", BuildDate.VERSION);
    ObjectNode time = root.putObject("timeline");
    timeline(time, clock, timeline.snapshot());
    time.put("timestamps", timestamps);
    ArrayNode sources = root.putArray("sources");
    for (PtpSource source : all) {
      source(sources.addObject(), source);
    }
    ObjectNode serve = root.putObject("serve");
    serve(serve, ntp);
    ArrayNode served = serve.putArray("ptp");
    for (PtpOutput output : ptp) {
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

  private static String leap(int ahead) {
    return ahead == 0 ? "none" : ahead > 0 ? "insert" : "delete";
  }

  private static void source(ObjectNode node, PtpSource source) {
    PtpSource.Status status = source.status();
    PtpStatus ptp = status.ptp();
    node.put("name", source.name());
    node.put("kind", "ptp");
    node.put("state", status.state().word());
    node.put("usable", status.usable());
    node.put("reason", status.reason());
    boolean measured = ptp.pathDelayNanos() != 0;
    node.put("offsetNanos", measured ? ptp.offsetNanos() : null);
    node.put("jitterNanos", measured ? ptp.jitterNanos() : null);
    node.put("delayNanos", measured ? ptp.pathDelayNanos() : null);
    node.put("frequencyPpb", measured ? ptp.frequencyPpb() : null);
    node.put("epoch", ptp.epoch());
    node.put("portState", ptp.state().name());
    node.put("clockIdentity", ptp.identity().toString());
    master(node, ptp);
    counts(node.putObject("received"), source.clock().received());
    counts(node.putObject("dropped"), source.clock().dropped());
  }

  private static void master(ObjectNode node, PtpStatus ptp) {
    AnnounceMessage announce = ptp.announce();
    if (announce == null) {
      node.putNull("parentPortIdentity");
      node.putNull("grandmasterIdentity");
      return;
    }
    node.put("parentPortIdentity", announce.source().toString());
    node.put("masterAddress", ptp.masterAddress());
    node.put("grandmasterIdentity", announce.grandmasterIdentity().toString());
    node.put("grandmasterPriority1", announce.grandmasterPriority1());
    node.put("grandmasterPriority2", announce.grandmasterPriority2());
    node.put("clockClass", announce.grandmasterClockQuality().clockClass());
    node.put("clockAccuracy", announce.grandmasterClockQuality().clockAccuracy());
    node.put("stepsRemoved", announce.stepsRemoved());
    TimeProperties properties = ptp.timeProperties();
    if (properties != null) {
      node.put("ptpTimescale", properties.ptpTimescale());
      node.put("currentUtcOffset", properties.currentUtcOffset());
      node.put("currentUtcOffsetValid", properties.currentUtcOffsetValid());
      node.put("timeTraceable", properties.timeTraceable());
      node.put("timeSource", properties.timeSource());
    }
  }

  private static <E extends Enum<E>> void counts(ObjectNode node, Counters<E> counters) {
    counters.nonZero().forEach((kind, count) -> node.put(kind.name(), count));
  }

  private static void serve(ObjectNode node, @Nullable NtpOutput ntp) {
    if (ntp == null) {
      node.putNull("ntp");
    } else {
      ObjectNode served = node.putObject("ntp");
      ArrayNode listen = served.putArray("listen");
      for (InetSocketAddress address : ntp.addresses()) {
        listen.add(HostPort.text(address));
      }
      long answered = 0;
      Map<String, Long> dropped = new TreeMap<>();
      for (NtpServer server : ntp.servers()) {
        answered += server.answers();
        server.drops().nonZero().forEach((why, n) -> dropped.merge(why.name(), n, Long::sum));
      }
      served.put("answered", answered);
      ObjectNode reasons = served.putObject("dropped");
      dropped.forEach(reasons::put);
    }
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
