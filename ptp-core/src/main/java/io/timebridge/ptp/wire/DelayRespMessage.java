package io.timebridge.ptp.wire;

import io.timebridge.clock.transport.StampFormat;

/** Delay_Resp: when a Delay_Req arrived, and whose it was. Read and written in place. */
public final class DelayRespMessage extends PtpHeader {
  static final int RECEIVE_TIMESTAMP = PtpHeader.LENGTH;
  static final int REQUESTING_CLOCK_IDENTITY = RECEIVE_TIMESTAMP + PtpTimestamp.LENGTH;
  static final int REQUESTING_PORT_NUMBER = REQUESTING_CLOCK_IDENTITY + 8;

  /** Creates one that stands on nothing yet. */
  public DelayRespMessage() {}

  /** {@return receiveTimestamp, nanoseconds of the domain's timescale} */
  public long receiveNanos() {
    return PtpTimestamp.nanos(buffer(), start() + RECEIVE_TIMESTAMP);
  }

  /** {@return true if it answers a request of this port} */
  public boolean isFor(PortIdentity port) {
    return buffer().getLong(start() + REQUESTING_CLOCK_IDENTITY) == port.clock().bits()
        && (buffer().getShort(start() + REQUESTING_PORT_NUMBER) & 0xFFFF) == port.portNumber();
  }

  /** {@return requestingPortIdentity; allocates} */
  public PortIdentity requestingPortIdentity() {
    return new PortIdentity(
        new ClockIdentity(buffer().getLong(start() + REQUESTING_CLOCK_IDENTITY)),
        buffer().getShort(start() + REQUESTING_PORT_NUMBER) & 0xFFFF);
  }

  /**
   * Sets the body.
   *
   * @param receiveNanos receiveTimestamp, nanoseconds of the domain's timescale, not negative
   * @param request the Delay_Req that is answered
   */
  public void answer(long receiveNanos, PtpHeader request) {
    StampFormat.PTP.write(buffer(), start() + RECEIVE_TIMESTAMP, receiveNanos);
    buffer().putLong(start() + REQUESTING_CLOCK_IDENTITY, request.sourceClockBits());
    buffer().putShort(start() + REQUESTING_PORT_NUMBER, (short) request.sourcePortNumber());
  }
}
