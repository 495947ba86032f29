package io.timebridge.ptp;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drives one engine by hand: packets arrive when and in whatever order the test says, what the
 * engine sends and sets is kept.
 */
final class PortBench implements Outbox {
  static final InetAddress OWN = address(1);
  static final InetAddress OTHER = address(2);

  /** What the engine sent, its time stamp filled in already. */
  record Sent(Lane lane, ByteBuffer bytes, long token, String to) {
    MessageType type() {
      MessageType type = MessageType.of(bytes.get(0));
      if (type == null) {
        throw new AssertionError("a reserved type was sent");
      }
      return type;
    }

    PtpHeader header() {
      PtpHeader header = new PtpHeader();
      header.wrap(bytes);
      return header;
    }
  }

  final List<Sent> sent = new ArrayList<>();
  final Map<Integer, Long> timers = new TreeMap<>();
  private final Engine engine;
  private final InetAddress own;
  private final Datagram datagram = new Datagram();
  private long nextToken;
  long now;

  PortBench(PtpClock clock) {
    this(clock, 0);
  }

  PortBench(PtpClock clock, long nowLocalNanos) {
    this(clock, nowLocalNanos, OWN);
  }

  PortBench(PtpClock clock, long nowLocalNanos, InetAddress own) {
    this(clock::port, nowLocalNanos, own);
  }

  PortBench(Function<Outbox, Engine> port, long nowLocalNanos, InetAddress own) {
    this.own = own;
    now = nowLocalNanos;
    engine = port.apply(this);
    engine.started(now);
  }

  static InetAddress address(int host) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  void receive(byte[] packet) {
    receive(packet, OTHER);
  }

  void receive(byte[] packet, InetAddress from) {
    MessageType type = MessageType.of(packet[0]);
    receive(packet, from, type == null || type.isEvent() ? Lane.EVENT : Lane.GENERAL);
  }

  void receive(byte[] packet, InetAddress from, Lane lane) {
    receive(ByteBuffer.wrap(packet), from, lane);
  }

  void receive(ByteBuffer packet, InetAddress from, Lane lane) {
    datagram.route().setRemote(from, lane == Lane.EVENT ? 319 : 320).setLocal(own);
    engine.received(datagram.set(packet, lane, now, 0, StampQuality.SIMULATED));
  }

  void transmitted(Sent message, long localNanos) {
    transmitted(message, localNanos, 0);
  }

  void transmitted(Sent message, long localNanos, long widthNanos) {
    engine.transmitted(message.token(), localNanos, widthNanos, StampQuality.SIMULATED);
  }

  /** Lets time pass: timers that run out meanwhile run. */
  void advanceTo(long localNanos) {
    while (true) {
      int first = -1;
      long due = localNanos + 1;
      for (Map.Entry<Integer, Long> timer : timers.entrySet()) {
        if (timer.getValue() < due) {
          first = timer.getKey();
          due = timer.getValue();
        }
      }
      if (first < 0) {
        now = localNanos;
        return;
      }
      timers.remove(first);
      now = Math.max(now, due);
      engine.expired(first, now);
    }
  }

  void advance(long nanos) {
    advanceTo(now + nanos);
  }

  List<Sent> sent(MessageType type) {
    return sent.stream().filter(s -> s.type() == type).toList();
  }

  Sent lastSent(MessageType type) {
    List<Sent> all = sent(type);
    if (all.isEmpty()) {
      throw new AssertionError("no " + type + " was sent");
    }
    return all.get(all.size() - 1);
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    ByteBuffer bytes = copy(message);
    if (late != null) {
      late.fill(bytes, now);
    }
    sent.add(new Sent(Lane.EVENT, bytes, nextToken, route.toString()));
    return nextToken++;
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    sent.add(new Sent(Lane.GENERAL, copy(message), -1, route.toString()));
  }

  private static ByteBuffer copy(ByteBuffer message) {
    return ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    timers.put(timer, localNanos);
  }

  @Override
  public void cancelTimer(int timer) {
    timers.remove(timer);
  }
}
