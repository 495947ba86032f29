package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ntp.NtpAssociation;
import io.timebridge.ntp.NtpAssociationConfig;
import io.timebridge.ntp.NtpAssociationStatus;
import io.timebridge.ntp.NtpHeader;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpReferenceId;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One NTP server as a source of time: follows it, and says whether and why its time may be used.
 * The server's address may become another while it runs; the clock is then kept. Written by its
 * transport's thread; {@link #health()} and {@link #describe} may be called by any.
 */
final class NtpSource implements Source {
  private static final long SECOND = 1_000_000_000L;

  /** PHI: how fast the server's own dispersion grows since it told it. RFC 5905 §7.2. */
  private static final double SERVER_WANDER_PPB = 15_000;

  /**
   * The server's own error is believed to lie anywhere within what it claims at most: the standard
   * deviation of that is so much of it.
   */
  private static final double UNIFORM_DEVIATION = 1 / Math.sqrt(3);

  /** What others may know of the source. Immutable. */
  record Status(
      Health health,
      @Nullable InetSocketAddress server,
      @Nullable NtpAssociationStatus ntp,
      double frequencyPpb,
      long epoch) {}

  private final NtpSourceConfig config;
  private final NtpKeys key;
  private final LocalClock clock;
  private final RateClock rateClock;
  private final LongSupplier random;
  private final Runnable onChange;
  private final HealthLog log;
  private final Estimator estimator;
  private final NtpLeap leap;
  private @Nullable InetSocketAddress server;
  private boolean usable;
  private volatile @Nullable NtpAssociation association;
  private volatile Status status;

  /**
   * Creates one without an address, which asks nobody.
   *
   * @param key the one key that the server is asked with, or none
   * @param table our own leap table
   * @param leaps judges the leap seconds that the server announces
   * @param clock the local clock
   * @param rateClock what the server is measured against
   * @param random 64 bits a call that nobody can predict
   * @param onChange told, on the transport's thread, of what is new
   */
  NtpSource(
      NtpSourceConfig config,
      NtpKeys key,
      ServoConfig servo,
      LeapSeconds table,
      NtpLeap.Judge leaps,
      LocalClock clock,
      RateClock rateClock,
      LongSupplier random,
      Runnable onChange) {
    this.config = config;
    this.key = key;
    this.clock = clock;
    this.rateClock = rateClock;
    this.random = random;
    this.onChange = onChange;
    this.log = new HealthLog(config.name());
    this.estimator = EstimatorType.ENVELOPE.create(servo);
    this.leap = new NtpLeap(table, leaps);
    this.status =
        new Status(
            new Health(TimelineState.UNSYNCHRONISED, false, "looking for " + config.server()),
            null,
            null,
            0,
            0);
  }

  NtpSourceConfig config() {
    return config;
  }

  /**
   * The engine that follows the server at an address, in place of the one before, whose attachment
   * is closed.
   */
  Engine engine(Outbox outbox, InetSocketAddress at, IntPredicate ownReferenceId) {
    if (server != null) {
      estimator.pathChanged();
    }
    server = at;
    NtpAssociation made =
        new NtpAssociation(
                new NtpAssociationConfig(
                    at,
                    config.iburst(),
                    config.minpoll(),
                    config.maxpoll(),
                    config.interleaved(),
                    key),
                outbox,
                estimator,
                leap,
                random)
            .refusing(ownReferenceId)
            .against(rateClock::nanosAt)
            .onChange(this::changed);
    association = made;
    return made;
  }

