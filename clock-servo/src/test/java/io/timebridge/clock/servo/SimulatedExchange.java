package io.timebridge.clock.servo;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.simulation.SimulatedOscillator;
import java.util.Objects;

/**
 * A source that shows true time and a follower that does not: 8 messages a second each way, and the
 * true error of what the estimator makes of them.
 */
final class SimulatedExchange {
  static final long SECOND = 1_000_000_000L;
  private static final long PERIOD = SECOND / 8;
  private static final long ORIGIN = 1_700_000_000L * SECOND;

  final Estimator estimator;
  private final SimulatedOscillator oscillator;
  private final SeededRandom random;
  private final long baseNanos;
  private final double meanExtraNanos;
  private final Measurement measurement = new Measurement();

  /** Added to the source's time: a jump of it. */
  long sourceJumpNanos;

  /** Added to the delay of messages from the source: an outlier, or a longer path. */
  long extraDelayNanos;

  /** Added to the delay of messages to the source. */
  long extraReturnNanos;

  /** The local stamps' error, within {@link #widthNanos} of the truth: to and from the source. */
  long sendStampErrorNanos;

  long widthNanos;

  long trueNanos;
  long readings;
  long boundViolations;
  double sumSquares;
  double worst;

  SimulatedExchange(
      EstimatorType type,
      ServoConfig config,
      double ppm,
      long baseNanos,
      double meanExtraNanos,
      long seed) {
    SeededRandom dice = new SeededRandom(seed);
    this.estimator = type.create(config);
    this.oscillator = new SimulatedOscillator(12_345_678, ppm, 1e-9, dice.split());
    this.random = dice.split();
    this.baseNanos = baseNanos;
    this.meanExtraNanos = meanExtraNanos;
  }

  /** design's LAN: 10 µs + 5 µs, an oscillator off by 10 ppm. */
  static SimulatedExchange lan(EstimatorType type, long seed) {
    return new SimulatedExchange(type, ServoConfig.DEFAULT, 10, 10_000, 5_000, seed);
  }

  /** No jitter at all. */
  static SimulatedExchange quiet(EstimatorType type) {
    return new SimulatedExchange(type, ServoConfig.DEFAULT, 10, 10_000, 0, 1);
  }

  void run(long seconds) {
    for (long i = 0; i < 8 * seconds; i++) {
      exchange();
    }
  }

  void exchange() {
    fromSource();
    observeAt(trueNanos + PERIOD / 4);
    toSource(trueNanos + PERIOD / 2);
    observeAt(trueNanos + PERIOD - 1);
    trueNanos += PERIOD;
  }

  /** Goes on to the next message from the source without one to it. */
  void observe() {
    observeAt(trueNanos + PERIOD - 1);
    trueNanos += PERIOD;
  }

  void fromSource() {
    long arrival = trueNanos + delay() + extraDelayNanos;
    estimator.measured(measurement(true, arrival, trueNanos, estimator.epoch()));
  }

  void toSource(long sent) {
    long arrival = sent + delay() + extraReturnNanos;
    Measurement to = measurement(false, sent, arrival, estimator.epoch());
    long stamp = to.localNanos() + sendStampErrorNanos;
    to.set(false, stamp, to.remoteNanos(), to.quality(), to.widthNanos(), to.epoch());
    estimator.measured(to);
  }

  Measurement measurement(boolean from, long trueLocal, long trueRemote, long epoch) {
    long local = oscillator.localAt(trueLocal);
    return measurement.set(
        from, local, sourceAt(trueRemote), StampQuality.SIMULATED, widthNanos, epoch);
  }

  private long delay() {
    return baseNanos + Math.round(meanExtraNanos * random.nextExponential());
  }

  long sourceAt(long trueAt) {
    return ORIGIN + trueAt + sourceJumpNanos;
  }

  long localNow() {
    return oscillator.localAt(trueNanos);
  }

  ClockSegment segment() {
    return map().current();
  }

  ClockMap map() {
    return Objects.requireNonNull(estimator.clock().map());
  }

  /** Clock minus source. */
  long errorAt(long trueAt) {
    return map().nanosAt(oscillator.localAt(trueAt)) - sourceAt(trueAt);
  }

  private void observeAt(long trueAt) {
    if (estimator.clock().map() == null) {
      return;
    }
    long error = errorAt(trueAt);
    long local = oscillator.localAt(trueAt);
    readings++;
    sumSquares += (double) error * error;
    worst = Math.max(worst, (double) Math.abs(error));
    if (Math.abs(error) > segment().errorBoundAt(local)
        || segment().estimatedErrorAt(local) > segment().errorBoundAt(local)) {
      boundViolations++;
    }
  }

  void forgetStatistics() {
    readings = 0;
    boundViolations = 0;
    sumSquares = 0;
    worst = 0;
  }

  double rms() {
    return Math.sqrt(sumSquares / readings);
  }
}
