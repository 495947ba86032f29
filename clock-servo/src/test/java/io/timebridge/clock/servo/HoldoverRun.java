package io.timebridge.clock.servo;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.OscillatorModel.Daily;
import io.timebridge.clock.simulation.OscillatorModel.FrequencyChange;
import io.timebridge.clock.simulation.SimulatedOscillator;
import java.util.List;
import java.util.Objects;

/**
 * A follower on a LAN, one message a second each way, whose source goes away; and how far its clock
 * is off then, beside one that goes on at the last frequency.
 *
 * @param lockedHours how long the source is there; with each seed longer by a fifth of a period, if
 *     the oscillator swings
 * @param oscillator how the follower's oscillator errs
 */
record HoldoverRun(String name, double lockedHours, OscillatorModel oscillator) {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3600 * SECOND;
  private static final long ORIGIN = 1_700_000_000L * SECOND;
  private static final int LOOK_SECONDS = 10;
  private static final int DRAW_SECONDS = 8;

  static final List<HoldoverRun> DRIFTING =
      List.of(
          ageing("ageing 100 ppb a day", 24, 0.02, 100),
          ageing("ageing 20 ppb a day", 48, 0.01, 20),
          ramp("ramp of 300 ppb an hour", 3, 0.3, 0.3),
          ramp("ramp of 50 ppb an hour", 26, 0.1, 0.05),
          ramp("ramp of 1 ppm an hour", 2, 1, 1));

  static final List<HoldoverRun> WANDERING =
      List.of(
          ageing("walk 1 ppb", 6, 1, 0),
          ageing("walk 0.1 ppb", 26, 0.1, 0),
          ageing("walk 0.01 ppb", 26, 0.01, 0));

  static final List<HoldoverRun> SWINGING =
      List.of(
          new HoldoverRun(
              "night and day, 1 ppm",
              48,
              new OscillatorModel(10, 0.1, 0, new Daily(1, 24 * HOUR), List.of())),
          new HoldoverRun(
              "an hour's swing, 0.3 ppm",
              12,
              new OscillatorModel(10, 0.1, 0, new Daily(0.3, HOUR), List.of())),
          new HoldoverRun(
              "warm-up, then constant",
              2,
              new OscillatorModel(10, 0.1)
                  .with(new FrequencyChange(600 * SECOND, 3600 * SECOND, 5))));

  private static HoldoverRun ageing(String name, int hours, double walkPpb, double ppbPerDay) {
    return new HoldoverRun(
        name, hours, new OscillatorModel(10, walkPpb, ppbPerDay, Daily.NONE, List.of()));
  }

  private static HoldoverRun ramp(String name, int hours, double walkPpb, double ppmPerHour) {
    int most = hours + 25;
    return new HoldoverRun(
        name,
        hours,
        new OscillatorModel(10, walkPpb)
            .with(new FrequencyChange(0, most * HOUR, ppmPerHour * most)));
  }

  /**
   * What came of it, of all seeds.
   *
   * @param rmsNanos the root mean square over the seeds of the error at the end
   * @param straightNanos the same of a clock that goes on at the last frequency
   * @param violations the share of readings beyond the bound
   * @param claimedNanos the mean of what the clock believed its error to be at the end
   * @param boundNanos the mean bound at the end
   * @param drifting in how many runs a drift was told
   */
  record Result(
      double rmsNanos,
      double straightNanos,
      double violations,
      double claimedNanos,
      double boundNanos,
      int drifting) {}

  @Override
  public String toString() {
    return name;
  }

  Result run(int holdoverHours, int seeds) {
    double square = 0;
    double straightSquare = 0;
    double violations = 0;
    double claimed = 0;
    double bound = 0;
    int drifting = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      Run run = new Run((long) seed);
      run.follow(lockedNanos(seed));
      drifting += run.estimator.frequencyDriftPpbPerSecond() == 0 ? 0 : 1;
      run.hold(holdoverHours * HOUR);
      square += run.error * run.error / seeds;
      straightSquare += run.straightError * run.straightError / seeds;
      violations += (double) run.violations / run.readings / seeds;
      claimed += (double) run.claimed / seeds;
      bound += (double) run.bound / seeds;
    }
    return new Result(
        Math.sqrt(square), Math.sqrt(straightSquare), violations, claimed, bound, drifting);
  }

  private long lockedNanos(int seed) {
    Daily daily = oscillator.daily();
    long shift = daily.swingPpm() == 0 ? 0 : seed * daily.periodNanos() / 5;
    return Math.round(lockedHours * HOUR) / SECOND * SECOND + shift / SECOND * SECOND;
  }

  private final class Run {
    final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
    private final SimulatedOscillator local;
    private final Delays delays = Delays.exponential(10_000, 5_000);
    private final SeededRandom random;
    private final Measurement measurement = new Measurement();
    private long now;
    double error;
    double straightError;
    int readings;
    int violations;
    long claimed;
    long bound;

    Run(long seed) {
      SeededRandom dice = new SeededRandom(seed);
      local = new SimulatedOscillator(12_345, oscillator, dice.split());
      random = dice.split();
    }

    void follow(long nanos) {
      for (; now < nanos; now += SECOND) {
        measured(true, now + delay(), now);
        long sent = now + SECOND / 2;
        measured(false, sent, sent + delay());
      }
    }

    private long delay() {
      return Math.round(delays.next(random, 0));
    }

    private void measured(boolean fromSource, long here, long there) {
      measurement.set(
          fromSource, local.localAt(here), ORIGIN + there, StampQuality.SIMULATED, 0, 0);
      estimator.measured(measurement);
    }

    void hold(long nanos) {
      long lost = local.localAt(now);
      ClockSegment last = segment();
      long shown = last.nanosAt(lost);
      double ppb = estimator.frequencyPpb();
      estimator.sourceLost(lost);
      long end = now + nanos;
      for (long second = 1; now < end; second++) {
        now += SECOND;
        long here = local.localAt(now);
        if (second % LOOK_SECONDS == 0) {
          look(here);
        }
        if (second % DRAW_SECONDS == 0) {
          estimator.holdOver(here);
        }
      }
      long passed = local.localAt(now) - lost;
      straightError = (shown + passed - ORIGIN - now) + passed * ppb * 1e-9;
    }

    private void look(long here) {
      ClockSegment segment = segment();
      error = (double) (segment.nanosAt(here) - ORIGIN - now);
      claimed = segment.estimatedErrorAt(here);
      bound = segment.errorBoundAt(here);
      readings++;
      if (Math.abs(error) > bound || claimed > bound) {
        violations++;
      }
    }

    private ClockSegment segment() {
      return Objects.requireNonNull(estimator.clock().map()).current();
    }
  }
}
