package io.timebridge.ntp;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Lane;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Packets for tests. */
final class Requests {
  static final long CLIENT_STAMP = 0xDEADBEEF_12345678L;
  static final InetSocketAddress CLIENT = address("192.0.2.7", 50123);

  private Requests() {}

  static InetSocketAddress address(String literal, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(literal), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] request(int version, int mode) {
    byte[] bytes = new byte[NtpPacket.LENGTH];
    new NtpPacket()
        .wrap(ByteBuffer.wrap(bytes), 0)
        .leapVersionMode(0, version, mode)
        .poll(6)
        .precision(-20)
        .transmitTimestamp(CLIENT_STAMP);
    return bytes;
  }

  /** The request with something after it. */
  static byte[] with(byte[] request, byte[]... tails) {
    int length = request.length + Arrays.stream(tails).mapToInt(tail -> tail.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length).put(request);
    for (byte[] tail : tails) {
      all.put(tail);
    }
    return all.array();
  }

  /** An extension field that claims a length, which may be a lie. */
  static byte[] extension(int type, int length, int claimed) {
    return ByteBuffer.allocate(length).putShort((short) type).putShort((short) claimed).array();
  }

  /** Octets of a MAC with key id 7. */
  static byte[] mac(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xA5);
    ByteBuffer.wrap(bytes).putInt(7);
    return bytes;
  }

  /** The bytes as they come from a transport; not at the start of their buffer. */
  static Datagram datagram(byte[] bytes, InetSocketAddress from, long localNanos) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 7);
    buffer.position(5).limit(5 + bytes.length);
    buffer.put(bytes).flip().position(5);
    Datagram datagram = new Datagram();
    datagram.route().setRemote(from.getAddress(), from.getPort());
    return datagram.set(buffer, Lane.EVENT, localNanos, 0, StampQuality.SIMULATED);
  }
}
