package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.bridge.config.PtpSourceConfig;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.Timescale;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PortState;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortStatus;
import io.timebridge.ptp.PtpStatus;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.TimeProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One PTP domain as a source of time: follows it, and says whether and why its time may be used.
 * Written by its transport's thread; {@link #status()} may be read by any.
 */
final class PtpSource implements Source {
  /** The last clockClass of a clock that is, or lately was, locked to a primary reference. */
  private static final int LAST_TRACEABLE_CLASS = 7;

  /** IEEE 1588 gives a grandmaster a few Announce intervals to tell that a leap second is over. */
  private static final long LEAP_HOLD_NANOS = 30_000_000_000L;

  /** Longer than the slowest domain takes to tell that its master is gone. */
  private static final long SILENCE_NANOS = 100_000_000_000L;

  /** A few Delay_Req may be lost; so many in a row are not. */
  private static final int UNANSWERED_TO_TELL = 8;

  /**
   * What makes the source's clock a boundary clock.
   *
   * @param priority1 its own, 0 to 255
   * @param priority2 its own, 0 to 255
   * @param holdoverNanos how long it gives the time that it followed last, nanoseconds
   */
  record Boundary(int priority1, int priority2, long holdoverNanos) {}

  /** What others may know of the source. Immutable. */
  record Status(PtpStatus ptp, Health health) {}

  private final PtpSourceConfig config;
  private final LeapSeconds table;
  private final Estimator estimator;
  private final PtpClock clock;
  private final @Nullable HandedOn handedOn; // null: nobody gets its time from this clock
  private final Runnable onChange;
  private final HealthLog log;
  private @Nullable TimeProperties ruleFor;
  private @Nullable UtcRule rule;
  private long ruleEpoch;
  private @Nullable String masterAddress;
  private int masterAddressBits; // of that, as a reference id
  private long goodLocalNanos = Long.MIN_VALUE;
  private double goodFrequencyPpb;
  private @Nullable SourceTime time;
  private volatile Status status;

  PtpSource(
      PtpSourceConfig config,
      PtpIdentity identity,
      ServoConfig servo,
      LeapSeconds table,
      SeededRandom random,
      Runnable onChange,
      @Nullable Boundary boundary) {
    this.config = config;
    this.table = table;
    this.onChange = onChange;
    this.log = new HealthLog(config.name());
    this.estimator = EstimatorType.ENVELOPE.create(servo);
    if (boundary == null) {
      this.handedOn = null;
      this.clock =
          PtpClock.follower(config.name(), config.entry().port(), identity, estimator, random);
    } else {
      this.handedOn = new HandedOn(estimator.clock(), boundary.holdoverNanos());
      this.clock =
          PtpClock.boundary(
              config.name(),
              identity,
              boundary.priority1(),
              boundary.priority2(),
              handedOn,
              estimator,
              random);
    }
    this.status =
        new Status(
            clock.status(), new Health(TimelineState.UNSYNCHRONISED, false, "no master is heard"));
    clock.onChange(this::changed);
  }

  @Override
  public String name() {
    return config.name();
  }

  PtpClock clock() {
    return clock;
  }

  /** {@return the engine of the port that follows} */
  Engine port(Outbox outbox) {
    return handedOn == null
        ? clock.port(outbox)
        : clock.port(config.entry().port().toBuilder().followerOnly(true).build(), outbox);
  }

  /** What a boundary clock claims of its own time, or null. Any thread. */
  MasterTime.@Nullable Claims claims() {
    return handedOn == null ? null : handedOn.claims();
  }

  Status status() {
    return status;
  }

  @Override
  public Kind kind() {
    return Kind.PTP;
  }

  @Override
  public Health health() {
    return status.health();
  }

  @Override
  public @Nullable Rate rate() {
    ClockMap map = estimator.clock().map();
    boolean locked = status.health().state() == TimelineState.LOCKED;
    return locked && map != null ? new Rate(map, goodFrequencyPpb) : null;
  }

  @Override
  public Drift drift() {
    return Drift.of(estimator);
  }

  @Override
  public void describe(ObjectNode node) {
    PtpReport.describe(node, status.ptp(), clock);
  }

  @Override
  public @Nullable SourceTime time() {
    return time;
  }

  /** The word of a grandmaster that says that its UTC is right; of any other it is the table's. */
  @Override
  public OptionalInt leapWord(long nowLocalNanos) {
    SourceTime present = time;
    if (present == null
        || (!present.reference().utcOffsetAnnounced() && config.timescale() != Timescale.UTC)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(present.utc().leapAhead(present.tai().nanosAt(nowLocalNanos)));
  }

  @Override
  public void slept() {
    estimator.startEpoch();
    clock.slept(clock.status().changedLocalNanos());
    time = null;
    PtpStatus ptp = clock.status();
    if (ptp.parent() != null) {
      publish(ptp, TimelineState.ACQUIRING, "this host was suspended: its time is taken anew");
    }
  }

  private void changed() {
    PtpStatus ptp = clock.status();
    ClockMap map = estimator.clock().map();
    time = null;
    if (handedOn != null) {
      handedOn.changed(ptp);
    }
    if (ptp.parent() == null) {
      lost(ptp, map);
    } else if (ptp.state() != PortState.FOLLOWER || map == null || !estimator.locked()) {
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
    PtpPortStatus port = ptp.ports().isEmpty() ? null : ptp.ports().get(0);
    if (port != null && port.fault() != null) {
      return "the port's link is gone: " + port.fault();
    }
    if (ptp.state() == PortState.DISABLED) {
      return "the port was disabled by management";
    }
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
          new SourceTime(
              segment.shifted(verdict.taiMinusPtpNanos()),
              goodFrequencyPpb,
              SourceTime.driftErrorPpb(segment, goodFrequencyPpb),
              0, // a grandmaster claims nothing that is believed
              Objects.requireNonNull(rule),
              1,
              traceable(ptp),
              reference(ptp),
              2 * Math.max(0, ptp.pathDelayNanos()),
              referenceId(ptp),
              witness(ptp),
              goodLocalNanos,
              SILENCE_NANOS);
    }
    boolean known = ptp.timeProperties() != null;
    publish(ptp, known ? TimelineState.LOCKED : TimelineState.ACQUIRING, verdict.reason());
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

  /** Two domains of one grandmaster are one witness. */
  private static String witness(PtpStatus ptp) {
    AnnounceMessage announce = ptp.announce();
    return announce == null ? "" : "ptp " + announce.grandmasterIdentity();
  }

  /** RFC 5905 §7.3: of a primary source four letters, else the IPv4 address of the source. */
  private int referenceId(PtpStatus ptp) {
    if (traceable(ptp)) {
      return 'P' << 24 | 'T' << 16 | 'P' << 8;
    }
    if (!Objects.equals(ptp.masterAddress(), masterAddress)) {
      masterAddress = ptp.masterAddress();
      masterAddressBits = masterAddress == null ? 0 : bits(masterAddress);
    }
    return masterAddressBits;
  }

  private static int bits(String address) {
    try {
      return ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt();
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal address needs no resolving", e);
    }
  }

  private void publish(PtpStatus ptp, TimelineState state, @Nullable String reason) {
    boolean usable = time != null;
    status = new Status(ptp, new Health(state, usable, reason));
    log.tell(status.health());
  }
}
