package io.timebridge.benchmarks.sidebyside;

import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.UnicastClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * One way of speaking PTP, the same for all clocks of a comparison.
 *
 * @param mechanism E2E or P2P
 * @param protocol UDPv4 or UDPv6
 * @param transmission multicast, hybrid (E2E only) or negotiated (E2E only)
 * @param domain domainNumber, 0 to 127
 */
record Way(String mechanism, String protocol, String transmission, int domain) {
  static final Way USUAL = new Way("E2E", "UDPv4", "multicast", 0);

  /** Each of the two values of a member with each of the others' that it goes with. */
  static final List<Way> ALL =
      List.of(
          USUAL,
          new Way("E2E", "UDPv6", "multicast", 127),
          new Way("P2P", "UDPv4", "multicast", 127),
          new Way("P2P", "UDPv6", "multicast", 0),
          new Way("E2E", "UDPv4", "hybrid", 127),
          new Way("E2E", "UDPv6", "hybrid", 0),
          new Way("E2E", "UDPv4", "negotiated", 0),
          new Way("E2E", "UDPv6", "negotiated", 127));

  static Way parse(String text) {
    String[] words = text.split("/", -1);
    return new Way(words[0], words[1], words[2], Integer.parseInt(words[3]));
  }

  boolean isNegotiated() {
    return transmission.equals("negotiated");
  }

  private boolean isIpv6() {
    return protocol.equals("UDPv6");
  }

  /** The address of the master's end of a wire, or of the other. */
  String address(int wire, boolean master) {
    int end = master ? 1 : 2;
    return isIpv6() ? "fd78:0:0:" + wire + "::" + end : "10.78." + wire + "." + end;
  }

  /** What ptp4l is told, at the end of its global section and behind that. */
  String ptp4l(boolean follower, int wire) {
    StringBuilder text = new StringBuilder();
    text.append("domainNumber ").append(domain);
    text.append("\nnetwork_transport ").append(protocol);
    text.append("\ndelay_mechanism ").append(mechanism);
    text.append("\nlogMinPdelayReqInterval -3\n");
    if (transmission.equals("hybrid")) {
      text.append("hybrid_e2e 1\n");
    }
    if (isNegotiated() && follower) {
      text.append("unicast_master_table 1\nunicast_req_duration 60\n");
      text.append("[unicast_master_table]\ntable_id 1\nlogQueryInterval 0\n");
      text.append(protocol).append(' ').append(address(wire, true)).append('\n');
    } else if (isNegotiated()) {
      text.append("unicast_listen 1\ninhibit_multicast_service 1\n");
    }
    return text.toString();
  }

  /** Our follower's port. */
  PtpPortConfig follower(int wire) throws UnknownHostException {
    PtpProfile profile =
        PtpProfile.DEFAULT_E2E
            .withDomain(domain)
            .withIntervals(-2, -3, -3)
            .withDelay(DelayMechanism.valueOf(mechanism), -3);
    PtpPortConfig.Builder port =
        PtpPortConfig.builder(profile)
            .network(isIpv6() ? NetworkProtocol.UDP_IPV6 : NetworkProtocol.UDP_IPV4, 14)
            .hybridE2e(transmission.equals("hybrid"));
    if (isNegotiated()) {
      InetAddress master = InetAddress.getByName(address(wire, true));
      port.unicastClient(new UnicastClient(List.of(master), 60, 0));
    }
    return port.build();
  }

  /** What an entry of the bridge's config is told. */
  String yaml(boolean leads, int wire) {
    String common =
        "profile: st2059-2, domain: %d, networkProtocol: %s, delayMechanism: %s"
            .formatted(domain, protocol, mechanism);
    common += ", logMinPdelayReqInterval: -3";
    if (isNegotiated()) {
      return leads
          ? common + ", unicastFollowers: 4, multicast: false"
          : common + ", unicastMasters: [\"" + address(wire, false) + "\"]";
    }
    return transmission.equals("hybrid") && !leads ? common + ", hybridE2E: true" : common;
  }

  @Override
  public String toString() {
    return mechanism + "/" + protocol + "/" + transmission + "/" + domain;
  }
}
