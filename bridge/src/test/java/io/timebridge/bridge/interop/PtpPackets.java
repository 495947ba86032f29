package io.timebridge.bridge.interop;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * PTP messages as octets, written down here independently of the code under test.
 *
 * <p>Version 2: the common header of 34 octets, then what each message type adds.
 */
final class PtpPackets {
  static final int SYNC = 0x0;
  static final int DELAY_REQ = 0x1;
  static final int FOLLOW_UP = 0x8;
  static final int DELAY_RESP = 0x9;
  static final int ANNOUNCE = 0xb;
  static final int SIGNALING = 0xc;
  static final int MANAGEMENT = 0xd;

  /** Where messageLength is. */
  static final int LENGTH_AT = 2;

  private static final int HEADER = 34;
  private static final int TIMESTAMP = 10;
  private static final int PORT_IDENTITY = 10;
  private static final int V1_LENGTH = 124;

  private PtpPackets() {}

  /** {@return a valid message of one type, from port 1 of a clock} */
  static byte[] message(int type, byte[] clockIdentity, int sequence) {
    int body =
        switch (type) {
          case SYNC, DELAY_REQ, FOLLOW_UP -> TIMESTAMP;
          case DELAY_RESP -> TIMESTAMP + PORT_IDENTITY;
          case ANNOUNCE -> 30;
          case SIGNALING -> PORT_IDENTITY + 10; // one TLV: REQUEST_UNICAST_TRANSMISSION
          case MANAGEMENT -> 14 + 6; // one TLV: GET of a data set
          default -> throw new IllegalArgumentException("message type " + type);
        };
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + body);
    bytes.put((byte) type).put((byte) 2).putShort((short) (HEADER + body));
    bytes.put((byte) 0).put((byte) 0).putShort((short) (type == SYNC ? 0x0200 : 0x0000));
    bytes.putLong(0).putInt(0);
    bytes.put(clockIdentity).putShort((short) 1).putShort((short) sequence);
    bytes.put((byte) Math.min(type, 5)).put((byte) 0x7f);
    switch (type) {
      case ANNOUNCE -> putAnnounce(bytes, clockIdentity);
      case SIGNALING -> putTarget(bytes).putShort((short) 4).putShort((short) 6).put((byte) 0xb0);
      case MANAGEMENT ->
          putTarget(bytes).putInt(0).putShort((short) 1).putShort((short) 2).putShort((short) 0);
      default -> bytes.putShort((short) 0).putInt(1_800_000_000).putInt(sequence);
    }
    return bytes.array();
  }

  private static void putAnnounce(ByteBuffer bytes, byte[] clockIdentity) {
    bytes.putShort((short) 0).putInt(0).putInt(0); // originTimestamp
    bytes.putShort((short) 37).put((byte) 0).put((byte) 255); // UTC offset, priority1
    bytes.putInt(0xf8_fe_ff_ff).put((byte) 255).put(clockIdentity); // quality, priority2
    bytes.putShort((short) 0).put((byte) 0xa0);
  }

  private static ByteBuffer putTarget(ByteBuffer bytes) {
    return bytes.putLong(-1).putShort((short) -1);
  }

  /** {@return a Sync of PTP version 1, as a device sends one that knows only this version} */
  static String version1Sync(int sequence) {
    ByteBuffer bytes = ByteBuffer.allocate(V1_LENGTH);
    bytes.putShort((short) 1).putShort((short) 1); // versionPTP, versionNetwork
    bytes.put(new byte[] {'_', 'D', 'F', 'L', 'T'}).position(20); // subdomain
    bytes.put((byte) 1).put((byte) 1); // an event message, over Ethernet
    bytes.put(new byte[] {0x00, 0x1d, (byte) 0xc1, 0x01, 0x02, 0x03}).putShort((short) 1);
    bytes.putShort((short) sequence).put((byte) 0); // control 0: Sync
    bytes.putInt(40, 1_000).putInt(44, 500_000_000); // originTimestamp: counts from power-up
    bytes.put(50 + 7, (byte) 1); // grandmasterCommunicationTechnology
    return HexFormat.of().formatHex(bytes.array());
  }
}
