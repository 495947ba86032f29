package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.Counters;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpPortStatus;
import io.timebridge.ptp.PtpStatus;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.TimeProperties;
import org.jspecify.annotations.Nullable;

/** What {@code /api/status} says of one PTP output. */
final class PtpOutputReport {
  private PtpOutputReport() {}

  static void describe(ObjectNode node, PtpServed output) {
    PtpClock clock = output.clock();
    PtpStatus status = clock.status();
    node.put("interface", output.config().entry().interfaceName());
    node.put("domain", output.config().entry().domain());
    node.put("profile", output.config().entry().profile().name());
    PtpPortStatus port = output.port();
    node.put("portState", port == null ? null : port.state().name());
    node.put("fault", port == null ? null : port.fault());
    node.put("clockIdentity", status.identity().toString());
    node.put("priority1", status.priority1());
    node.put("priority2", status.priority2());
    boolean boundary = output.config().boundaryOf() != null;
    if (boundary) {
      node.put("boundaryOf", output.config().boundaryOf());
    }
    PortIdentity passiveFor = boundary ? null : status.parent();
    node.put("passiveFor", passiveFor == null ? null : passiveFor.toString());
    node.put("electionTrouble", status.electionTrouble());
    AnnounceMessage handedOn = boundary ? status.announce() : null;
    claims(node, handedOn == null ? output.claims() : claims(handedOn));
    if (handedOn != null) {
      node.put("grandmasterIdentity", handedOn.grandmasterIdentity().toString());
      node.put("stepsRemoved", handedOn.stepsRemoved() + 1);
    }
    node.put("followers", clock.followers());
    unicast(node.putObject("unicast"), clock);
    node.put("syncsWithoutStamp", clock.missedStamps());
    counts(node.putObject("sent"), clock.sent());
    counts(node.putObject("received"), clock.received());
    counts(node.putObject("dropped"), clock.dropped());
  }

  private static void unicast(ObjectNode node, PtpClock clock) {
    node.put("followers", clock.unicastFollowers());
    node.put("grants", clock.unicastGrants());
    counts(node.putObject("requests"), clock.unicastOutcomes());
  }

  private static MasterTime.Claims claims(AnnounceMessage announce) {
    return new MasterTime.Claims(announce.grandmasterClockQuality(), announce.timeProperties());
  }

  /** Null before there was a time to give. */
  private static void claims(ObjectNode node, MasterTime.@Nullable Claims claims) {
    TimeProperties properties = claims == null ? null : claims.properties();
    node.put("clockClass", claims == null ? null : claims.quality().clockClass());
    node.put("clockAccuracy", claims == null ? null : claims.quality().clockAccuracy());
    node.put(
        "offsetScaledLogVariance",
        claims == null ? null : claims.quality().offsetScaledLogVariance());
    if (properties == null) {
      node.putNull("timeSource");
      node.putNull("currentUtcOffset");
      return;
    }
    node.put("timeSource", properties.timeSource());
    node.put("currentUtcOffset", properties.currentUtcOffset());
    node.put("currentUtcOffsetValid", properties.currentUtcOffsetValid());
    node.put("leap59", properties.leap59());
    node.put("leap61", properties.leap61());
    node.put("ptpTimescale", properties.ptpTimescale());
    node.put("timeTraceable", properties.timeTraceable());
    node.put("frequencyTraceable", properties.frequencyTraceable());
  }

  private static <E extends Enum<E>> void counts(ObjectNode node, Counters<E> counters) {
    counters.nonZero().forEach((kind, count) -> node.put(kind.name(), count));
  }
}
