package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpSourceConfig;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.Timescale;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.PiEstimator;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.ptp.PortState;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpStatus;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.TimeProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One PTP domain as a source of time: follows it, and says whether and why its time may be used.
 * Written by its transport's thread; {@link #status()} may be read by any.
 */
final class PtpSource {
  private static final Logger LOG = LoggerFactory.getLogger(PtpSource.class);

  /** The last clockClass of a clock that is, or lately was, locked to a primary reference. */
  private static final int LAST_TRACEABLE_CLASS = 7;

  /** IEEE 1588 gives a grandmaster a few Announce intervals to tell that a leap second is over. */
  private static final long LEAP_HOLD_NANOS = 30_000_000_000L;

  /** A few Delay_Req may be lost; so many in a row are not. */
  private static final int UNANSWERED_TO_TELL = 8;

  /** Time to be used. */
  record Time(
      ClockSegment tai,
      UtcRule utc,
      boolean traceable,
      Reference reference,
      long rootDelayNanos,
      int referenceId) {}

  /** What others may know of the source. Immutable. */
  record Status(PtpStatus ptp, TimelineState state, boolean usable, @Nullable String reason) {}

  private final PtpSourceConfig config;
  private final LeapSeconds table;
  private final Estimator estimator;
  private final PtpClock clock;
  private final Runnable onChange;
  private @Nullable TimeProperties ruleFor;
  private @Nullable UtcRule rule;
  private long ruleEpoch;
  private long goodLocalNanos = Long.MIN_VALUE;
  private double goodFrequencyPpb;
  private @Nullable String lastReason;
  private @Nullable Time time;
  private volatile Status status;

  PtpSource(
      PtpSourceConfig config,
      PtpPortConfig port,
      PtpIdentity identity,
      ServoConfig servo,
      LeapSeconds table,
      SeededRandom random,
      Runnable onChange) {
    this.config = config;
    this.table = table;
    this.onChange = onChange;
    this.estimator = new PiEstimator(servo);
    this.clock = PtpClock.follower(config.name(), port, identity, estimator, random);
    this.status =
        new Status(clock.status(), TimelineState.UNSYNCHRONISED, false, "no master is heard");
    clock.onChange(this::changed);
  }

  String name() {
    return config.name();
  }

  PtpClock clock() {
    return clock;
  }

  Status status() {
    return status;
  }

  boolean usable() {
    return status.usable();
  }

  TimelineState state() {
    return status.state();
  }

  @Nullable String reason() {
    return status.reason();
  }

  /** The time that may be used, or null. */
  @Nullable Time time() {
    return time;
  }

  private void changed() {
    PtpStatus ptp = clock.status();
    ClockMap map = estimator.clock().map();
    time = null;
    if (ptp.parent() == null) {
      lost(ptp, map);
    } else if (ptp.state() != PortState.FOLLOWER || map == null) {
      publish(ptp, TimelineState.ACQUIRING, acquiring(ptp));
    } else {
      judge(ptp, map.current());
    }
    onChange.run();
  }

  private void lost(PtpStatus ptp, @Nullable ClockMap map) {
    publish(ptp, map == null ? TimelineState.UNSYNCHRONISED : TimelineState.HOLDOVER, silence(ptp));
  }

  private static String silence(PtpStatus ptp) {
    if (ptp.ownOutputHeard()) {
      return "no master is heard but our own output: its network and this one are joined";
    }
    return ptp.version1Heard()
        ? "no PTPv2 master is heard, only " + PtpDropReason.PTP_V1.sentence()
        : "no master is heard";
  }

  private static String acquiring(PtpStatus ptp) {
    if (ptp.unansweredDelayReqs() < UNANSWERED_TO_TELL) {
      return "not locked to " + ptp.parent() + " yet";
    }
    return ptp.parent()
        + " does not answer our Delay_Req: does it measure peer delay, or does a firewall drop it?";
  }

  private void judge(PtpStatus ptp, ClockSegment segment) {
    // Measurements that the estimator does not believe make no new piece: they may be of a time
    // that jumped, and what they say of the frequency is not good.
    if (segment.localNanos() != goodLocalNanos) {
      goodLocalNanos = segment.localNanos();
      goodFrequencyPpb = ptp.frequencyPpb();
    }
    TimescaleRule.Verdict verdict =
        TimescaleRule.judge(config.timescale(), ptp.timeProperties(), segment.nanos(), table);
    UtcRule utc = verdict.utc();
    if (utc == null) {
      ruleFor = null;
    } else {
      keepRule(ptp, utc, segment);
      time =
          new Time(
              shifted(segment, verdict.taiMinusPtpNanos()),
              Objects.requireNonNull(rule),
              traceable(ptp),
              reference(ptp),
              2 * Math.max(0, ptp.pathDelayNanos()),
              referenceId(ptp));
    }
    publish(ptp, TimelineState.LOCKED, verdict.reason());
  }

