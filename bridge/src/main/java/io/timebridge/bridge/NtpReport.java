package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.ntp.NtpAssociation;
import io.timebridge.ntp.NtpAssociationStatus;
import io.timebridge.ntp.NtpHeader;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What {@code /api/status} says of an NTP server. */
final class NtpReport {
  private NtpReport() {}

  static void describe(
      ObjectNode node,
      NtpSourceConfig config,
      NtpSource.Status status,
      @Nullable NtpAssociation association,
      long nowLocalNanos) {
    NtpAssociationStatus ntp = status.ntp();
    NtpAssociationStatus.Exchange exchange = ntp == null ? null : ntp.exchange();
    node.put("offsetNanos", exchange == null ? null : exchange.offsetNanos());
    node.put("jitterNanos", exchange == null ? null : exchange.jitterNanos());
    node.put("delayNanos", exchange == null ? null : exchange.delayNanos());
    node.put("frequencyPpb", exchange == null ? null : status.frequencyPpb());
    node.put("epoch", status.epoch());
    node.put("server", config.server());
    node.put("key", config.key() == 0 ? null : config.key());
    InetSocketAddress server = status.server();
    node.put("address", server == null ? null : HostPort.text(server));
    node.put("reach", ntp == null ? 0 : ntp.reach());
    node.put("poll", ntp == null ? config.minpoll() : ntp.poll());
    Long heardAgo =
        ntp == null || ntp.exchange() == null ? null : nowLocalNanos - ntp.heardLocalNanos();
    node.put("heardAgoNanos", heardAgo);
    header(node, ntp == null ? null : ntp.header());
    ObjectNode dropped = node.putObject("dropped");
    if (association != null) {
      association.faults().nonZero().forEach((why, count) -> dropped.put(why.name(), count));
    }
  }

  private static void header(ObjectNode node, @Nullable NtpHeader header) {
    node.put("stratum", header == null ? null : header.stratum());
    node.put("referenceId", header == null ? null : header.referenceIdText());
    node.put("leapIndicator", header == null ? null : header.leapIndicator());
    node.put("rootDelayNanos", header == null ? null : header.rootDelayNanos());
    node.put("rootDispersionNanos", header == null ? null : header.rootDispersionNanos());
  }
}
