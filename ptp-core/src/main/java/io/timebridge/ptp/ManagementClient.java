package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementErrorId;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.ManagementTlv;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.Octets;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.PtpMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks and sets others by management messages, as pmc does; makes the requests and reads the
 * answers, and leaves it to its owner to send and to wait. For one thread.
 */
public final class ManagementClient {
  /** Every port of every clock. */
  public static final PortIdentity EVERYBODY = new PortIdentity(new ClockIdentity(-1L), 0xFFFF);

  /** The two octets of zero that a message over UDP/IPv6 has behind it. */
  private static final int TRAILER = 2;

  /**
   * How it asks.
   *
   * @param source who asks: an identity that no clock on the network has
   * @param domainNumber 0 to 255
   * @param target who is to answer, {@link #EVERYBODY} or one
   * @param boundaryHops how many boundary clocks a request may pass, 0 to 255
   * @param unicast whether the requests are sent to one address, so that the answers come from
   *     there to the port that they were sent from
   */
  public record Settings(
      PortIdentity source,
      int domainNumber,
      PortIdentity target,
      int boundaryHops,
      boolean unicast) {}

  /**
   * One answer.
   *
   * @param source who answers
   * @param id what was asked
   * @param data the answer, or null if there is an error
   * @param error why there is no answer, or null
   * @param why words for a person to the error, empty for none
   */
  public record Answer(
      PortIdentity source,
      ManagementId id,
      @Nullable ManagementData data,
      @Nullable ManagementErrorId error,
      String why) {}

  private final Settings settings;
  private final Map<Integer, ManagementId> asked = new HashMap<>();
  private final Set<List<Object>> heard = new HashSet<>();
  private int nextSequenceId;

  /**
   * Creates a client.
   *
   * @param settings how it asks
   * @param firstSequenceId 0 to 65535: who can guess it can forge an answer
   */
  public ManagementClient(Settings settings, int firstSequenceId) {
    this.settings = settings;
    this.nextSequenceId = firstSequenceId & 0xFFFF;
  }

  /**
   * {@return a request to be sent to the general port, with the two octets of zero behind the
   * message that UDP/IPv6 wants and UDP/IPv4 may leave out}
   *
   * @param action GET, SET or COMMAND
   * @param id what about
   * @param data what to set; null in a GET, and in a command that carries nothing
   */
  public ByteBuffer request(
      ManagementAction action, ManagementId id, @Nullable ManagementData data) {
    int sequenceId = nextSequenceId;
    nextSequenceId = nextSequenceId + 1 & 0xFFFF;
    asked.put(sequenceId, id);
    CommonHeader header =
        CommonHeader.of(
                MessageType.MANAGEMENT,
                settings.domainNumber(),
                settings.source(),
                sequenceId,
                PtpHeader.LOG_INTERVAL_UNKNOWN)
            .withFlags(settings.unicast() ? PtpFlags.UNICAST : 0);
    PtpMessage.Management message =
        new PtpMessage.Management(
            header,
            settings.target(),
            settings.boundaryHops(),
            settings.boundaryHops(),
            action.code(),
            List.of(
                new ManagementTlv.Data(
                    id.number(), data == null ? Octets.NONE : data.dataField())));
    ByteBuffer out = ByteBuffer.allocate(message.length() + TRAILER);
    message.write(out);
    return out.position(0);
  }

  /**
   * {@return the answer in a packet; nothing if it is none to what was asked, or came before}
   *
   * @param packet any bytes, from position to limit; not changed
   */
  public Optional<Answer> received(ByteBuffer packet) {
    if (PtpCheck.check(packet) != null
        || !(PtpMessage.read(packet) instanceof PtpMessage.Management message)) {
      return Optional.empty();
    }
    ManagementAction action = ManagementAction.of(message.actionField());
    ManagementId id = asked.get(message.header().sequenceId());
    boolean answers =
        (action == ManagementAction.RESPONSE || action == ManagementAction.ACKNOWLEDGE)
            && message.header().domainNumber() == settings.domainNumber()
            && message.target().equals(settings.source())
            && id != null
            && message.tlvs().size() == 1
            && message.tlvs().get(0) instanceof ManagementTlv tlv
            && tlv.managementId() == id.number();
    if (id == null || !answers) {
      return Optional.empty();
    }
    PortIdentity from = message.header().source();
    if (!heard.add(List.of(from, message.header().sequenceId()))) {
      return Optional.empty();
    }
    return Optional.of(answer(from, id, (ManagementTlv) message.tlvs().get(0)));
  }

  private static Answer answer(PortIdentity from, ManagementId id, ManagementTlv tlv) {
    if (tlv instanceof ManagementTlv.ErrorStatus status) {
      ManagementErrorId error = ManagementErrorId.of(status.managementErrorId());
      return error == null
          ? new Answer(
              from,
              id,
              null,
              ManagementErrorId.GENERAL_ERROR,
              "managementErrorId " + status.managementErrorId())
          : new Answer(from, id, null, error, status.displayData());
    }
    ByteBuffer dataField = ((ManagementTlv.Data) tlv).dataField().toBuffer();
    return ManagementData.read(id, dataField)
        .map(data -> new Answer(from, id, data, null, ""))
        .orElseGet(
            () ->
                new Answer(
                    from,
                    id,
                    null,
                    ManagementErrorId.WRONG_LENGTH,
                    "the answer is not understood: " + ((ManagementTlv.Data) tlv).dataField()));
  }
}
