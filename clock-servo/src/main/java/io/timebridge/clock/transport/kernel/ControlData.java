package io.timebridge.clock.transport.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel says beside a packet (cmsg(3)): when it passed, to which address it came and on
 * which interface, or whose transmit stamp this is. Reused; holds the last message that was read.
 */
final class ControlData {
  static final long NO_STAMP = Long.MIN_VALUE;

  private static final int CMSG_HEADER = 16;
  private static final long V4_MAPPED = 0x0000_FFFF_0000_0000L;

  private long stampRealNanos;
  private long arrivedHigh;
  private long arrivedLow;
  private long localHigh;
  private long localLow;
  private int interfaceIndex;
  private boolean transmitStamp;
  private int transmitId;

  /** Reads the control data of a message. */
  void read(ByteBuffer controls, int start, int length) {
    stampRealNanos = NO_STAMP;
    arrivedHigh = 0;
    arrivedLow = 0;
    localHigh = 0;
    localLow = 0;
    interfaceIndex = 0;
    transmitStamp = false;
    int at = start;
    while (at + CMSG_HEADER <= start + length) {
      int size = (int) controls.getLong(at);
      if (size < CMSG_HEADER) {
        return;
      }
      readOne(controls, at, controls.getInt(at + 8), controls.getInt(at + 12));
      at += aligned(size);
    }
  }

  private void readOne(ByteBuffer controls, int at, int level, int type) {
    int data = at + CMSG_HEADER;
    if (level == LibC.SOL_SOCKET && type == LibC.SO_TIMESTAMPING) {
      // struct scm_timestamping: the first of three is the software stamp.
      long seconds = controls.getLong(data);
      long nanos = controls.getLong(data + 8);
      if (seconds != 0 || nanos != 0) {
        stampRealNanos = seconds * 1_000_000_000L + nanos;
      }
    } else if (level == LibC.IPPROTO_IP && type == LibC.IP_PKTINFO) {
      interfaceIndex = controls.getInt(data);
      localLow = V4_MAPPED | bigEndianInt(controls, data + 4);
      arrivedLow = V4_MAPPED | bigEndianInt(controls, data + 8);
    } else if (level == LibC.IPPROTO_IPV6 && type == LibC.IPV6_PKTINFO) {
      arrivedHigh = bigEndianLong(controls, data);
      arrivedLow = bigEndianLong(controls, data + 8);
      localHigh = arrivedHigh;
      localLow = arrivedLow;
      interfaceIndex = controls.getInt(data + 16);
    } else if ((level == LibC.IPPROTO_IP && type == LibC.IP_RECVERR)
        || (level == LibC.IPPROTO_IPV6 && type == LibC.IPV6_RECVERR)) {
      // struct sock_extended_err: ee_origin at 4, ee_data (the number of the send) at 12.
      transmitStamp = controls.get(data + 4) == LibC.SO_EE_ORIGIN_TIMESTAMPING;
      transmitId = controls.getInt(data + 12);
    }
  }

  /** When the packet passed the kernel, CLOCK_REALTIME, or {@link #NO_STAMP}. */
  long stampRealNanos() {
    return stampRealNanos;
  }

  /** Where the packet was sent to: an address of ours, or a group. */
  long arrivedHigh() {
    return arrivedHigh;
  }

  long arrivedLow() {
    return arrivedLow;
  }

  /** The address of ours that an answer leaves from; of an IPv6 multicast the group itself. */
  long localHigh() {
    return localHigh;
  }

  long localLow() {
    return localLow;
  }

  int interfaceIndex() {
    return interfaceIndex;
  }

  boolean isTransmitStamp() {
    return transmitStamp;
  }

  int transmitId() {
    return transmitId;
  }

  /** Writes a request for a transmit stamp; returns the octets used. */
  static int writeStampRequest(ByteBuffer controls, int at) {
    controls.putLong(at, CMSG_HEADER + 4);
    controls.putInt(at + 8, LibC.SOL_SOCKET);
    controls.putInt(at + 12, LibC.SO_TIMESTAMPING);
    controls.putInt(at + 16, LibC.TX_SOFTWARE);
    return aligned(CMSG_HEADER + 4);
  }

  /** Writes where to send from, IPv4; returns the octets used. */
  static int writeSourceIpv4(ByteBuffer controls, int at, int interfaceIndex, int address) {
    controls.putLong(at, CMSG_HEADER + 12);
    controls.putInt(at + 8, LibC.IPPROTO_IP);
    controls.putInt(at + 12, LibC.IP_PKTINFO);
    controls.putInt(at + 16, interfaceIndex);
    putBigEndian(controls, at + 20, address);
    controls.putInt(at + 24, 0);
    return aligned(CMSG_HEADER + 12);
  }

  /** Writes where to send from, IPv6; returns the octets used. */
  static int writeSourceIpv6(ByteBuffer controls, int at, int interfaceIndex, long high, long low) {
    controls.putLong(at, CMSG_HEADER + 20);
    controls.putInt(at + 8, LibC.IPPROTO_IPV6);
    controls.putInt(at + 12, LibC.IPV6_PKTINFO);
    putBigEndian(controls, at + 16, high);
    putBigEndian(controls, at + 24, low);
    controls.putInt(at + 32, interfaceIndex);
    return aligned(CMSG_HEADER + 20);
  }

  private static int aligned(int size) {
    return (size + 7) & ~7;
  }

  private static boolean swaps(ByteBuffer buffer) {
    return buffer.order() == ByteOrder.LITTLE_ENDIAN;
  }

  static long bigEndianInt(ByteBuffer buffer, int at) {
    int value = buffer.getInt(at);
    return Integer.toUnsignedLong(swaps(buffer) ? Integer.reverseBytes(value) : value);
  }

  static long bigEndianLong(ByteBuffer buffer, int at) {
    long value = buffer.getLong(at);
    return swaps(buffer) ? Long.reverseBytes(value) : value;
  }

  static void putBigEndian(ByteBuffer buffer, int at, int value) {
    buffer.putInt(at, swaps(buffer) ? Integer.reverseBytes(value) : value);
  }

  static void putBigEndian(ByteBuffer buffer, int at, long value) {
    buffer.putLong(at, swaps(buffer) ? Long.reverseBytes(value) : value);
  }
}
