package io.timebridge.ntp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An NTP server without associations: each request is answered from itself and from one {@link
 * ServerTime}, or gets a {@link NtpVerdict} why not. What is asked of a packet, in this order: may
 * its sender ask, does he ask too often, can it be taken apart, is it of a version and mode that is
 * answered, is it authentic.
 *
 * <p>Clients (mode 3) are answered as server (mode 4), and symmetric actives (mode 1), which older
 * Windows sends, as symmetric passive (mode 2) without an association; version 1 has no mode for a
 * client but 0. Nothing else is answered, least of all modes 2 and 4: two servers could never keep
 * each other busy, whatever a third party sends in their name. No answer is longer than its
 * request: nobody can use the server to make a small packet big.
 *
 * <p>Of its clients it keeps what a client of interleaved mode asks back (RFC 9769), how often each
 * asks, and a log: tables of fixed size, which no flood can fill. Runs on its transport's thread
 * and makes no garbage there; counts and clients may be read from any thread. RFC 5905 §9.2, §14.
 */
public final class NtpServer implements Engine {
  /** 4,096 clients in 256 KiB. */
  private static final int CLIENT_SET_BITS = 9;

  private static final int NTP_PORT = 123;

  /** NTP's least poll exponent where no rate limit asks for another. */
  private static final int ANY_POLL = Byte.MIN_VALUE;

  /** As late as a stamp of a departure may be: it fits the 32 bits of a fraction. */
  private static final long LATEST_DEPARTURE = 1L << Integer.SIZE;

  private final Outbox outbox;
  private final Supplier<ServerTime> currentTime;
  private final NtpServerConfig config;
  private final AddressHash hash;
  private final @Nullable RateLimiter limiter;
  private final @Nullable InterleavedStamps stamps;
  private final NtpAuthentication authentication;
  private final SeededRandom random;

  private final NtpPacket request = new NtpPacket();
  private final NtpTrailer trailer = new NtpTrailer();
  private final NtpReply reply;
  private final PendingDepartures departures = new PendingDepartures();
  private final RequestCounts counts = new RequestCounts();
  private final ClientLog clients = new ClientLog(CLIENT_SET_BITS);

  // By how the answer is sealed: what a seal takes, its packet leaves later. And by whether its
  // departure matters.
  private final LateStamp plainStamp = lateStamp(NtpServer::plain);
  private final LateStamp plainStampUntold = plainStamp.withoutDeparture();
  private final LateStamp[] sealedStamps;
  private final LateStamp[] sealedStampsUntold;

  /**
   * What the last request was answered from: its reply's transmit stamp must agree with it. Where a
   * transport gathers packets and stamps them together, the last request's time stamps them all.
   */
  private ServerTime answeredFrom = ServerTime.NONE;

  /** The version and mode of the packet in hand; −1 if it has none. */
  private int version;

  private int mode;

  /** Whether the packet in hand is to be told that it comes too often. */
  private boolean kiss;

  /**
   * Creates a server without keys, rate limit or interleaved mode.
   *
   * @param outbox where answers go
   * @param currentTime gives what time it is, asked once a request; {@link ServerTime#NONE} until
   *     something is known
   * @param access who may ask
   * @param precision log2 seconds of the local clock's resolution
   */
  public NtpServer(
      Outbox outbox, Supplier<ServerTime> currentTime, AccessList access, int precision) {
    this(outbox, currentTime, NtpServerConfig.plain(access, precision), 0);
  }

  /**
   * Creates an engine of a server.
   *
   * @param outbox where answers go; for interleaved mode it must tell departures
   * @param currentTime gives what time it is, asked once a request
   * @param config how those who ask are treated; engines of one server share its tables
   * @param seed of the coins that are thrown for who asks too often
   */
  public NtpServer(
      Outbox outbox, Supplier<ServerTime> currentTime, NtpServerConfig config, long seed) {
    this.outbox = outbox;
    this.currentTime = currentTime;
    this.config = config;
    this.hash = config.tables().hash();
    this.limiter = config.tables().limiter();
    this.stamps = config.tables().stamps();
    this.authentication = new SymmetricAuthentication(config.keys());
    this.sealedStamps = new LateStamp[authentication.seals()];
    this.sealedStampsUntold = new LateStamp[sealedStamps.length];
    for (int i = 0; i < sealedStamps.length; i++) {
      sealedStamps[i] = lateStamp(this::sealed);
      sealedStampsUntold[i] = sealedStamps[i].withoutDeparture();
    }
    this.random = new SeededRandom(seed);
    this.reply = new NtpReply(config.precision(), limiter == null ? ANY_POLL : limiter.leastPoll());
  }

