package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.PtpMessage;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SMPTE ST 2059-2's synchronisation metadata: a management message with the action COMMAND, to
 * every port, once a second, whose only TLV is the organisation's. Nobody answers it.
 */
final class MetadataMessages {
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final PortIdentity EVERY_PORT = new PortIdentity(new ClockIdentity(-1), 0xFFFF);

  private final PtpClock clock;
  private final PtpPort port;
  private int sequenceId;

  MetadataMessages(PtpClock clock, PtpPort port) {
    this.clock = clock;
    this.port = port;
  }

  /** The port gives the time from now on. */
  void start(long nowLocalNanos) {
    if (port.profile().hasMetadata() && port.isMulticast()) {
      port.outbox().setTimer(PtpPort.TIMER_METADATA, nowLocalNanos);
    }
  }

  void stop() {
    port.outbox().cancelTimer(PtpPort.TIMER_METADATA);
  }

  /** The timer has run out. */
  void expired(MasterTime time, long nowLocalNanos) {
    port.outbox().setTimer(PtpPort.TIMER_METADATA, nowLocalNanos + INTERVAL_NANOS);
    SynchronizationMetadata metadata =
        clock.parent() == null && clock.given() != null
            ? time.metadataAt(nowLocalNanos)
            : clock.metadata(); // what a boundary clock's master says, it hands on
    if (metadata != null) {
      send(metadata);
    }
  }

  private void send(SynchronizationMetadata metadata) {
    PtpMessage.Management message =
        new PtpMessage.Management(
            CommonHeader.of(
                MessageType.MANAGEMENT,
                port.profile().domainNumber(),
                port.identity(),
                sequenceId,
                PtpHeader.LOG_INTERVAL_UNKNOWN),
            EVERY_PORT,
            0,
            0,
            ManagementAction.COMMAND.code(),
            List.of(metadata));
    sequenceId = sequenceId + 1 & 0xFFFF;
    ByteBuffer out = Sending.room(message.length());
    message.write(out);
    port.sendManagement(out.flip(), null);
  }

  /** {@return the metadata that a checked management message carries, or null} */
  static @Nullable SynchronizationMetadata in(ByteBuffer packet) {
    return SynchronizationMetadata.isIn(packet)
            && PtpMessage.read(packet) instanceof PtpMessage.Management message
            && message.tlvs().size() == 1
            && message.tlvs().get(0) instanceof SynchronizationMetadata metadata
        ? metadata
        : null;
  }
}
