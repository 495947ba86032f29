package io.timebridge.ntp;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.servo.Estimator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes measurements of exchanges, and keeps how the last ones compare with the clock. */
final class ExchangeMeter {
  private static final long SECOND = 1_000_000_000L;

  /** Two clocks that were never compared may differ by 100 ppm: of an interval, one in so many. */
  private static final long FREE_OSCILLATOR = 10_000;

  /** No server is asked more often for the sake of less than this. */
  private static final long LEAST_ERROR_NANOS = 50_000;

  /** The averaging constant of the clock's jitter. RFC 5905 §A.5.5.6, AVG. */
  private static final double AVERAGE = 4;

  private final Estimator estimator;
  private final UtcToTai utcToTai;
  private final Measurement measurement = new Measurement();
  private LongUnaryOperator localToSteady = LongUnaryOperator.identity();
  private long comparedEpoch;
  private double meanSquareDifference;
  private NtpAssociationStatus.@Nullable Exchange last;

  ExchangeMeter(Estimator estimator, UtcToTai utcToTai) {
    this.estimator = estimator;
    this.utcToTai = utcToTai;
  }

  void against(LongUnaryOperator steady) {
    this.localToSteady = steady;
  }

  /** The last exchange that was measured, or null. */
  NtpAssociationStatus.@Nullable Exchange last() {
    return last;
  }

  /** The server kept the request for longer than the exchange took, by any measure. */
  static boolean isImpossible(NtpOutcome.Answer answer) {
    long elapsed = answer.t4().localNanos() - answer.t1().localNanos();
    long doubt =
        answer.t1().widthNanos()
            + answer.t4().widthNanos()
            + 2 * resolutionNanos(answer.header().precision())
            + Math.abs(elapsed) / FREE_OSCILLATOR;
    return answer.delayNanos() < -doubt;
  }

  /**
   * Tells the estimator of an exchange: first of the request, then of the reply.
   *
   * @return false if it is too near to a leap second to mean one time
   */
  boolean measure(NtpOutcome.Answer answer) {
    int leap = answer.header().leapIndicator();
    long taiMinusUtc2 = utcToTai.taiMinusUtcNanos(answer.t2UtcNanos(), leap);
    long taiMinusUtc3 = utcToTai.taiMinusUtcNanos(answer.t3UtcNanos(), leap);
    if (taiMinusUtc2 == UtcToTai.AMBIGUOUS || taiMinusUtc2 != taiMinusUtc3) {
      return false;
    }
    long t1 = localToSteady.applyAsLong(answer.t1().localNanos());
    long t2 = answer.t2UtcNanos() + taiMinusUtc2;
    long t3 = answer.t3UtcNanos() + taiMinusUtc3;
    long t4 = localToSteady.applyAsLong(answer.t4().localNanos());
    compare(t1, t2, t3, t4, answer.delayNanos());
    // The server's stamps are known no better than its clock's precision. RFC 5905 §7.3.
    long resolution = resolutionNanos(answer.header().precision());
    long epoch = estimator.epoch();
    NtpOutcome.LocalStamp sent = answer.t1();
    estimator.measured(
        measurement.set(false, t1, t2, sent.quality(), sent.widthNanos() + resolution, epoch));
    NtpOutcome.LocalStamp came = answer.t4();
    estimator.measured(
        measurement.set(true, t4, t3, came.quality(), came.widthNanos() + resolution, epoch));
    return true;
  }

  /** The clock, as it was before it knew of the exchange, minus the server. */
  private void compare(long t1, long t2, long t3, long t4, long delayNanos) {
    ClockMap map = estimator.clock().map();
    long offset = 0;
    if (map != null) {
      ClockSegment clock = map.current();
      offset = (clock.nanosAt(t1) - t2) / 2 + (clock.nanosAt(t4) - t3) / 2;
      if (last != null && comparedEpoch == estimator.epoch()) {
        double difference = (double) (offset - last.offsetNanos());
        meanSquareDifference += (difference * difference - meanSquareDifference) / AVERAGE;
      }
    }
    comparedEpoch = estimator.epoch();
    long jitter = Math.round(Math.sqrt(meanSquareDifference));
    last = new NtpAssociationStatus.Exchange(offset, jitter, delayNanos);
  }

  /**
   * What the clock is believed to run off by in a time without news, as a share of what it is
   * believed to be off by now, or of what is worth asking for.
   */
  double runOff(double nanos) {
    ClockMap map = estimator.clock().map();
    if (map == null) {
      return 0;
    }
    ClockSegment clock = map.current();
    double off = (double) Math.max(LEAST_ERROR_NANOS, clock.estimatedErrorNanos());
    return clock.estimatedGrowthPpb() * 1e-9 * nanos / off;
  }

  void lost(long nowLocalNanos) {
    estimator.sourceLost(localToSteady.applyAsLong(nowLocalNanos));
  }

  /** Time passes; if the source is away, the clock goes on without it. */
  void passed(long nowLocalNanos) {
    estimator.holdOver(localToSteady.applyAsLong(nowLocalNanos));
  }

  /** 2^precision seconds, 1 ns to 1 s. */
  private static long resolutionNanos(int precision) {
    return precision >= 0 ? SECOND : Math.max(1, SECOND >> Math.min(30, -precision));
  }
}
