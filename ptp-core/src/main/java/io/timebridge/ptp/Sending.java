package io.timebridge.ptp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.MessageType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a port's messages get on their way: to all on its network, to its neighbours on the link, or
 * to one receiver; each is counted.
 */
final class Sending {
  private static final int IPV6_TRAILER = 2; // octets

  private final NetworkProtocol protocol;
  private final Outbox outbox;
  private final Counters<MessageType> sent;
  private final Route all;
  private final Route allGeneral;
  private final Route peers;
  private final Route peersGeneral;

  Sending(PtpPortConfig config, Outbox outbox, Counters<MessageType> sent) {
    this.protocol = config.networkProtocol();
    this.outbox = outbox;
    this.sent = sent;
    this.all = route(config.primaryGroup(), config.eventPort());
    this.allGeneral = route(config.primaryGroup(), config.generalPort());
    this.peers = route(config.peerGroup(), config.eventPort());
    this.peersGeneral = route(config.peerGroup(), config.generalPort());
  }

  private static Route route(InetAddress group, int udpPort) {
    return Route.to(new InetSocketAddress(group, udpPort));
  }

  /** {@return room for messages of at most a type's length, whatever carries them} */
  static ByteBuffer room(MessageType longest) {
    return room(longest.length());
  }

  /** {@return room for a message of so many octets, whatever carries it} */
  static ByteBuffer room(int octets) {
    return ByteBuffer.allocate(octets + IPV6_TRAILER);
  }

  /** {@return whether a message of so many octets fits, whatever carries it} */
  static boolean fits(ByteBuffer room, int octets) {
    return room.capacity() >= octets + IPV6_TRAILER;
  }

  /**
   * Over IPv6, where UDP's checksum must be right, a message has two octets of zero behind it that
   * its messageLength does not count: a transparent clock makes good in them what it changes before
   * them, as the packet passes. IEEE 1588's mapping to UDP over IPv6, and linuxptp's udp6.c.
   */
  private ByteBuffer carried(ByteBuffer message) {
    if (protocol == NetworkProtocol.UDP_IPV6) {
      int end = message.limit();
      message.limit(end + IPV6_TRAILER).putShort(end, (short) 0);
    }
    return message;
  }

  /** Sends an event message, in {@link #room} of its own, to all; returns its token. */
  long event(ByteBuffer message, MessageType type, @Nullable LateStamp late) {
    return event(message, type, late, all);
  }

  /** Sends a general message, in {@link #room} of its own, to all. */
  void general(ByteBuffer message, MessageType type) {
    general(message, type, allGeneral);
  }

  /** Sends an event message, in {@link #room} of its own, to the neighbours; returns its token. */
  long peerEvent(ByteBuffer message, MessageType type, @Nullable LateStamp late) {
    return event(message, type, late, peers);
  }

  /** Sends a general message, in {@link #room} of its own, to the neighbours. */
  void peerGeneral(ByteBuffer message, MessageType type) {
    general(message, type, peersGeneral);
  }

  /** Sends an event message, in {@link #room} of its own, to one; returns its token. */
  long event(ByteBuffer message, MessageType type, @Nullable LateStamp late, Route to) {
    sent.count(type);
    return outbox.sendEvent(carried(message), to, late);
  }

  /** Sends a general message, in {@link #room} of its own, to one. */
  void general(ByteBuffer message, MessageType type, Route to) {
    sent.count(type);
    outbox.sendGeneral(carried(message), to);
  }
}
