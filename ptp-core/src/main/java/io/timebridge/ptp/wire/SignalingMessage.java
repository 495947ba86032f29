package io.timebridge.ptp.wire;

/**
 * Signaling: requests between ports. Read and written in place; of its TLVs those of unicast
 * negotiation only, the others are {@link #OTHER}.
 *
 * <p>A TLV is named by the index at which it begins, from {@link #firstTlv()} on.
 */
public final class SignalingMessage extends PtpHeader {
  /** What a TLV of unicast negotiation does; 0 stands for any other TLV. */
  public static final int OTHER = 0;

  /** REQUEST_UNICAST_TRANSMISSION. */
  public static final int REQUEST = TlvType.REQUEST_UNICAST_TRANSMISSION.code();

  /** GRANT_UNICAST_TRANSMISSION. */
  public static final int GRANT = TlvType.GRANT_UNICAST_TRANSMISSION.code();

  /** CANCEL_UNICAST_TRANSMISSION. */
  public static final int CANCEL = TlvType.CANCEL_UNICAST_TRANSMISSION.code();

  /** ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION. */
  public static final int ACKNOWLEDGE_CANCEL =
      TlvType.ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION.code();

  /** The length of the longest of these TLVs, octets. */
  public static final int MAX_TLV_LENGTH = UnicastTlv.Grant.LAYOUT.end();

  private static final long ALL_CLOCKS = -1;
  private static final int ALL_PORTS = 0xFFFF;

  private int end; // of what was written

  /** Creates one that stands on nothing yet. */
  public SignalingMessage() {}

  /** {@return whether it is for this very port: its targetPortIdentity} */
  public boolean isFor(PortIdentity port) {
    return PtpMessage.Signaling.TARGET_PORT_IDENTITY.is(buffer(), start(), port);
  }

  /** {@return whether it is for whoever gets it: a targetPortIdentity of all ones} */
  public boolean isForAll() {
    Field.Port target = PtpMessage.Signaling.TARGET_PORT_IDENTITY;
    return target.clockBits(buffer(), start()) == ALL_CLOCKS
        && target.number(buffer(), start()) == ALL_PORTS;
  }

  /** {@return where the first TLV begins, or −1 if there is none} */
  public int firstTlv() {
    return orNone(start() + MessageType.SIGNALING.length());
  }

  /**
   * {@return where the TLV behind one begins, or −1 if there is none}
   *
   * @param tlv where that one begins
   */
  public int nextTlv(int tlv) {
    return orNone(tlv + Tlv.HEADER_LENGTH + TlvType.LENGTH.get(buffer(), tlv));
  }

  private int orNone(int tlv) {
    return tlv < start() + messageLength() ? tlv : -1;
  }

  /**
   * {@return {@link #REQUEST}, {@link #GRANT}, {@link #CANCEL} or {@link #ACKNOWLEDGE_CANCEL},
   * whose members can be read then, or {@link #OTHER}}
   *
   * @param tlv where it begins
   */
  public int action(int tlv) {
    int to = tlv + Tlv.HEADER_LENGTH + TlvType.LENGTH.get(buffer(), tlv);
    TlvType type = TlvType.at(buffer(), tlv, to);
    int code = type == null ? OTHER : type.code();
    return code >= REQUEST && code <= ACKNOWLEDGE_CANCEL ? code : OTHER;
  }

  /**
   * {@return messageType of a TLV, 0 to 15}
   *
   * @param tlv where it begins
   */
  public int messageType(int tlv) {
    return UnicastTlv.Request.MESSAGE_TYPE.get(buffer(), tlv);
  }

  /**
   * {@return logInterMessagePeriod of a request or grant, log₂ of seconds, −128 to 127}
   *
   * @param tlv where it begins
   */
  public int logInterMessagePeriod(int tlv) {
    return UnicastTlv.Request.LOG_INTER_MESSAGE_PERIOD.get(buffer(), tlv);
  }

  /**
   * {@return durationField of a request or grant, seconds, 32 bits without a sign}
   *
   * @param tlv where it begins
   */
  public long duration(int tlv) {
    return UnicastTlv.Request.DURATION_FIELD.get(buffer(), tlv);
  }

