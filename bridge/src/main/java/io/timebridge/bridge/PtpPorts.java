package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpEntry;
import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.NetworkProtocol;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockIdentity;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * From a config's PTP entry to a port: the profile's numbers with what the entry says otherwise.
 */
final class PtpPorts {
  private PtpPorts() {}

  static PtpPortConfig port(PtpEntry entry) {
    PtpProfile base =
        PtpProfile.AES67.name().equals(entry.profile()) ? PtpProfile.AES67 : PtpProfile.DEFAULT_E2E;
    PtpProfile profile =
        new PtpProfile(
            base.name(),
            entry.domain(),
            or(entry.logAnnounceInterval(), base.logAnnounceInterval()),
            or(entry.logSyncInterval(), base.logSyncInterval()),
            or(entry.logMinDelayReqInterval(), base.logMinDelayReqInterval()),
            or(entry.announceReceiptTimeout(), base.announceReceiptTimeout()),
            or(entry.dscp(), base.dscp()),
            entry.ttl());
    return new PtpPortConfig(
        profile,
        entry.eventPort(),
        entry.generalPort(),
        entry.delayAsymmetryNanos(),
        entry.ingressLatencyNanos(),
        entry.egressLatencyNanos(),
        true,
        entry.networkProtocol().equals("UDPv6")
            ? NetworkProtocol.UDP_IPV6
            : NetworkProtocol.UDP_IPV4,
        entry.udp6Scope());
  }

  private static int or(@Nullable Integer configured, int otherwise) {
    return configured == null ? otherwise : configured;
  }

  static PtpIdentity identity(
      PtpEntry entry, NetworkInterface networkInterface, SeededRandom random)
      throws SocketException {
    Long configured = entry.clockIdentity();
    return configured == null
        ? PtpIdentity.ofInterface(networkInterface, random)
        : PtpIdentity.configured(new ClockIdentity(configured));
  }
}
