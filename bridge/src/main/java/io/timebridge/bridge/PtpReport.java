package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.Counters;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpPortStatus;
import io.timebridge.ptp.PtpStatus;
import io.timebridge.ptp.UnicastMasterStatus;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code /api/status} says of a PTP domain. */
final class PtpReport {
  private PtpReport() {}

  static void describe(ObjectNode node, PtpStatus ptp, PtpClock clock) {
    boolean measured = ptp.pathDelayNanos() != 0;
    node.put("offsetNanos", measured ? ptp.offsetNanos() : null);
    node.put("jitterNanos", measured ? ptp.jitterNanos() : null);
    node.put("delayNanos", measured ? ptp.pathDelayNanos() : null);
    node.put("frequencyPpb", measured ? ptp.frequencyPpb() : null);
    node.put("epoch", ptp.epoch());
    node.put("portState", ptp.state().name());
    PtpPortStatus port = ptp.ports().isEmpty() ? null : ptp.ports().get(0);
    node.put("fault", port == null ? null : port.fault());
    node.put("electionTrouble", ptp.electionTrouble());
    node.put("clockIdentity", ptp.identity().toString());
    master(node, ptp);
    metadata(node, ptp.metadata());
    unicastMasters(node, clock);
    counts(node.putObject("received"), clock.received());
    counts(node.putObject("dropped"), clock.dropped());
  }

  /** Whom a domain asks that is not multicast. */
  private static void unicastMasters(ObjectNode node, PtpClock clock) {
    List<UnicastMasterStatus> masters = clock.unicastMasters();
    if (masters.isEmpty()) {
      return;
    }
    ArrayNode asked = node.putArray("unicastMasters");
    for (UnicastMasterStatus each : masters) {
      ObjectNode one = asked.addObject();
      one.put("address", each.address());
      one.put("announces", each.announces());
      one.put("serves", each.serves());
      one.put("shunned", each.shunned());
    }
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
      node.put("leap59", properties.leap59());
      node.put("leap61", properties.leap61());
      node.put("timeTraceable", properties.timeTraceable());
      node.put("frequencyTraceable", properties.frequencyTraceable());
      node.put("timeSource", properties.timeSource());
    }
  }

  /** What a master of SMPTE ST 2059-2 says of local time and time code, by the standard's names. */
  private static void metadata(ObjectNode node, @Nullable SynchronizationMetadata said) {
    if (said == null) {
      node.putNull("synchronizationMetadata");
      return;
    }
    ObjectNode metadata = node.putObject("synchronizationMetadata");
    ObjectNode rate = metadata.putObject("defaultSystemFrameRate");
    rate.put("numerator", said.frameRateNumerator());
    rate.put("denominator", said.frameRateDenominator());
    metadata.put("masterLockingStatus", said.masterLockingStatus());
    metadata.put("timeAddressFlags", said.timeAddressFlags());
    metadata.put("currentLocalOffset", said.currentLocalOffset());
    metadata.put("jumpSeconds", said.jumpSeconds());
    metadata.put("timeOfNextJump", said.timeOfNextJump());
    metadata.put("timeOfNextJam", said.timeOfNextJam());
    metadata.put("timeOfPreviousJam", said.timeOfPreviousJam());
    metadata.put("previousJamLocalOffset", said.previousJamLocalOffset());
    metadata.put("daylightSaving", said.daylightSaving());
    metadata.put("leapSecondJump", said.leapSecondJump());
  }

  private static <E extends Enum<E>> void counts(ObjectNode node, Counters<E> counters) {
    counters.nonZero().forEach((kind, count) -> node.put(kind.name(), count));
  }
}