  /**
   * A leap second's place is fixed when it is first announced, not anew at each Sync; and near it
   * the rule knows better than the grandmaster, which may announce the new offset some Announces
   * early or late. A domain that is UTC leaps by itself, whatever its TAI is taken for.
   */
  private void keepRule(PtpStatus ptp, UtcRule judged, ClockSegment segment) {
    TimeProperties properties = ptp.timeProperties();
    UtcRule present = rule;
    long tai = segment.nanos();
    boolean keep =
        present != null
            && ruleEpoch == segment.epoch()
            && (config.timescale() != Timescale.UTC
                || present.taiMinusUtc() == judged.taiMinusUtc())
            && (present.leapsWithin(LEAP_HOLD_NANOS, tai)
                || (Objects.equals(properties, ruleFor) && !present.leapPassed(tai)));
    if (!keep) {
      rule = judged;
      ruleFor = properties;
      ruleEpoch = segment.epoch();
    }
  }

  private static ClockSegment shifted(ClockSegment segment, long nanos) {
    return nanos == 0
        ? segment
        : new ClockSegment(
            segment.epoch(),
            segment.localNanos(),
            segment.nanos() + nanos,
            segment.frequencyPpb(),
            segment.estimatedErrorNanos(),
            segment.errorBoundNanos(),
            segment.estimatedGrowthPpb(),
            segment.boundGrowthPpb());
  }

  private static boolean traceable(PtpStatus ptp) {
    AnnounceMessage announce = ptp.announce();
    TimeProperties properties = ptp.timeProperties();
    return announce != null
        && properties != null
        && properties.timeTraceable()
        && announce.grandmasterClockQuality().clockClass() <= LAST_TRACEABLE_CLASS;
  }

  private Reference reference(PtpStatus ptp) {
    AnnounceMessage announce = Objects.requireNonNull(ptp.announce());
    TimeProperties properties = Objects.requireNonNull(ptp.timeProperties());
    return new Reference(
        Reference.PTP,
        traceable(ptp) && properties.frequencyTraceable(),
        config.timescale() != Timescale.UTC && properties.currentUtcOffsetValid(),
        announce.grandmasterClockQuality().accuracyNanos());
  }

  /** RFC 5905 §7.3: of a primary source four letters, else the IPv4 address of the source. */
  private static int referenceId(PtpStatus ptp) {
    if (traceable(ptp)) {
      return 'P' << 24 | 'T' << 16 | 'P' << 8;
    }
    String address = ptp.masterAddress();
    try {
      byte[] octets = address == null ? new byte[4] : InetAddress.getByName(address).getAddress();
      return ByteBuffer.wrap(octets).getInt();
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal address needs no resolving", e);
    }
  }

  /**
   * How the source's clock goes on without the source, in the epoch of a piece that was taken from
   * it earlier: with the last good frequency, not with what it was being slewed by. Null if the
   * epoch is over.
   */
  @Nullable ClockSegment holdover(@Nullable ClockSegment taken, long nowLocalNanos) {
    ClockMap map = estimator.clock().map();
    if (taken == null || map == null || map.current().epoch() != taken.epoch()) {
      return null;
    }
    ClockSegment newest = map.current();
    long shift =
        config.timescale() == Timescale.UTC && rule != null
            ? rule.taiMinusUtc() * 1_000_000_000L
            : 0;
    return new ClockSegment(
        newest.epoch(),
        nowLocalNanos,
        newest.nanosAt(nowLocalNanos) + shift,
        goodFrequencyPpb,
        newest.estimatedErrorAt(nowLocalNanos),
        newest.errorBoundAt(nowLocalNanos),
        newest.estimatedGrowthPpb(),
        newest.boundGrowthPpb());
  }

  private void publish(PtpStatus ptp, TimelineState state, @Nullable String reason) {
    boolean usable = time != null;
    boolean news = state != status.state() || usable != status.usable();
    status = new Status(ptp, state, usable, reason);
    if (news || !Objects.equals(reason, lastReason)) {
      lastReason = reason;
      // A reason beside time that is used is what an operator overruled, or should know.
      Level level = usable && reason != null ? Level.WARN : Level.INFO;
      LOG.atLevel(level)
          .log(
              "{}: {}{}{}",
              name(),
              state.word(),
              state == TimelineState.LOCKED && !usable ? ", but not usable" : "",
              reason == null ? "" : ": " + reason);
    }
  }
}
