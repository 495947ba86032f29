package io.timebridge.bridge.capture;

import io.netty.util.NetUtil;
import io.timebridge.bridge.capture.Layers.Found;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * IPv4 or IPv6 with its extension headers, and UDP in it. Of a datagram in fragments only the first
 * is looked at, which has UDP's header.
 */
final class IpLayer {
  // RFC 791 §3.1.
  private static final int V4_HEADER = 20;
  private static final int V4_TOTAL_LENGTH = 2;
  private static final int V4_FRAGMENT = 6;
  private static final int V4_PROTOCOL = 9;
  private static final int V4_SOURCE = 12;
  private static final int V4_DESTINATION = 16;
  private static final int V4_MORE_FRAGMENTS = 0x2000;
  private static final int V4_FRAGMENT_OFFSET = 0x1FFF;

  // RFC 8200 §3, §4.5.
  private static final int V6_HEADER = 40;
  private static final int V6_PAYLOAD_LENGTH = 4;
  private static final int V6_NEXT_HEADER = 6;
  private static final int V6_SOURCE = 8;
  private static final int V6_DESTINATION = 24;
  private static final int V6_FRAGMENT_OFFSET = 0xFFF8;
  private static final int V6_MORE_FRAGMENTS = 1;

  // IANA, "Assigned Internet Protocol Numbers".
  private static final int HOP_BY_HOP = 0;
  private static final int UDP = 17;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int MOBILITY = 135;

  private static final int UDP_HEADER = 8; // RFC 768
  private static final int UDP_LENGTH = 4;

  private ByteBuffer data = ByteBuffer.allocate(0);
  private int start;
  private boolean six;
  private long wireEnd; // of the frame, as it was on the wire
  private int upper; // where the upper layer begins
  private long upperEnd; // and ends, by what IP says
  private boolean fragment;
  private int udp;
  private int end;
  private @Nullable String problem;

  /**
   * Takes a packet apart.
   *
   * @param data the frame
   * @param start where the packet begins
   * @param six true for IPv6
   * @param originalLength octets of the frame on the wire
   */
  Found parse(ByteBuffer data, int start, boolean six, long originalLength) {
    this.data = data;
    this.start = start;
    this.six = six;
    wireEnd = Math.max(originalLength, data.limit());
    fragment = false;
    problem = null;
    udp = start;
    end = start;
    Found found = six ? parseSix() : parseFour();
    return found == Found.PAYLOAD ? parseUdp() : found;
  }

  private Found broken(String why) {
    problem = why;
    return Found.BROKEN;
  }

  private boolean has(int at, int octets) {
    return data.limit() - at >= octets;
  }

  private int uint16(int at) {
    return Short.toUnsignedInt(data.getShort(at));
  }

  private Found parseFour() {
    if (!has(start, V4_HEADER)) {
      return broken("the IPv4 header is cut short");
    }
    int first = data.get(start);
    int header = (first & 0xF) * 4;
    if (first >> 4 != 4 || header < V4_HEADER) {
      return broken("what should be an IPv4 header is none");
    }
    int total = uint16(start + V4_TOTAL_LENGTH);
    if (total != 0 && total < header) {
      return broken("IPv4 says that all has " + total + " octets, its header " + header);
    }
    if (data.get(start + V4_PROTOCOL) != UDP) {
      return Found.OTHER;
    }
    int fragmentField = uint16(start + V4_FRAGMENT);
    if ((fragmentField & V4_FRAGMENT_OFFSET) != 0) {
      return Found.OTHER; // a later fragment has no UDP header
    }
    fragment = (fragmentField & V4_MORE_FRAGMENTS) != 0;
    upper = start + header;
    // 0 in a capture of what the interface was to cut into segments.
    upperEnd = total == 0 ? wireEnd : (long) start + total;
    return Found.PAYLOAD;
  }

  private Found parseSix() {
    if (!has(start, V6_HEADER)) {
      return broken("the IPv6 header is cut short");
    }
    if ((data.get(start) >> 4 & 0xF) != 6) {
      return broken("what should be an IPv6 header is none");
    }
    int length = uint16(start + V6_PAYLOAD_LENGTH);
    // 0 in a jumbogram (RFC 2675), and where the interface was to cut it into segments.
    upperEnd = length == 0 ? wireEnd : (long) start + V6_HEADER + length;
    upper = start + V6_HEADER;
    int next = data.get(start + V6_NEXT_HEADER);
    while (next != UDP) {
      if (!isExtension(next)) {
        return Found.OTHER;
      }
      if (!has(upper, 8)) {
        return broken("an IPv6 extension header is cut short");
      }
      int length8 = Byte.toUnsignedInt(data.get(upper + 1));
      int octets = 8 + 8 * length8;
      if (next == FRAGMENT) {
        int field = uint16(upper + 2);
        if ((field & V6_FRAGMENT_OFFSET) != 0) {
          return Found.OTHER;
        }
        fragment = (field & V6_MORE_FRAGMENTS) != 0;
        octets = 8;
      } else if (next == AUTHENTICATION) {
        octets = 8 + 4 * length8; // RFC 4302 §2.2: in units of 4 octets, less 2
      }
      next = data.get(upper);
      upper += octets;
    }
    return Found.PAYLOAD;
  }

  private static boolean isExtension(int next) {
    return switch (next & 0xFF) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, MOBILITY -> true;
      default -> false;
    };
  }

  private Found parseUdp() {
    udp = upper;
    if (!has(udp, UDP_HEADER)) {
      return broken("the UDP header is cut short");
    }
    int length = uint16(udp + UDP_LENGTH);
    if (length != 0 && length < UDP_HEADER) {
      return broken("UDP says that it has " + length + " octets");
    }
    long room = Math.min(upperEnd, wireEnd);
    long said = length == 0 ? room : (long) udp + length;
    end = (int) Math.max(udp + UDP_HEADER, Math.min(Math.min(said, room), data.limit()));
    if (said <= end) {
      return Found.PAYLOAD;
    }
    if (fragment) {
      problem = "in fragments, of which only this one is read";
    } else if (said > room) {
      problem = "UDP says that it has " + length + " octets, there is room for " + (room - udp);
    } else {
      problem = "the capture has kept " + (end - udp) + " of UDP's " + (said - udp) + " octets";
    }
    return Found.PAYLOAD;
  }

  @Nullable String problem() {
    return problem;
  }

  int payload() {
    return Math.min(udp + UDP_HEADER, end);
  }

  int end() {
    return end;
  }

  int sourcePort() {
    return uint16(udp);
  }

  int destinationPort() {
    return uint16(udp + 2);
  }

  String source() {
    return six ? address(start + V6_SOURCE, 16) : address(start + V4_SOURCE, 4);
  }

  String destination() {
    return six ? address(start + V6_DESTINATION, 16) : address(start + V4_DESTINATION, 4);
  }

  /** As RFC 5952 would have it. */
  private String address(int at, int length) {
    byte[] octets = new byte[length];
    data.get(at, octets);
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(octets));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 octets are an address", e);
    }
  }

  static String endpoint(String address, int port) {
    return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
  }

  /** Adds addresses and ports. */
  void describe(Fields fields) {
    String layer = six ? "ipv6" : "ip";
    fields.add(layer + ".src", source());
    fields.add(layer + ".dst", destination());
    fields.add("udp.srcport", sourcePort());
    fields.add("udp.dstport", destinationPort());
  }
}
