package io.timebridge.clock.simulation;

import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.Route;

/** What was sent, shared by all who receive it: nobody writes into it. */
final class Packet {
  final byte[] bytes;
  final Lane lane;
  final Address from;
  final int fromPort;
  final Address to;
  final int toPort;

  Packet(byte[] bytes, Lane lane, Address from, int fromPort, Address to, int toPort) {
    this.bytes = bytes;
    this.lane = lane;
    this.from = from;
    this.fromPort = fromPort;
    this.to = to;
    this.toPort = toPort;
  }

  boolean isFrom(Route remote) {
    return fromPort == remote.remotePort()
        && from.high() == remote.remoteHigh()
        && from.low() == remote.remoteLow();
  }
}
