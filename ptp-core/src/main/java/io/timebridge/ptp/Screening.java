package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what a port may use by its header: what came on the wrong UDP port, is of another domain,
 * or is what this clock itself sent. Another's messages under this clock's identity make it take
 * another one, if it may.
 */
final class Screening {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  private final PtpClock clock;
  private final PtpPort port;
  private final EchoFilter echo = new EchoFilter();
  private boolean takenReported;

  Screening(PtpClock clock, PtpPort port) {
    this.clock = clock;
    this.port = port;
  }

  /** What is sent by multicast will come back. */
  void remember(MessageType type, int sequenceId) {
    echo.remember(type, sequenceId);
  }

  /** Tells why a message is not to be used, or null if it is. */
  @Nullable PtpDropReason check(Datagram datagram, PtpHeader header, MessageType type) {
    if (type.isEvent() != (datagram.lane() == Lane.EVENT)) {
      return PtpDropReason.WRONG_PORT;
    }
    if (header.domainNumber() != port.profile().domainNumber()) {
      return PtpDropReason.OTHER_DOMAIN;
    }
    if (header.sdoId() != 0) {
      return PtpDropReason.OTHER_SDO;
    }
    if (type == MessageType.MANAGEMENT
        || header.sourceClockBits() != port.identity().clock().bits()) {
      return null; // pmc on this very host has the interface's identity, as we do
    }
    if (datagram.route().isFromLocalAddress() && echo.sent(type, header.sequenceId())) {
      return PtpDropReason.OWN;
    }
    if (isTwins(header, type)) {
      if (type == MessageType.ANNOUNCE) {
        port.election().heardTwin(header.sourcePortNumber(), datagram.localNanos());
      }
      return PtpDropReason.OWN;
    }
    // A neighbour with our MAC address made the same identity of it.
    if (clock.giveUpIdentity(datagram.localNanos())) {
      return null;
    }
    if (!takenReported) {
      takenReported = true;
      LOG.warn(
          "{}: {} uses our identity {}; its messages are dropped",
          clock.name(),
          datagram.route(),
          port.identity().clock());
    }
    return PtpDropReason.IDENTITY_TAKEN;
  }

  /** Whether another port of this clock sent it. */
  private boolean isTwins(PtpHeader header, MessageType type) {
    int other = header.sourcePortNumber();
    return other != port.number()
        && other >= 1
        && other <= clock.ports().size()
        && clock.ports().get(other - 1).screening().echo.sent(type, header.sequenceId());
  }
}
