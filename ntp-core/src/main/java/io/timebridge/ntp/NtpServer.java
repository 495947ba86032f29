package io.timebridge.ntp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.StampFormat;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An NTP server that keeps nothing about its clients: each request is answered from itself and from
 * one {@link ServerTime}, or counted by the reason why not.
 *
 * <p>Clients (mode 3) are answered as server (mode 4), and symmetric actives (mode 1), which older
 * Windows sends, as symmetric passive (mode 2) without an association. Nothing else is answered,
 * least of all modes 2 and 4: two servers could never keep each other busy, whatever a third party
 * sends in their name. An answer has 48 octets, and no shorter request is answered: nobody can use
 * the server to make a small packet big.
 *
 * <p>Runs on its transport's thread and makes no garbage there; the counts may be read from any
 * thread. RFC 5905 §9.2, §14.
 */
public final class NtpServer implements Engine {
  private static final int LEAST_PRECISION = -30;
  private static final int GREATEST_PRECISION = -3;
  private static final int MODES = 8;

  private final Outbox outbox;
  private final Supplier<ServerTime> currentTime;
  private final Supplier<AccessList> access;
  private final int precision;

  private final NtpPacket request = new NtpPacket();
  private final ByteBuffer replyBuffer = ByteBuffer.allocate(NtpPacket.LENGTH);
  private final NtpPacket reply = new NtpPacket().wrap(replyBuffer, 0);
  private final LateStamp transmitStamp =
      new LateStamp(NtpPacket.TRANSMIT_TIMESTAMP, StampFormat.NTP, this::transmitUtcNanosAt, null);

  /**
   * What the last request was answered from: its reply's transmit stamp must agree with it. Where a
   * transport gathers packets and stamps them together, the last request's time stamps them all.
   */
  private ServerTime answeredFrom = ServerTime.NONE;

  private final Counters<NtpDropReason> drops = new Counters<>(NtpDropReason.class);
  private final AtomicLongArray answers = new AtomicLongArray((NtpPacket.VERSION + 1) * MODES);

  /**
   * Creates a server.
   *
   * @param outbox where answers go
   * @param currentTime gives what time it is, asked once a request; {@link ServerTime#NONE} until
   *     something is known
   * @param access who may ask
   * @param precision log2 seconds of the local clock's resolution; taken as −30 or −3 if it is
   *     beyond
   */
  public NtpServer(
      Outbox outbox, Supplier<ServerTime> currentTime, AccessList access, int precision) {
    this(outbox, currentTime, () -> access, precision);
  }

  /**
   * Creates a server whose access list may change while it runs.
   *
   * @param outbox where answers go
   * @param currentTime gives what time it is, asked once a request
   * @param access who may ask, asked once a request
   * @param precision log2 seconds of the local clock's resolution
   */
  public NtpServer(
      Outbox outbox, Supplier<ServerTime> currentTime, Supplier<AccessList> access, int precision) {
    this.outbox = outbox;
    this.currentTime = currentTime;
    this.access = access;
    this.precision = Math.max(LEAST_PRECISION, Math.min(GREATEST_PRECISION, precision));
  }

  /** {@return how many packets were not answered, by reason} */
  public Counters<NtpDropReason> drops() {
    return drops;
  }

  /**
   * {@return how many requests were answered}
   *
   * @param version their version, 1 to 4
   * @param mode their mode: {@link NtpPacket#MODE_CLIENT} or {@link
   *     NtpPacket#MODE_SYMMETRIC_ACTIVE}; there are none of others
   */
  public long answers(int version, int mode) {
    return answers.get(version * MODES + mode);
  }

  /** {@return how many requests were answered in all} */
  public long answers() {
    long total = 0;
    for (int i = 0; i < answers.length(); i++) {
      total += answers.get(i);
    }
    return total;
  }

  @Override
  public void started(long nowLocalNanos) {}

