package io.timebridge.ntp;

import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A server's outbox that makes each answer a kiss-o'-death. RFC 5905 §7.4. */
final class Kissing implements Outbox {
  /** Whether it does. */
  static final class Switch {
    boolean on = true;
  }

  private final Outbox real;
  private final int code;
  private final Switch kiss;

  Kissing(Outbox real, String code) {
    this(real, code, new Switch());
  }

  Kissing(Outbox real, String code, Switch kiss) {
    this.real = real;
    this.code = NtpReferenceId.ofAscii(code);
    this.kiss = kiss;
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    if (kiss.on) {
      new NtpPacket()
          .wrap(message, 0)
          .leapVersionMode(NtpPacket.LEAP_UNKNOWN, NtpPacket.VERSION, NtpPacket.MODE_SERVER)
          .stratum(NtpPacket.STRATUM_UNSPECIFIED)
          .referenceId(code);
    }
    return real.sendEvent(message, route, late);
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    real.sendGeneral(message, route);
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    real.setTimer(timer, localNanos);
  }

  @Override
  public void cancelTimer(int timer) {
    real.cancelTimer(timer);
  }
}
