package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementErrorId;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.ManagementTlv;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.Tlv;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers management messages: GET from the data sets, SET and COMMAND where that is allowed and
 * means something here, all else with the standard's error.
 *
 * <p>A multicast request is answered by multicast, as ptp4l does, since another program may hold
 * the unicast port of the asking host; one whose flag says that it is unicast, to where it came
 * from. Who may not even ask gets no answer.
 */
final class ManagementNode {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);
  private static final long ALL_CLOCKS = -1L;
  private static final int ALL_PORTS = 0xFFFF;

  /** Either of both. */
  private record Outcome(
      @Nullable ManagementData data, @Nullable ManagementErrorId error, String why) {
    static Outcome of(ManagementData data) {
      return new Outcome(data, null, "");
    }

    static Outcome error(ManagementErrorId error, String why) {
      return new Outcome(null, error, why);
    }
  }

  private final PtpClock clock;
  private final PtpPort port;
  private final DataSets dataSets;
  private final ManagementAccess access;
  private final AnswerBudget budget = new AnswerBudget();

  ManagementNode(PtpClock clock, PtpPort port, DataSets dataSets, ManagementAccess access) {
    this.clock = clock;
    this.port = port;
    this.dataSets = dataSets;
    this.access = access;
  }

  /** Uses a checked Management message, or tells why it is dropped. */
  @Nullable PtpDropReason received(Datagram datagram) {
    if (!(PtpMessage.read(datagram.payload()) instanceof PtpMessage.Management message)) {
      return PtpDropReason.NOT_USED;
    }
    ManagementAction action = ManagementAction.of(message.actionField());
    if (action == null
        || action == ManagementAction.RESPONSE
        || action == ManagementAction.ACKNOWLEDGE) {
      return PtpDropReason.NOT_USED;
    }
    long target = message.target().clock().bits();
    if (target != ALL_CLOCKS && target != clock.identity().bits()) {
      return PtpDropReason.NOT_FOR_US;
    }
    List<Tlv> tlvs = message.tlvs();
    if (tlvs.size() != 1 || !(tlvs.get(0) instanceof ManagementTlv.Data asked)) {
      return PtpDropReason.NOT_USED; // one message, one question
    }
    if (!access.mayGet(datagram.route())) {
      return PtpDropReason.NOT_ALLOWED;
    }
    if (!budget.take(datagram.localNanos())) {
      return PtpDropReason.TOO_MANY_REQUESTS;
    }
    ManagementId id = ManagementId.of(asked.managementId());
    if (id == null) {
      Outcome unknown = Outcome.error(ManagementErrorId.NO_SUCH_ID, "");
      answer(message, asked, unknown, port.identity(), datagram.route());
      return null;
    }
    List<ManagementNode> addressed = addressed(id, message.target().portNumber());
    if (addressed.isEmpty()) {
      Outcome none = Outcome.error(ManagementErrorId.WRONG_VALUE, "there is no such port");
      answer(message, asked, none, port.identity(), datagram.route());
    }
    for (ManagementNode node : addressed) {
      Outcome outcome = node.manage(action, id, asked, datagram);
      answer(message, asked, outcome, node.port.identity(), datagram.route());
    }
    return null;
  }

  /** The clock's own are answered once, by the port that was asked; a port's by each port. */
  private List<ManagementNode> addressed(ManagementId id, int portNumber) {
    if (id.scope() == ManagementId.Scope.CLOCK) {
      return List.of(this);
    }
    List<ManagementNode> nodes = new ArrayList<>();
    for (PtpPort each : clock.ports()) {
      ManagementNode node = each.management();
      if (node != null && (portNumber == ALL_PORTS || portNumber == each.number())) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private Outcome manage(
      ManagementAction action, ManagementId id, ManagementTlv.Data asked, Datagram datagram) {
    Outcome now = get(id, datagram);
    if (action == ManagementAction.GET || id == ManagementId.NULL_MANAGEMENT) {
      return id.allows(action)
          ? now
          : Outcome.error(ManagementErrorId.NOT_SUPPORTED, "it can only be commanded");
    }
    if (!id.allows(action) || !isHonoured(id)) {
      return action == ManagementAction.SET && now.data() != null
          ? Outcome.error(ManagementErrorId.NOT_SETABLE, "")
          : Outcome.error(ManagementErrorId.NOT_SUPPORTED, "");
    }
    if (!access.maySet(datagram.route())) {
      LOG.warn("{}: {} {} by {} is refused", clock.name(), action, id, datagram.route());
      String why = "not allowed by the configuration";
      return action == ManagementAction.SET
          ? Outcome.error(ManagementErrorId.NOT_SETABLE, why)
          : Outcome.error(ManagementErrorId.NOT_SUPPORTED, why);
    }
    return obey(action, id, asked, datagram);
  }

  private Outcome get(ManagementId id, Datagram datagram) {
    ManagementData data = dataSets.get(id, datagram.route(), datagram.localNanos());
    if (data != null) {
      return Outcome.of(data);
    }
    return id == ManagementId.TIME
        ? Outcome.error(ManagementErrorId.GENERAL_ERROR, "there is no time yet")
        : Outcome.error(ManagementErrorId.NOT_SUPPORTED, "");
  }

  /** What may be changed at run time. What a master claims of its time is measured, not set. */
  private boolean isHonoured(ManagementId id) {
    return switch (id) {
      case PRIORITY1, PRIORITY2 -> clock.masterSettings() != null; // who never leads has none
      case LOG_ANNOUNCE_INTERVAL,
          ANNOUNCE_RECEIPT_TIMEOUT,
          LOG_SYNC_INTERVAL,
          ENABLE_PORT,
          DISABLE_PORT ->
          true;
      default -> false;
    };
  }

  private Outcome obey(
      ManagementAction action, ManagementId id, ManagementTlv.Data asked, Datagram datagram) {
    Optional<ManagementData> data = ManagementData.read(id, asked.dataField().toBuffer());
    if (data.isEmpty()) {
      return Outcome.error(ManagementErrorId.WRONG_LENGTH, "");
    }
    long now = datagram.localNanos();
    try {
      if (action == ManagementAction.COMMAND) {
        enable(id == ManagementId.ENABLE_PORT, now);
      } else {
        set(data.get(), now);
      }
    } catch (IllegalArgumentException e) {
      return Outcome.error(ManagementErrorId.WRONG_VALUE, String.valueOf(e.getMessage()));
    }
    LOG.warn("{}: {} {} {} by {}", clock.name(), action, id, data.get().values(), datagram.route());
    return action == ManagementAction.COMMAND ? Outcome.of(data.get()) : get(id, datagram);
  }

  private void enable(boolean enabled, long nowLocalNanos) {
    if (enabled) {
      port.enable(nowLocalNanos);
    } else {
      port.disable(nowLocalNanos);
    }
  }

  /** Throws an IllegalArgumentException if a value is out of range. */
  private void set(ManagementData data, long nowLocalNanos) {
    PtpProfile profile = port.profile();
    PtpStatus status = clock.status();
    int value = (int) data.number(data.id().fields().get(0).name());
    switch (data.id()) {
      case PRIORITY1 -> clock.prioritise(value, status.priority2(), nowLocalNanos);
      case PRIORITY2 -> clock.prioritise(status.priority1(), value, nowLocalNanos);
      case LOG_ANNOUNCE_INTERVAL ->
          port.adopt(
              profile.withIntervals(
                  value, profile.logSyncInterval(), profile.logMinDelayReqInterval()),
              nowLocalNanos);
      case LOG_SYNC_INTERVAL ->
          port.adopt(
              profile.withIntervals(
                  profile.logAnnounceInterval(), value, profile.logMinDelayReqInterval()),
              nowLocalNanos);
      default -> port.adopt(profile.withAnnounceReceiptTimeout(value), nowLocalNanos);
    }
  }

  private void answer(
      PtpMessage.Management request,
      ManagementTlv.Data asked,
      Outcome outcome,
      PortIdentity self,
      Route from) {
    ManagementData data = outcome.data();
    ManagementErrorId error = outcome.error();
    Tlv tlv =
        error != null || data == null
            ? new ManagementTlv.ErrorStatus(
                error == null ? ManagementErrorId.GENERAL_ERROR.code() : error.code(),
                asked.managementId(),
                outcome.why())
            : new ManagementTlv.Data(asked.managementId(), data.dataField());
    boolean unicast = request.header().has(PtpFlags.UNICAST);
    int sequenceId = request.header().sequenceId();
    CommonHeader header =
        CommonHeader.of(
                MessageType.MANAGEMENT,
                port.profile().domainNumber(),
                self,
                sequenceId,
                PtpHeader.LOG_INTERVAL_UNKNOWN)
            .withFlags(unicast ? PtpFlags.UNICAST : 0);
    // As far as the request came, the answer may go.
    int hops = Math.max(0, request.startingBoundaryHops() - request.boundaryHops());
    PtpMessage.Management answer =
        new PtpMessage.Management(
            header,
            request.header().source(),
            hops,
            hops,
            (request.actionField() == ManagementAction.COMMAND.code()
                    ? ManagementAction.ACKNOWLEDGE
                    : ManagementAction.RESPONSE)
                .code(),
            List.of(tlv));
    ByteBuffer out = Sending.room(answer.length());
    answer.write(out);
    port.sendManagement(out.flip(), unicast ? new Route().copyFrom(from) : null);
  }
}
