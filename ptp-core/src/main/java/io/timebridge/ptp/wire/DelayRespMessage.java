package io.timebridge.ptp.wire;

/**
 * Delay_Resp: when a Delay_Req arrived, and whose it was. Pdelay_Resp and Pdelay_Resp_Follow_Up are
 * laid out the same: of the latter the time is when the response left. Read and written in place.
 */
public final class DelayRespMessage extends PtpHeader {
  /** Creates one that stands on nothing yet. */
  public DelayRespMessage() {}

  /**
   * {@return receiveTimestamp, nanoseconds of the domain's timescale; requestReceiptTimestamp or
   * responseOriginTimestamp of the others, of the responder's clock}
   */
  public long receiveNanos() {
    return PtpMessage.DelayResp.RECEIVE_TIMESTAMP.nanos(buffer(), start());
  }

  /** {@return true if it answers a request of this port} */
  public boolean isFor(PortIdentity port) {
    return PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.is(buffer(), start(), port);
  }

  /** {@return the clock of requestingPortIdentity, as bits: allocates nothing} */
  public long requestingClockBits() {
    return PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.clockBits(buffer(), start());
  }

  /** {@return the port number of requestingPortIdentity, 0 to 65535} */
  public int requestingPortNumber() {
    return PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.number(buffer(), start());
  }

  /** {@return requestingPortIdentity; allocates} */
  public PortIdentity requestingPortIdentity() {
    return PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.get(buffer(), start());
  }

  /**
   * Sets the body.
   *
   * @param receiveNanos receiveTimestamp, nanoseconds of the domain's timescale, not negative
   * @param request the Delay_Req that is answered
   */
  public void answer(long receiveNanos, PtpHeader request) {
    answer(receiveNanos, request.sourceClockBits(), request.sourcePortNumber());
  }

  /**
   * Sets the body.
   *
   * @param nanos the time stamp, nanoseconds of the clock that it is of, not negative
   * @param requesterBits the clock of requestingPortIdentity, as bits
   * @param requesterNumber the port number of requestingPortIdentity, 0 to 65535
   */
  public void answer(long nanos, long requesterBits, int requesterNumber) {
    PtpMessage.DelayResp.RECEIVE_TIMESTAMP.putNanos(buffer(), start(), nanos);
    PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.put(
        buffer(), start(), requesterBits, requesterNumber);
  }
}