  /**
   * {@return maintainRequest of a cancel: the grantor alone takes back what it granted}
   *
   * @param tlv where it begins
   */
  public boolean maintainsRequest(int tlv) {
    return UnicastTlv.Cancel.MAINTAIN_REQUEST.get(buffer(), tlv);
  }

  /**
   * {@return maintainGrant of a cancel: the requester alone takes back what it asked for}
   *
   * @param tlv where it begins
   */
  public boolean maintainsGrant(int tlv) {
    return UnicastTlv.Cancel.MAINTAIN_GRANT.get(buffer(), tlv);
  }

  /**
   * Begins a message to one receiver, without TLVs yet.
   *
   * @param domain domainNumber, 0 to 255
   * @param source who sends it
   * @param sequenceId 0 to 65535
   */
  public void begin(int domain, PortIdentity source, int sequenceId) {
    write(
        MessageType.SIGNALING,
        domain,
        source,
        sequenceId,
        PtpFlags.UNICAST,
        PtpHeader.LOG_INTERVAL_UNKNOWN);
    target(ALL_CLOCKS, ALL_PORTS);
    end = start() + MessageType.SIGNALING.length();
  }

  /**
   * Sets targetPortIdentity, which is all ones otherwise.
   *
   * @param clockBits the clock
   * @param portNumber 0 to 65535
   */
  public void target(long clockBits, int portNumber) {
    PtpMessage.Signaling.TARGET_PORT_IDENTITY.put(buffer(), start(), clockBits, portNumber);
  }

  /**
   * Appends a request.
   *
   * @param type of which messages
   * @param logPeriod log₂ of seconds
   * @param seconds for how long
   */
  public void addRequest(MessageType type, int logPeriod, long seconds) {
    int tlv = add(REQUEST, UnicastTlv.Request.LAYOUT, type.code());
    UnicastTlv.Request.LOG_INTER_MESSAGE_PERIOD.put(buffer(), tlv, logPeriod);
    UnicastTlv.Request.DURATION_FIELD.put(buffer(), tlv, seconds);
  }

  /**
   * Appends the answer to a request.
   *
   * @param messageType of which messages, 0 to 15
   * @param logPeriod log₂ of seconds, −128 to 127
   * @param seconds for how long; 0 refuses
   * @param renewalInvited whether it is likely to be granted again
   */
  public void addGrant(int messageType, int logPeriod, long seconds, boolean renewalInvited) {
    int tlv = add(GRANT, UnicastTlv.Grant.LAYOUT, messageType);
    UnicastTlv.Request.LOG_INTER_MESSAGE_PERIOD.put(buffer(), tlv, logPeriod);
    UnicastTlv.Request.DURATION_FIELD.put(buffer(), tlv, seconds);
    UnicastTlv.Grant.RENEWAL_INVITED.put(buffer(), tlv, renewalInvited);
  }

  /**
   * Appends a cancel.
   *
   * @param type of which messages
   */
  public void addCancel(MessageType type) {
    int unused = add(CANCEL, UnicastTlv.Cancel.LAYOUT, type.code());
  }

  /**
   * Appends the answer to a cancel.
   *
   * @param messageType of which messages, 0 to 15
   * @param maintainRequest as in the cancel
   * @param maintainGrant as in the cancel
   */
  public void addAcknowledge(int messageType, boolean maintainRequest, boolean maintainGrant) {
    int tlv = add(ACKNOWLEDGE_CANCEL, UnicastTlv.AcknowledgeCancel.LAYOUT, messageType);
    UnicastTlv.Cancel.MAINTAIN_REQUEST.put(buffer(), tlv, maintainRequest);
    UnicastTlv.Cancel.MAINTAIN_GRANT.put(buffer(), tlv, maintainGrant);
  }

  private int add(int action, Layout layout, int messageType) {
    int tlv = end;
    clear(buffer(), tlv, layout.end());
    TlvType.TYPE.put(buffer(), tlv, action);
    TlvType.LENGTH.put(buffer(), tlv, layout.end() - Tlv.HEADER_LENGTH);
    UnicastTlv.Request.MESSAGE_TYPE.put(buffer(), tlv, messageType);
    end = tlv + layout.end();
    MESSAGE_LENGTH.put(buffer(), start(), end - start());
    return tlv;
  }
}
