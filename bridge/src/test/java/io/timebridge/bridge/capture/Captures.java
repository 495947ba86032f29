package io.timebridge.bridge.capture;

import java.nio.ByteOrder;
import java.util.List;

/** Capture files made by hand: pcap-savefile(5), and the blocks of a pcapng. */
public final class Captures {
  /** 2023-11-14T22:13:20Z. */
  public static final long SECONDS = 1_700_000_000;

  static final int ETHERNET = 1;

  private Captures() {}

  /**
   * {@return a pcap of Ethernet frames, one second after the other, little-endian, microseconds}
   */
  public static byte[] pcap(byte[]... frames) {
    return pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, ETHERNET, List.of(frames));
  }

  static byte[] pcap(int linkType, byte[] frame) {
    return pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, linkType, List.of(frame));
  }

  static byte[] pcap(ByteOrder order, int magic, int linkType, List<byte[]> frames) {
    Bytes file = Bytes.in(order).u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(linkType);
    long seconds = SECONDS;
    for (byte[] frame : frames) {
      file.u32(seconds++).u32(123_456).u32(frame.length).u32(frame.length).raw(frame);
    }
    return file.get();
  }

  /** {@return a section's header, which begins a pcapng} */
  static byte[] section(ByteOrder order) {
    return block(order, 0x0A0D0D0A, Bytes.in(order).u32(0x1A2B3C4D).u16(1).u16(0).u64(-1).get());
  }

  /** {@return an interface's description with options that are put together already} */
  static byte[] networkInterface(ByteOrder order, int linkType, int snapLength, byte[] options) {
    return block(order, 1, Bytes.in(order).u16(linkType).u16(0).u32(snapLength).raw(options).get());
  }

  static byte[] option(ByteOrder order, int code, byte[] value) {
    return Bytes.in(order).u16(code).u16(value.length).raw(value).zeros(-value.length & 3).get();
  }

  /** {@return an Enhanced Packet Block} */
  static byte[] enhanced(ByteOrder order, int from, long ticks, byte[] frame) {
    return enhanced(order, from, ticks, frame.length, frame.length, frame);
  }

  static byte[] enhanced(
      ByteOrder order, int from, long ticks, long captured, long original, byte[] frame) {
    return block(
        order,
        6,
        Bytes.in(order)
            .u32(from)
            .u32(ticks >>> 32)
            .u32(ticks)
            .u32(captured)
            .u32(original)
            .raw(frame)
            .zeros(-frame.length & 3)
            .get());
  }

  /** {@return a Simple Packet Block} */
  static byte[] simple(ByteOrder order, long original, byte[] frame) {
    return block(order, 3, Bytes.in(order).u32(original).raw(frame).zeros(-frame.length & 3).get());
  }

  /** {@return a Packet Block, which is obsolete} */
  static byte[] obsolete(ByteOrder order, int from, long ticks, byte[] frame) {
    return block(
        order,
        2,
        Bytes.in(order)
            .u16(from)
            .u16(7) // lost packets
            .u32(ticks >>> 32)
            .u32(ticks)
            .u32(frame.length)
            .u32(frame.length)
            .raw(frame)
            .zeros(-frame.length & 3)
            .get());
  }

  static byte[] block(ByteOrder order, int type, byte[] body) {
    int length = body.length + 12;
    return Bytes.in(order).u32(type).u32(length).raw(body).u32(length).get();
  }

  static byte[] concat(byte[]... parts) {
    Bytes all = Bytes.bytes();
    for (byte[] part : parts) {
      all.raw(part);
    }
    return all.get();
  }
}
