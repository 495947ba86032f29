package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;

/**
 * The TLVs by which a port asks another for messages to itself alone, in Signaling.
 *
 * <p>{@code messageType} is 0 to 15: {@link MessageType#code} of what is asked for, Announce, Sync,
 * Delay_Resp or Pdelay_Resp.
 */
public sealed interface UnicastTlv extends Tlv {
  /** {@return which messages, 0 to 15} */
  int messageType();

  /**
   * REQUEST_UNICAST_TRANSMISSION: may I have these?
   *
   * @param messageType which messages
   * @param logInterMessagePeriod how often, log₂ of seconds, −128 to 127
   * @param durationField for how long, seconds, 32 bits without a sign
   */
  record Request(int messageType, int logInterMessagePeriod, long durationField)
      implements UnicastTlv {
    static final Field.Bits MESSAGE_TYPE =
        Field.bits(4, 4, 4, "messageType", "ptp.v2.sig.tlv.messageType");
    static final Field.Int LOG_INTER_MESSAGE_PERIOD =
        Field.int8(5, "logInterMessagePeriod", "ptp.v2.sig.tlv.logInterMessagePeriod");
    static final Field.Wide DURATION_FIELD =
        Field.uint32(6, "durationField", "ptp.v2.sig.tlv.durationField");

    /** Wireshark says the period three times. */
    static final Layout LAYOUT =
        Layout.of(
            4,
            MESSAGE_TYPE,
            LOG_INTER_MESSAGE_PERIOD,
            Field.int8(
                5, "logInterMessagePeriod.period", "ptp.v2.sig.tlv.logInterMessagePeriod.period"),
            Field.int8(
                5, "logInterMessagePeriod.rate", "ptp.v2.sig.tlv.logInterMessagePeriod.rate"),
            DURATION_FIELD);

    static Request read(ByteBuffer buffer, int start, int to) {
      return new Request(
          MESSAGE_TYPE.get(buffer, start),
          LOG_INTER_MESSAGE_PERIOD.get(buffer, start),
          DURATION_FIELD.get(buffer, start));
    }

    @Override
    public int type() {
      return TlvType.REQUEST_UNICAST_TRANSMISSION.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      MESSAGE_TYPE.put(buffer, start, messageType);
      LOG_INTER_MESSAGE_PERIOD.put(buffer, start, logInterMessagePeriod);
      DURATION_FIELD.put(buffer, start, durationField);
    }
  }

  /**
   * GRANT_UNICAST_TRANSMISSION: you may.
   *
   * @param messageType which messages
   * @param logInterMessagePeriod how often, log₂ of seconds, −128 to 127
   * @param durationField for how long, seconds, 32 bits without a sign; 0 refuses
   * @param renewalInvited whether it is likely to be granted again
   */
  record Grant(
      int messageType, int logInterMessagePeriod, long durationField, boolean renewalInvited)
      implements UnicastTlv {
    static final Field.Flag RENEWAL_INVITED =
        Field.flag8(11, 1, "renewalInvited", "ptp.v2.sig.tlv.renewalInvited");
    static final Layout LAYOUT = Request.LAYOUT.with(Field.reserved(10, 1), RENEWAL_INVITED);

    static Grant read(ByteBuffer buffer, int start, int to) {
      return new Grant(
          Request.MESSAGE_TYPE.get(buffer, start),
          Request.LOG_INTER_MESSAGE_PERIOD.get(buffer, start),
          Request.DURATION_FIELD.get(buffer, start),
          RENEWAL_INVITED.get(buffer, start));
    }

    @Override
    public int type() {
      return TlvType.GRANT_UNICAST_TRANSMISSION.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      Request.MESSAGE_TYPE.put(buffer, start, messageType);
      Request.LOG_INTER_MESSAGE_PERIOD.put(buffer, start, logInterMessagePeriod);
      Request.DURATION_FIELD.put(buffer, start, durationField);
      RENEWAL_INVITED.put(buffer, start, renewalInvited);
    }
  }

  /**
   * CANCEL_UNICAST_TRANSMISSION: no more of these.
   *
   * @param messageType which messages
   * @param maintainRequest IEEE 1588-2019: whoever asked is asked to go on asking
   * @param maintainGrant IEEE 1588-2019: whoever granted is asked to keep what it granted
   */
  record Cancel(int messageType, boolean maintainRequest, boolean maintainGrant)
      implements UnicastTlv {
    static final Field.Flag MAINTAIN_REQUEST =
        Field.flag8(4, 1, "maintainRequest", "ptp.v2.sig.tlv.maintainRequest");
    static final Field.Flag MAINTAIN_GRANT =
        Field.flag8(4, 2, "maintainGrant", "ptp.v2.sig.tlv.maintainGrant");
    static final Layout LAYOUT =
        Layout.of(4, Request.MESSAGE_TYPE, MAINTAIN_REQUEST, MAINTAIN_GRANT, Field.reserved(5, 1));

    static Cancel read(ByteBuffer buffer, int start, int to) {
      return new Cancel(
          Request.MESSAGE_TYPE.get(buffer, start),
          MAINTAIN_REQUEST.get(buffer, start),
          MAINTAIN_GRANT.get(buffer, start));
    }

    @Override
    public int type() {
      return TlvType.CANCEL_UNICAST_TRANSMISSION.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      Request.MESSAGE_TYPE.put(buffer, start, messageType);
      MAINTAIN_REQUEST.put(buffer, start, maintainRequest);
      MAINTAIN_GRANT.put(buffer, start, maintainGrant);
    }
  }

  /**
   * ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION: there will be no more of these.
   *
   * @param messageType which messages
   * @param maintainRequest as in the {@link Cancel} that it answers
   * @param maintainGrant as in the {@link Cancel} that it answers
   */
  record AcknowledgeCancel(int messageType, boolean maintainRequest, boolean maintainGrant)
      implements UnicastTlv {
    static final Layout LAYOUT = Cancel.LAYOUT;

    static AcknowledgeCancel read(ByteBuffer buffer, int start, int to) {
      return new AcknowledgeCancel(
          Request.MESSAGE_TYPE.get(buffer, start),
          Cancel.MAINTAIN_REQUEST.get(buffer, start),
          Cancel.MAINTAIN_GRANT.get(buffer, start));
    }

    @Override
    public int type() {
      return TlvType.ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      Request.MESSAGE_TYPE.put(buffer, start, messageType);
      Cancel.MAINTAIN_REQUEST.put(buffer, start, maintainRequest);
      Cancel.MAINTAIN_GRANT.put(buffer, start, maintainGrant);
    }
  }
}
