package io.timebridge.ntp;

import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what an engine sends, with the late stamp filled at a local time of the test's choice. */
final class RecordingOutbox implements Outbox {
  /** A message as it left. */
  static final class Sent {
    private final byte[] bytes;
    private final Route route;

    Sent(byte[] bytes, Route route) {
      this.bytes = bytes;
      this.route = route;
    }

    byte[] bytes() {
      return bytes;
    }

    Route route() {
      return route;
    }

    NtpPacket packet() {
      return new NtpPacket().wrap(ByteBuffer.wrap(bytes), 0);
    }
  }

  final List<Sent> sent = new ArrayList<>();
  final Map<Integer, Long> timers = new HashMap<>();
  long departureLocalNanos;
  private @Nullable LateStamp lastLate;

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    byte[] bytes = new byte[message.remaining()];
    message.duplicate().get(bytes);
    if (late != null) {
      late.fill(ByteBuffer.wrap(bytes), departureLocalNanos);
    }
    lastLate = late;
    sent.add(new Sent(bytes, new Route().copyFrom(route)));
    return sent.size() - 1L;
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    throw new AssertionError("NTP has no general messages");
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    timers.put(timer, localNanos);
  }

  @Override
  public void cancelTimer(int timer) {
    timers.remove(timer);
  }

  /** Tells, as a transport does, how long the last message took from its late stamp to the wire. */
  void left(long latencyNanos) {
    if (lastLate != null) {
      lastLate.left(departureLocalNanos, departureLocalNanos + latencyNanos);
    }
  }

  Sent last() {
    return sent.get(sent.size() - 1);
  }
}
