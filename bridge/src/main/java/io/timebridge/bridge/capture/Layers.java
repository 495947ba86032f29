package io.timebridge.bridge.capture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the layers of a frame are: the link (Ethernet with VLAN tags, Linux cooked, BSD loopback,
 * raw IP), IPv4 or IPv6, UDP, the payload. Laid over one frame after the other; one thread.
 *
 * <p>A length that a layer gives is believed as far as there are octets. Where it says more than
 * the layer around it has, or the capture has kept less, {@link #problem} says so.
 */
final class Layers {
  // What LINKTYPE_ numbers there are: tcpdump.org, "Link-layer header types".
  private static final int LINK_NULL = 0;
  private static final int LINK_ETHERNET = 1;
  private static final int LINK_RAW_12 = 12; // DLT_RAW by the number it has on most systems
  private static final int LINK_RAW_14 = 14; // and on OpenBSD
  private static final int LINK_RAW = 101;
  private static final int LINK_LOOP = 108;
  private static final int LINK_COOKED = 113;
  private static final int LINK_IPV4 = 228;
  private static final int LINK_IPV6 = 229;
  private static final int LINK_COOKED_2 = 276;

  static final int ETHERTYPE_IPV4 = 0x0800;
  static final int ETHERTYPE_IPV6 = 0x86DD;
  static final int ETHERTYPE_PTP = 0x88F7; // IEEE 1588, transport over Ethernet
  private static final int ETHERTYPE_VLAN = 0x8100; // IEEE 802.1Q
  private static final int ETHERTYPE_SERVICE_VLAN = 0x88A8; // IEEE 802.1ad
  private static final int ETHERTYPE_OLD_QINQ = 0x9100;

  private static final int ETHERNET_HEADER = 14;
  private static final int COOKED_HEADER = 16;
  private static final int COOKED_2_HEADER = 20;
  private static final int LOOPBACK_HEADER = 4;
  private static final int VLAN_TAG = 4;
  private static final int MAX_VLAN_TAGS = 4;

  private final IpLayer ip = new IpLayer();
  private final int[] vlanTags = new int[MAX_VLAN_TAGS];
  private ByteBuffer data = ByteBuffer.allocate(0);
  private boolean ethernet;
  private int vlans;
  private int etherType;
  private int payload;
  private int end;
  private @Nullable String problem;

  /** What is known of a frame. */
  enum Found {
    /** A payload of UDP, or of Ethernet with PTP's type. */
    PAYLOAD,
    /** Something else. */
    OTHER,
    /** {@link #problem} says why nobody knows what it is. */
    BROKEN,
    /** A kind of link that is not known here. */
    UNKNOWN_LINK
  }

  /** Takes a frame apart. */
  Found parse(Frame frame) {
    data = frame.data();
    problem = null;
    vlans = 0;
    etherType = 0;
    ethernet = frame.linkType() == LINK_ETHERNET;
    int at = link(frame.linkType());
    if (at < 0) {
      return Found.UNKNOWN_LINK;
    }
    if (problem != null) {
      return Found.BROKEN;
    }
    if (etherType == ETHERTYPE_PTP) {
      payload = at;
      end = data.limit();
      if (frame.originalLength() > end) {
        problem = "the capture has kept " + end + " of " + frame.originalLength() + " octets";
      }
      return Found.PAYLOAD;
    }
    if (etherType != ETHERTYPE_IPV4 && etherType != ETHERTYPE_IPV6) {
      return Found.OTHER;
    }
    Found found = ip.parse(data, at, etherType == ETHERTYPE_IPV6, frame.originalLength());
    payload = ip.payload();
    end = ip.end();
    problem = ip.problem();
    return found;
  }

  /** Finds what the link carries and returns where that begins, or −1 for an unknown link. */
  private int link(int type) {
    return switch (type) {
      case LINK_ETHERNET -> typed("Ethernet", ETHERNET_HEADER, ETHERNET_HEADER - 2);
      case LINK_COOKED -> typed("Linux cooked", COOKED_HEADER, COOKED_HEADER - 2);
      case LINK_COOKED_2 -> typed("Linux cooked", COOKED_2_HEADER, 0);
      case LINK_NULL, LINK_LOOP -> loopback();
      case LINK_RAW, LINK_RAW_12, LINK_RAW_14, LINK_IPV4, LINK_IPV6 -> raw();
      default -> -1;
    };
  }

  private int typed(String name, int header, int typeAt) {
    if (lacks(name, header)) {
      return 0;
    }
    etherType = Short.toUnsignedInt(data.getShort(typeAt));
    int at = header;
    while (isVlan(etherType) && vlans < MAX_VLAN_TAGS) {
      if (lacks("VLAN", at + VLAN_TAG)) {
        return 0;
      }
      vlanTags[vlans++] = Short.toUnsignedInt(data.getShort(at));
      etherType = Short.toUnsignedInt(data.getShort(at + 2));
      at += VLAN_TAG;
    }
    return at;
  }

  private static boolean isVlan(int type) {
    return type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN || type == ETHERTYPE_OLD_QINQ;
  }

  /** The header is an address family, in the byte order of whoever captured, or big-endian. */
  private int loopback() {
    if (lacks("loopback", LOOPBACK_HEADER)) {
      return 0;
    }
    int family = data.getInt(0);
    if ((family & 0xFFFF) == 0) {
      family = Integer.reverseBytes(family);
    }
    etherType =
        switch (family) {
          case 2 -> ETHERTYPE_IPV4;
          case 10, 23, 24, 28, 30 -> ETHERTYPE_IPV6; // each system has its own
          default -> 0;
        };
    return LOOPBACK_HEADER;
  }

  private int raw() {
    if (!lacks("IP", 1)) {
      etherType = data.get(0) >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
    }
    return 0;
  }

  private boolean lacks(String layer, int needed) {
    if (data.limit() >= needed) {
      return false;
    }
    problem = "the " + layer + " header is cut short";
    return true;
  }

  /** {@return what is wrong with the frame, null if nothing is} */
  @Nullable String problem() {
    return problem;
  }

  /** {@return true if the payload is UDP's} */
  boolean isUdp() {
    return etherType != ETHERTYPE_PTP;
  }

  int sourcePort() {
    return ip.sourcePort();
  }

  int destinationPort() {
    return ip.destinationPort();
  }

  /** {@return the payload as far as it was captured; a view of the frame} */
  ByteBuffer payload() {
    return data.slice(payload, end - payload);
  }

  /** {@return who sent it: address and port, or the address of the interface; empty if unknown} */
  String source() {
    if (isUdp()) {
      return IpLayer.endpoint(ip.source(), ip.sourcePort());
    }
    return ethernet ? mac(6) : "";
  }

  /** {@return whom it was sent to, like {@link #source}} */
  String destination() {
    if (isUdp()) {
      return IpLayer.endpoint(ip.destination(), ip.destinationPort());
    }
    return ethernet ? mac(0) : "";
  }

  /** Adds the addresses. */
  void describe(Fields fields) {
    if (ethernet) {
      fields.octets("eth.dst", data, 0, 6);
      fields.octets("eth.src", data, 6, 6);
    }
    for (int i = 0; i < vlans; i++) {
      fields.bits("vlan.id", vlanTags[i], 0xFFF);
    }
    if (isUdp()) {
      ip.describe(fields);
    }
  }

  private String mac(int at) {
    Fields one = new Fields();
    one.octets("", data, at, 6);
    return String.valueOf(one.asMap().get(""));
  }
}