  /** There is no address to ask at. On the transport's thread. */
  void notFound(String reason) {
    if (association == null) {
      publish(TimelineState.UNSYNCHRONISED, null, reason);
      onChange.run();
    }
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Kind kind() {
    return Kind.NTP;
  }

  @Override
  public Health health() {
    return status.health();
  }

  Status status() {
    return status;
  }

  @Override
  public OptionalInt leapWord(long nowLocalNanos) {
    SourceTime now = time();
    return now == null ? OptionalInt.empty() : leap.word(now.utcNanosAt(nowLocalNanos));
  }

  @Override
  public void slept() {
    estimator.startEpoch();
    usable = false;
    NtpAssociation asking = association;
    if (asking != null) {
      publish(TimelineState.ACQUIRING, asking.status(), "this host was suspended");
      asking.askAnew(clock.localNanos());
    }
  }

  private void changed() {
    NtpAssociationStatus ntp = Objects.requireNonNull(association).status();
    ClockMap map = estimator.clock().map();
    usable = false;
    if (!ntp.reachable()) {
      publish(
          map == null ? TimelineState.UNSYNCHRONISED : TimelineState.HOLDOVER, ntp, ntp.reason());
    } else if (map == null || !estimator.locked()) {
      publish(TimelineState.ACQUIRING, ntp, "not locked to " + config.server() + " yet");
    } else {
      judge(ntp, map.current());
    }
    onChange.run();
  }

  private void judge(NtpAssociationStatus ntp, ClockSegment segment) {
    UtcRule rule = leap.rule();
    long utc = rule == null ? 0 : rule.utcNanos(segment.nanos());
    String reason = TimescaleRule.implausible(utc);
    if (reason == null && config.noselect()) {
      reason = "only watched, as configured (noselect)";
    }
    usable = reason == null;
    publish(TimelineState.LOCKED, ntp, usable ? leap.remark(utc) : reason);
  }

  @Override
  public @Nullable SourceTime time() {
    NtpAssociationStatus ntp = status.ntp();
    ClockMap map = estimator.clock().map();
    UtcRule rule = leap.rule();
    InetSocketAddress from = server;
    if (!usable || ntp == null || map == null || rule == null || from == null) {
      return null;
    }
    NtpHeader header = Objects.requireNonNull(ntp.header(), "who is reachable was heard");
    NtpAssociationStatus.Exchange exchange = ntp.exchange();
    long delay = exchange == null ? 0 : Math.max(0, exchange.delayNanos());
    long now = clock.localNanos();
    double serversBound = serversBoundNanos(header, now - ntp.heardLocalNanos());
    return new SourceTime(
        withServersErrors(map.current(), serversBound, now),
        estimator.frequencyPpb() + rateClock.ratePpb(),
        SourceTime.driftErrorPpb(map.current(), estimator.frequencyPpb()),
        Math.round(serversBound * UNIFORM_DEVIATION),
        rule,
        header.stratum(),
        false, // what a server says of itself is no proof
        new Reference(Reference.NTP, false, false, 0),
        header.rootDelayNanos() + delay,
        NtpReferenceId.ofAddress(from.getAddress()),
        "ntp " + from.getAddress().getHostAddress(),
        ntp.heardLocalNanos(),
        silenceNanos(ntp.poll()));
  }

  /**
   * A server is given up when eight requests are unanswered (RFC 5905 §9.2): the first may be as
   * late as the longest interval, the others come at the shortest.
   */
  private long silenceNanos(int poll) {
    return 2 * (SECOND << config.maxpoll()) + 10 * (SECOND << poll);
  }

  /** RFC 5905 §11.1: half the root delay and the root dispersion, which grows from when told. */
  private static double serversBoundNanos(NtpHeader header, long sinceHeardNanos) {
    return header.rootDelayNanos() / 2.0
        + header.rootDispersionNanos()
        + Math.max(0, sinceHeardNanos) * (SERVER_WANDER_PPB * 1e-9);
  }

  private ClockSegment withServersErrors(ClockSegment measured, double serversBound, long now) {
    ClockSegment piece = rateClock.overLocal(measured, now);
    return new ClockSegment(
        piece.epoch(),
        piece.localNanos(),
        piece.nanos(),
        piece.frequencyPpb(),
        piece.estimatedErrorNanos() + Math.round(serversBound * UNIFORM_DEVIATION),
        piece.errorBoundNanos() + (long) Math.ceil(serversBound),
        piece.estimatedGrowthPpb() + SERVER_WANDER_PPB * UNIFORM_DEVIATION,
        piece.boundGrowthPpb() + SERVER_WANDER_PPB);
  }

  @Override
  public Drift drift() {
    return Drift.of(estimator);
  }

  @Override
  public void describe(ObjectNode node) {
    NtpReport.describe(node, config, status, association, clock.localNanos());
  }

  private void publish(
      TimelineState state, @Nullable NtpAssociationStatus ntp, @Nullable String reason) {
    status =
        new Status(
            new Health(state, usable, reason),
            server,
            ntp,
            estimator.frequencyPpb(),
            estimator.epoch());
    log.tell(status.health());
  }
}
