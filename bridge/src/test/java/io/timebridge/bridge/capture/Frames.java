package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Bytes.bytes;

/** Frames as they are on a wire, layer by layer, written down independently of what reads them. */
public final class Frames {
  private static final String MACS = "01005e000181 020000000001";

  private Frames() {}

  /** {@return a frame of Ethernet} */
  public static byte[] ethernet(int type, byte[] payload) {
    return bytes().hex(MACS).u16(type).raw(payload).get();
  }

  /** {@return a payload behind a VLAN tag, which is behind the type 0x8100 or 0x88A8} */
  public static byte[] vlan(int tag, int type, byte[] payload) {
    return bytes().u16(tag).u16(type).raw(payload).get();
  }

  /** {@return a UDP datagram without a checksum} */
  public static byte[] udp(int from, int to, byte[] payload) {
    return bytes().u16(from).u16(to).u16(8 + payload.length).u16(0).raw(payload).get();
  }

  /** {@return an IPv4 packet from 192.0.2.1 to 224.0.1.129} */
  public static byte[] ipv4(int protocol, byte[] payload) {
    return ipv4(protocol, 0, new byte[0], payload);
  }

  /**
   * {@return an IPv4 packet}
   *
   * @param fragment flags and offset
   * @param options a multiple of four octets
   */
  public static byte[] ipv4(int protocol, int fragment, byte[] options, byte[] payload) {
    return bytes()
        .u8(0x45 + options.length / 4)
        .u8(0)
        .u16(20 + options.length + payload.length)
        .u16(1)
        .u16(fragment)
        .u8(1)
        .u8(protocol)
        .u16(0)
        .hex("c0000201 e0000181")
        .raw(options)
        .raw(payload)
        .get();
  }

  /** {@return an IPv6 packet from 2001:db8::1 to ff0e::181} */
  public static byte[] ipv6(int next, byte[] payload) {
    return bytes()
        .u32(0x6000_0000)
        .u16(payload.length)
        .u8(next)
        .u8(1)
        .hex("20010db8 00000000 00000000 00000001")
        .hex("ff0e0000 00000000 00000000 00000181")
        .raw(payload)
        .get();
  }

  /** {@return a frame of Ethernet, IPv4 and UDP} */
  public static byte[] datagram(int from, int to, byte[] payload) {
    return ethernet(0x0800, ipv4(17, udp(from, to, payload)));
  }

  /** {@return a PTPv2 Sync of domain 0 from 020000.fffe.000001-1} */
  public static byte[] sync(int sequence) {
    return bytes()
        .hex("0002002c 00000200 0000000000000000 00000000 020000fffe000001 0001")
        .u16(sequence)
        .hex("00fd 00006553f100 00000000")
        .get();
  }

  /** {@return the answer of an NTP server of stratum 2} */
  public static byte[] ntpAnswer() {
    return bytes()
        .hex("240206e9 00018000 00001234 c0000201")
        .hex("e9a0000080000000 e9a0000080000001 e9a0000140000000 e9a0000140000001")
        .get();
  }

  /** {@return an RTCP sender report with one report block, of 52 octets} */
  public static byte[] senderReport() {
    return bytes()
        .hex("81c8000c deadbeef e9a0000080000001 00027100 00000037 00001130")
        .hex("11223344 19fffffe 00010002 00000021 12345678 00010000")
        .get();
  }

  /** {@return an RTCP source description of one CNAME, of 16 octets} */
  public static byte[] sourceDescription() {
    return bytes().hex("81ca0003 deadbeef 0104 61626364 0000").get();
  }
}
