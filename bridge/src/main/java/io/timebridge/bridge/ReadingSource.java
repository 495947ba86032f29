package io.timebridge.bridge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpReferenceId;
import io.timebridge.ntp.UtcToTai;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link TimeSource} as the timeline sees it: its readings filtered, its time with an honest
 * error, its silence noticed. What the source calls on its own threads is done on the bridge's;
 * {@link #health()} and {@link #describe} may be called by any.
 */
final class ReadingSource implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(ReadingSource.class);
  private static final long SECOND = 1_000_000_000L;
  private static final long LEAST_SILENCE_NANOS = 5 * SECOND;

  /** A source is silent when so many of its readings did not come. */
  private static final int MISSED = 5;

  /** So much beyond its jitter a reading is of a time that jumped. */
  private static final int JUMP_JITTERS = 4;

  /** From here on readings are averaged. */
  private static final long COARSE_NANOS = 1_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What others may know of the source. Immutable. */
  private record Status(
      Health health,
      long readings,
      long ignored,
      @Nullable Long offsetNanos,
      long jitterNanos,
      double frequencyPpb,
      long epoch,
      @Nullable Long heardLocalNanos) {}

  private final TimeSource told;
  private final Kind kind;
  private final ServoConfig servo;
  private final LocalClock clock;
  private final RateClock rateClock;
  private final Runnable onChange;
  private final HealthLog log;
  private final NtpLeap leap;
  private final Measurement measurement = new Measurement();

  private volatile SourceQuality quality = SourceQuality.of(1, 0);
  private Estimator estimator;
  private long readings;
  private long ignored;
  private boolean usable;
  private boolean heard;
  private long heardLocalNanos;
  private long errorBoundNanos;
  private double intervalNanos = SECOND;
  private volatile Status status;

  /**
   * Creates one that was told nothing yet.
   *
   * @param told who tells
   * @param table our own leap table
   * @param leaps judges leap seconds
   * @param rateClock what the readings are measured against
   * @param onChange told, on the bridge's thread, of what is new
   */
  ReadingSource(
      TimeSource told,
      Kind kind,
      ServoConfig servo,
      LeapSeconds table,
      NtpLeap.Judge leaps,
      LocalClock clock,
      RateClock rateClock,
      Runnable onChange) {
    this.told = told;
    this.kind = kind;
    this.servo = servo;
    this.clock = clock;
    this.rateClock = rateClock;
    this.onChange = onChange;
    this.log = new HealthLog(told.name());
    this.leap = new NtpLeap(table, leaps);
    this.estimator = estimator();
    this.status = snapshot(TimelineState.UNSYNCHRONISED, "it has told nothing yet");
  }

  TimeSource told() {
    return told;
  }

  /** Ends it. What it throws must not keep the sockets and threads of the bridge open. */
  void close() {
    try {
      told.close();
    } catch (RuntimeException e) {
      LOG.warn("{} did not close", told.name(), e);
    }
  }

  /**
   * Where the source tells what it knows.
   *
   * @param bridge runs tasks on the bridge's thread
   * @param patient runs tasks that may take long
   */
  SourceInput input(Executor bridge, Executor patient) {
    return new SourceInput() {
      @Override
      public LocalClock clock() {
        return clock;
      }

      @Override
      public Executor executor() {
        return patient;
      }

      @Override
      public void quality(SourceQuality now) {
        bridge.execute(() -> become(now));
      }

      @Override
      public void reading(long localNanos, long utcNanos, long errorBoundNanos) {
        if (errorBoundNanos < 0) {
          throw new IllegalArgumentException("an error bound is not negative: " + errorBoundNanos);
        }
        bridge.execute(() -> read(localNanos, utcNanos, errorBoundNanos));
      }

      @Override
      public void unavailable(String reason) {
        bridge.execute(() -> lose(reason));
      }
    };
  }

  /** The source is as good as this from now on. */
  void become(SourceQuality now) {
    SourceQuality before = quality;
    quality = now;
    if (!now.equals(before)) {
      if (!sameWay(now, before)) {
        // What the other way was off by says nothing of this one.
        estimator = estimator();
        measureAnew("its time is measured anew: its quality changed");
      } else if (speaks()) {
        publish(status.health().state(), usable ? now.remark() : status.health().reason());
      }
      onChange.run();
    }
  }

  /** Whatever was measured is void. One that has no time to tell does not get one by that. */
  private void measureAnew(String why) {
    usable = false;
    if (speaks()) {
      publish(TimelineState.ACQUIRING, why);
    } else {
      publish(TimelineState.UNSYNCHRONISED, status.health().reason());
    }
  }

  private boolean speaks() {
    TimelineState state = status.health().state();
    return state == TimelineState.LOCKED || state == TimelineState.ACQUIRING;
  }

  /** A pulse is late at times, and never early; a sentence comes when it comes. */
  private Estimator estimator() {
    long jitter = quality.jitterNanos();
    long threshold = Math.max(servo.stepThresholdNanos(), JUMP_JITTERS * jitter);
    ServoConfig config = new ServoConfig(servo.maxSlewPpm(), threshold);
    return jitter >= COARSE_NANOS
        ? Estimator.averaging(config)
        : EstimatorType.ENVELOPE.create(config);
  }

  private static boolean sameWay(SourceQuality now, SourceQuality before) {
    return now.jitterNanos() == before.jitterNanos()
        && now.traceable() == before.traceable()
        && now.referenceId().equals(before.referenceId());
  }

  /** It told a time. */
  void read(long localNanos, long utcNanos, long errorNanos) {
    long now = clock.localNanos();
    String absurd = TimescaleRule.implausible(utcNanos);
    if (absurd != null) {
      ignored++;
      lose(absurd);
      return;
    }
    if (localNanos - now > 0 || (heard && localNanos - heardLocalNanos <= 0)) {
      ignored++; // from before the one that is known, or from what is yet to come
      return;
    }
    long taiMinusUtc = leap.taiMinusUtcNanos(utcNanos, NtpPacket.LEAP_NONE);
    if (taiMinusUtc == UtcToTai.AMBIGUOUS) {
      ignored++;
      return;
    }
    if (heard) {
      double interval = Math.min((double) (localNanos - heardLocalNanos), 4 * intervalNanos);
      intervalNanos += (interval - intervalNanos) / 8;
    }
    heard = true;
    heardLocalNanos = localNanos;
    errorBoundNanos = errorNanos;
    readings++;
    estimator.measured(
        measurement
            .set(
                true,
                rateClock.nanosAt(localNanos),
                utcNanos + taiMinusUtc,
                StampQuality.USER,
                errorNanos,
                estimator.epoch())
            .withPathDelay(0));
    usable = estimator.clock().map() != null && estimator.locked();
    publish(
        usable ? TimelineState.LOCKED : TimelineState.ACQUIRING,
        usable ? Remarks.both(quality.remark(), leap.remark(utcNanos)) : "not locked to it yet");
    onChange.run();
  }

  /** It has no time to tell. */
  void lose(String reason) {
    usable = false;
    estimator.sourceLost(rateClock.nanosAt(clock.localNanos()));
    publish(
        estimator.clock().map() == null ? TimelineState.UNSYNCHRONISED : TimelineState.HOLDOVER,
        reason);
    onChange.run();
  }

  /** Time passed. To be called a few times a second. */
  void check() {
    long silence = clock.localNanos() - heardLocalNanos;
    if (heard && speaks() && silence > silenceNanos()) {
      lose("nothing was told for %.1f s".formatted(silence * 1e-9));
    } else if (status.health().state() == TimelineState.HOLDOVER) {
      estimator.holdOver(rateClock.nanosAt(clock.localNanos()));
    }
  }

  private long silenceNanos() {
    return Math.max(LEAST_SILENCE_NANOS, Math.round(MISSED * intervalNanos));
  }

  @Override
  public String name() {
    return told.name();
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public Health health() {
    return status.health();
  }

  @Override
  public @Nullable SourceTime time() {
    ClockMap map = estimator.clock().map();
    UtcRule rule = leap.rule();
    if (!usable || map == null || rule == null) {
      return null;
    }
    SourceQuality is = quality;
    ClockSegment piece = map.current();
    return new SourceTime(
        rateClock.overLocal(piece, clock.localNanos()),
        estimator.frequencyPpb() + rateClock.ratePpb(),
        SourceTime.driftErrorPpb(piece, estimator.frequencyPpb()),
        errorBoundNanos, // as its word goes: it does not show in what is measured
        rule,
        is.stratum(),
        is.traceable(),
        new Reference(is.timeSource(), is.traceable(), false, is.traceable() ? 0 : -1),
        0,
        NtpReferenceId.ofAscii(is.referenceId()),
        kind.word() + " " + told.name(),
        heardLocalNanos,
        silenceNanos());
  }

  @Override
  public Drift drift() {
    return Drift.of(estimator);
  }

  @Override
  public void slept() {
    estimator.startEpoch();
    measureAnew("this host was suspended: its time is taken anew");
  }

  private Status snapshot(TimelineState state, @Nullable String reason) {
    boolean shows = estimator.clock().map() != null;
    return new Status(
        new Health(state, usable, reason),
        readings,
        ignored,
        shows ? estimator.offsetNanos() : null,
        estimator.jitterNanos(),
        estimator.frequencyPpb(),
        estimator.epoch(),
        heard ? heardLocalNanos : null);
  }

  private void publish(TimelineState state, @Nullable String reason) {
    status = snapshot(state, reason);
    log.tell(status.health());
  }

  @Override
  public void describe(ObjectNode node) {
    Status now = status;
    SourceQuality is = quality;
    Long heardAt = now.heardLocalNanos();
    node.put("offsetNanos", now.offsetNanos());
    node.put("jitterNanos", now.jitterNanos());
    node.put("frequencyPpb", now.frequencyPpb());
    node.put("epoch", now.epoch());
    node.put("heardAgoNanos", heardAt == null ? null : clock.localNanos() - heardAt);
    node.put("readings", now.readings());
    node.put("ignored", now.ignored());
    node.put("stratum", is.stratum());
    node.put("traceable", is.traceable());
    node.put("referenceId", is.referenceId());
    try {
      node.set("details", JSON.valueToTree(told.status()));
    } catch (RuntimeException e) { // whatever the program's own code does, the rest is told
      node.put("details", "its status cannot be read: " + e);
    }
  }
}