  private LateStamp lateStamp(LateStamp.Dependent dependent) {
    return new LateStamp(
        NtpPacket.TRANSMIT_TIMESTAMP, StampFormat.NTP, this::transmitUtcNanosAt, dependent);
  }

  private long transmitUtcNanosAt(long localNanos) {
    return answeredFrom.utcNanosAt(localNanos);
  }

  private static void plain(ByteBuffer message, long localNanos) {
    NtpReply.makeTransmitEven(message);
  }

  private void sealed(ByteBuffer message, long localNanos) {
    NtpReply.makeTransmitEven(message);
    authentication.seal(message);
  }

  /** {@return how many packets got each verdict; those that none got are left out} */
  public Map<NtpVerdict, Long> verdicts() {
    Map<NtpVerdict, Long> seen = new EnumMap<>(NtpVerdict.class);
    for (NtpVerdict verdict : NtpVerdict.values()) {
      long count = counts.get(verdict);
      if (count > 0) {
        seen.put(verdict, count);
      }
    }
    return seen;
  }

  /**
   * {@return how many packets of a version and mode got a verdict}
   *
   * @param ofVersion 0 to 7; −1 for packets too short to have one
   * @param ofMode 0 to 7; whatever with version −1
   * @param verdict the verdict
   */
  public long count(int ofVersion, int ofMode, NtpVerdict verdict) {
    return counts.get(ofVersion, ofMode, verdict);
  }

  /** {@return how many requests were told the time} */
  public long answers() {
    return counts.get(NtpVerdict.ANSWERED) + counts.get(NtpVerdict.INTERLEAVED);
  }

  /** {@return who sent packets of late, in no order; at most some thousands are remembered} */
  public List<KnownClient> clients() {
    return clients.clients();
  }

  @Override
  public void started(long nowLocalNanos) {
    authentication.warmUp();
  }

  @Override
  public void received(Datagram datagram) {
    ByteBuffer packet = datagram.payload();
    boolean whole = packet.remaining() >= NtpPacket.LENGTH;
    request.wrap(packet, packet.position());
    version = whole ? request.version() : -1;
    mode = whole ? request.mode() : -1;
    Route from = datagram.route();
    long hashed = hash.of(from.remoteHigh(), from.remoteLow());
    long localNanos = datagram.localNanos();
    NtpVerdict verdict = refusal(from, hashed, localNanos);
    if (verdict == null) {
      verdict = answer(datagram);
    }
    counts.count(version, mode, verdict);
    clients.record(hashed, from, localNanos, version, mode, verdict);
  }

  /** What can be told of a packet without taking it apart; null if nothing is against it. */
  private @Nullable NtpVerdict refusal(Route from, long hashed, long localNanos) {
    AccessList.Verdict access = config.access().get().verdict(from);
    if (access != AccessList.Verdict.ALLOWED) {
      return access == AccessList.Verdict.DENIED ? NtpVerdict.DENIED : NtpVerdict.NOT_ALLOWED;
    }
    if (from.remotePort() == 0) {
      return NtpVerdict.NO_RETURN_PORT;
    }
    kiss = false;
    if (limiter != null) {
      RateLimiter.Verdict rate = limiter.take(hashed, localNanos, random.nextLong());
      if (rate == RateLimiter.Verdict.DROP) {
        return NtpVerdict.RATE_LIMITED;
      }
      kiss = rate == RateLimiter.Verdict.KISS;
    }
    return null;
  }

