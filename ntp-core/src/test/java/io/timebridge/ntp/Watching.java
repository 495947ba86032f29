package io.timebridge.ntp;

import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An outbox that tells of each message that is sent through it. */
final class Watching implements Outbox {
  private final Outbox real;
  private final Runnable onSend;

  Watching(Outbox real, Runnable onSend) {
    this.real = real;
    this.onSend = onSend;
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    onSend.run();
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
