package io.timebridge.ptp.wire;

/** Delay_Resp: when a Delay_Req arrived, and whose it was. Read and written in place. */
public final class DelayRespMessage extends PtpHeader {
  /** Creates one that stands on nothing yet. */
  public DelayRespMessage() {}

  /** {@return receiveTimestamp, nanoseconds of the domain's timescale} */
  public long receiveNanos() {
    return PtpMessage.DelayResp.RECEIVE_TIMESTAMP.nanos(buffer(), start());
  }

  /** {@return true if it answers a request of this port} */
  public boolean isFor(PortIdentity port) {
    return PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.is(buffer(), start(), port);
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
    PtpMessage.DelayResp.RECEIVE_TIMESTAMP.putNanos(buffer(), start(), receiveNanos);
    PtpMessage.DelayResp.REQUESTING_PORT_IDENTITY.put(
        buffer(), start(), request.sourceClockBits(), request.sourcePortNumber());
  }
}