  private NtpVerdict answer(Datagram datagram) {
    NtpVerdict fault = fault(datagram);
    if (fault != null) {
      return fault;
    }
    ByteBuffer packet = datagram.payload();
    boolean sealed = trailer.mac() != NtpTrailer.Mac.NONE;
    boolean authentic = !sealed || authentication.accepts(packet, packet.position(), trailer);
    if (!authentic && (kiss || !config.cryptoNak())) {
      return NtpVerdict.NOT_AUTHENTIC;
    }
    ServerTime time = currentTime.get();
    answeredFrom = time;
    int seal = sealed && authentic ? authentication.seal(trailer) : -1;
    LateStamp late = seal < 0 ? plainStamp : sealedStamps[seal];
    reply.write(request, time, datagram.localNanos(), late.earlyNanos());
    if (kiss) {
      reply.kiss();
    }
    if (!authentic) {
      send(datagram.route(), reply.cryptoNak(), plainStampUntold);
      return NtpVerdict.CRYPTO_NAK;
    }
    int trailing = seal >= 0 ? authentication.prepare(trailer, reply.buffer()) : 0;
    if (!kiss && stamps != null && asksInterleaved() && reply.receiveTimestamp() != 0) {
      return answerInterleaved(datagram.route(), trailing, late, stamps);
    }
    send(datagram.route(), trailing, seal < 0 ? plainStampUntold : sealedStampsUntold[seal]);
    return kiss ? NtpVerdict.RATE_KISS : NtpVerdict.ANSWERED;
  }

  /** Lays the views over the packet and tells why it is not to be answered, or null. */
  private @Nullable NtpVerdict fault(Datagram datagram) {
    if (version < 0) {
      return NtpVerdict.TOO_SHORT;
    }
    if (version < 1 || version > NtpPacket.VERSION) {
      return NtpVerdict.UNSUPPORTED_VERSION;
    }
    // In version 1 a client is told by its port: from 123 it would be a peer. RFC 1059 appendix B.
    boolean asks =
        mode == NtpPacket.MODE_CLIENT
            || mode == NtpPacket.MODE_SYMMETRIC_ACTIVE
            || (mode == NtpPacket.MODE_RESERVED
                && version == 1
                && datagram.route().remotePort() != NTP_PORT);
    if (!asks) {
      return NtpVerdict.UNSUPPORTED_MODE;
    }
    ByteBuffer packet = datagram.payload();
    trailer.wrap(packet, packet.position() + NtpPacket.LENGTH, packet.limit(), version);
    if (trailer.isMalformed()) {
      return NtpVerdict.MALFORMED;
    }
    return switch (trailer.mac()) {
      // An unknown extension field is ignored: RFC 5905 §7.5 as updated by RFC 7822.
      case NONE, DIGEST -> null;
      case MS_SNTP, MS_SNTP_EXTENDED -> NtpVerdict.SIGNATURE_UNSUPPORTED;
      case CRYPTO_NAK -> NtpVerdict.NOT_AUTHENTIC;
    };
  }

  /**
   * Whether the origin may be a receive stamp of ours; a client whose receive and transmit stamps
   * are equal cannot tell the modes apart. RFC 9769 §2.
   */
  private boolean asksInterleaved() {
    return version == NtpPacket.VERSION
        && (request.originTimestamp() & 1) != 0
        && request.receiveTimestamp() != request.transmitTimestamp();
  }

  /** In basic mode where nothing is remembered; when it leaves is remembered anyhow. */
  private NtpVerdict answerInterleaved(
      Route to, int trailing, LateStamp late, InterleavedStamps remembered) {
    long transmit = remembered.take(request.originTimestamp());
    long token;
    if (transmit != 0) {
      reply.interleave(request, transmit);
      if (trailing > 0) {
        authentication.seal(reply.buffer());
      }
      token = send(to, trailing, null);
    } else {
      token = send(to, trailing, late);
    }
    departures.sent(token, reply.receiveTimestamp());
    return transmit != 0 ? NtpVerdict.INTERLEAVED : NtpVerdict.ANSWERED;
  }

  private long send(Route to, int trailing, @Nullable LateStamp late) {
    ByteBuffer message = reply.buffer().clear().limit(NtpPacket.LENGTH + trailing);
    return outbox.sendEvent(message, to, late);
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    long receive = departures.take(token);
    if (receive == 0 || stamps == null) {
      return;
    }
    long bits = NtpTimestamp.toBits(currentTime.get().utcNanosAt(localNanos));
    long transmit = NtpReply.transmitBits(bits, receive, 0);
    // The time may have been put right in between.
    if (transmit - receive > 0 && transmit - receive < LATEST_DEPARTURE) {
      stamps.put(receive, transmit);
    }
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {}
}