  @Override
  public void received(Datagram datagram) {
    NtpDropReason reason = refusal(datagram);
    if (reason != null) {
      drops.count(reason);
      return;
    }
    ServerTime time = currentTime.get();
    answeredFrom = time;
    int version = request.version();
    int mode = request.mode();
    writeReply(time, datagram.localNanos());
    outbox.sendEvent(replyBuffer.clear(), datagram.route(), transmitStamp);
    int kind = version * MODES + mode;
    answers.lazySet(kind, answers.getPlain(kind) + 1); // one writer
  }

  /** Lays {@link #request} over the packet and tells why it is not to be answered, or null. */
  private @Nullable NtpDropReason refusal(Datagram datagram) {
    if (!access.get().allows(datagram.route())) {
      return NtpDropReason.NOT_ALLOWED;
    }
    if (datagram.route().remotePort() == 0) {
      return NtpDropReason.NO_RETURN_PORT;
    }
    ByteBuffer packet = datagram.payload();
    if (packet.remaining() < NtpPacket.LENGTH) {
      return NtpDropReason.TOO_SHORT;
    }
    request.wrap(packet, packet.position());
    int version = request.version();
    if (version < 1 || version > NtpPacket.VERSION) {
      return NtpDropReason.UNSUPPORTED_VERSION;
    }
    int mode = request.mode();
    if (mode != NtpPacket.MODE_CLIENT && mode != NtpPacket.MODE_SYMMETRIC_ACTIVE) {
      return NtpDropReason.UNSUPPORTED_MODE;
    }
    int tail = packet.position() + NtpPacket.LENGTH;
    return switch (NtpTail.of(packet, tail, packet.limit(), version)) {
      // RFC 5905 §7.5 as updated by RFC 7822: an unknown extension field is ignored.
      case NONE, EXTENSION_FIELDS -> null;
      case MAC -> NtpDropReason.AUTHENTICATION_UNSUPPORTED;
      case MALFORMED -> NtpDropReason.MALFORMED;
    };
  }

  private void writeReply(ServerTime time, long receiveLocalNanos) {
    boolean synchronised = time.synchronisedAt(receiveLocalNanos);
    long receiveUtcNanos = NtpTimestamp.avoidingUnknown(time.utcNanosAt(receiveLocalNanos));
    // A reference time after the transmit time would be refused. RFC 5905 §A.5.1.1.
    long referenceUtcNanos = Math.min(time.referenceUtcNanos(), receiveUtcNanos);
    // RFC 5905 §9.2, figure 20, and §7.3: stratum 16 stands as 0 on the wire.
    reply
        .leapVersionMode(
            synchronised ? time.leapIndicatorAt(receiveLocalNanos) : NtpPacket.LEAP_UNKNOWN,
            request.version(),
            request.mode() == NtpPacket.MODE_CLIENT
                ? NtpPacket.MODE_SERVER
                : NtpPacket.MODE_SYMMETRIC_PASSIVE)
        .stratum(synchronised ? time.stratum() : NtpPacket.STRATUM_UNSPECIFIED)
        .poll(request.poll())
        .precision(precision)
        .rootDelay(NtpTimestamp.toShortBits(time.rootDelayNanos()))
        .rootDispersion(
            NtpTimestamp.toShortBits(
                time.rootDispersionNanosAt(receiveLocalNanos) + transmitStamp.earlyNanos()))
        .referenceId(synchronised ? time.referenceId() : 0)
        .referenceTimestamp(NtpTimestamp.toBits(referenceUtcNanos))
        .originTimestamp(request.transmitTimestamp())
        .receiveTimestamp(NtpTimestamp.toBits(receiveUtcNanos))
        .transmitTimestamp(0); // the late stamp's
  }

  private long transmitUtcNanosAt(long localNanos) {
    return NtpTimestamp.avoidingUnknown(answeredFrom.utcNanosAt(localNanos));
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {}

  @Override
  public void expired(int timer, long nowLocalNanos) {}
}
