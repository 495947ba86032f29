package io.timebridge.clock.servo;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A follower, a source that shows true time, and a network between them; and how well an estimator
 * did.
 *
 * @param seconds how long it runs
 * @param settleSeconds how much of that is not counted
 * @param interval seconds between messages from the source
 * @param ntp whether a message to the source and its answer make a pair; otherwise the two
 *     directions are half an interval apart
 * @param from the delays of messages from the source
 * @param to the delays of messages to the source
 * @param walkPpb the oscillator's random walk, one normal step a second
 * @param extraPpb what is added to the oscillator's frequency, by the second
 */
record Scenario(
    String name,
    double seconds,
    double settleSeconds,
    double interval,
    boolean ntp,
    Delays from,
    Delays to,
    double walkPpb,
    DoubleUnaryOperator extraPpb) {
  private static final long ORIGIN = 1_700_000_000L * 1_000_000_000L;
  private static final double OFFSET_PPB = 10_000;
  private static final int LOOKS = 3;

  static Scenario ptp(String name, Delays from, Delays to) {
    return new Scenario(name, 2000, 200, 0.125, false, from, to, 1, second -> 0);
  }

  static Scenario ptp(String name, Delays both) {
    return ptp(name, both, both);
  }

  static Scenario ntp(String name, double poll, Delays both) {
    return new Scenario(name, 20_000, 2000, poll, true, both, both, 1, second -> 0);
  }

  Scenario named(String newName) {
    return new Scenario(
        newName, seconds, settleSeconds, interval, ntp, from, to, walkPpb, extraPpb);
  }

  Scenario lasting(double newSeconds) {
    return new Scenario(
        name, newSeconds, settleSeconds, interval, ntp, from, to, walkPpb, extraPpb);
  }

  Scenario withOscillator(double newWalkPpb, DoubleUnaryOperator newExtraPpb) {
    return new Scenario(
        name, seconds, settleSeconds, interval, ntp, from, to, newWalkPpb, newExtraPpb);
  }

  /**
   * How it went.
   *
   * @param lockSeconds when the error was last beyond three times the rms, before it first stayed
   *     within for 5 s or 10 messages
   * @param meanLockSeconds the same; of several seeds the mean, where the other is the median
   * @param ratio of the median claim to the actual 99.9 % error
   * @param covered the share of settled readings whose error was within their claim
   * @param violations the share of all readings whose error was beyond their bound
   */
  record Result(
      double rms,
      double max,
      double lockSeconds,
      double meanLockSeconds,
      double ratio,
      double covered,
      double violations,
      int readings) {}

  @Override
  public String toString() {
    return name;
  }

  Result run(EstimatorType type, long seed) {
    return new Run(type, seed).run();
  }

  /**
   * All seeds from 1 on: the rms of all, the largest maximum, the median and the mean time to lock,
   * the mean ratio and cover, and the largest share of violations.
   */
  Result run(EstimatorType type, int seeds) {
    double square = 0;
    double max = 0;
    double[] locks = new double[seeds];
    double ratio = 0;
    double covered = 0;
    double violations = 0;
    int readings = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      Result r = run(type, (long) seed);
      square += r.rms * r.rms / seeds;
      max = Math.max(max, r.max);
      locks[seed - 1] = r.lockSeconds;
      ratio += r.ratio / seeds;
      covered += r.covered / seeds;
      violations = Math.max(violations, r.violations);
      readings += r.readings;
    }
    Arrays.sort(locks);
    double meanLock = Arrays.stream(locks).average().orElse(0);
    return new Result(
        Math.sqrt(square), max, locks[seeds / 2], meanLock, ratio, covered, violations, readings);
  }

  private final class Run {
    private final Estimator estimator;
    private final SeededRandom random;
    private final double[] phase;
    private final double[] frequency;
    private final Measurement measurement = new Measurement();
    private final double[] times;
    private final double[] errors;
    private final double[] claims;
    private int looks;
    private int violations;

    Run(EstimatorType type, long seed) {
      estimator = type.create(ServoConfig.DEFAULT);
      SeededRandom dice = new SeededRandom(seed);
      random = dice.split();
      SeededRandom walk = dice.split();
      int n = (int) seconds + 3;
      phase = new double[n];
      frequency = new double[n];
      double walked = OFFSET_PPB;
      for (int i = 0; i < n; i++) {
        frequency[i] = walked + extraPpb.applyAsDouble(i);
        phase[i] = i == 0 ? 0 : phase[i - 1] + frequency[i - 1];
        walked += walkPpb * random(walk);
      }
      int most = LOOKS * (1 + (int) (seconds / interval));
      times = new double[most];
      errors = new double[most];
      claims = new double[most];
    }

    private double random(SeededRandom walk) {
      return walkPpb == 0 ? 0 : walk.nextGaussian();
    }

    /** How far the local clock is ahead of true time. */
    private double ahead(double t) {
      int second = (int) t;
      return phase[second] + (t - second) * frequency[second];
    }

    private long local(double t) {
      return Math.round(t * 1e9 + ahead(t));
    }

    Result run() {
      for (double t = 1; t < seconds - 1 - interval; t += interval) {
        if (ntp) {
          double out = to.next(random, t);
          double back = from.next(random, t);
          double arrival = t + (out + back) * 1e-9;
          measured(false, t, t + out * 1e-9);
          measured(true, arrival, t + out * 1e-9);
        } else {
          double delay = from.next(random, t);
          measured(true, t + delay * 1e-9, t);
          look(t + interval / 4);
          double sent = t + interval / 2;
          measured(false, sent, sent + to.next(random, sent) * 1e-9);
        }
        look(t + interval * 0.6);
        look(t + interval * 0.99);
      }
      return result();
    }

    private void measured(boolean fromSource, double here, double there) {
      long remote = ORIGIN + Math.round(there * 1e9);
      measurement.set(
          fromSource, local(here), remote, StampQuality.SIMULATED, 0, estimator.epoch());
      estimator.measured(measurement);
    }

    private void look(double t) {
      ClockMap map = estimator.clock().map();
      if (map == null) {
        return;
      }
      long local = local(t);
      ClockSegment segment = map.current();
      double error = segment.nanosAt(local) - ORIGIN - Math.round(t * 1e9);
      times[looks] = t;
      errors[looks] = error;
      claims[looks] = segment.estimatedErrorAt(local);
      looks++;
      if (Math.abs(error) > segment.errorBoundAt(local)) {
        violations++;
      }
    }

    private Result result() {
      int first = 0;
      while (times[first] < settleSeconds) {
        first++;
      }
      double square = 0;
      double covered = 0;
      double[] absolute = new double[looks - first];
      for (int i = first; i < looks; i++) {
        square += errors[i] * errors[i];
        absolute[i - first] = Math.abs(errors[i]);
        covered += Math.abs(errors[i]) <= claims[i] ? 1 : 0;
      }
      Arrays.sort(absolute);
      double[] claimed = Arrays.copyOfRange(claims, first, looks);
      Arrays.sort(claimed);
      int n = absolute.length;
      double rms = Math.sqrt(square / n);
      double ratio = claimed[n / 2] / absolute[(int) (0.999 * n)];
      double lock = lock(3 * rms);
      return new Result(
          rms, absolute[n - 1], lock, lock, ratio, covered / n, (double) violations / looks, looks);
    }

    /** When the error was last beyond, before it first stayed within for 5 s or 10 messages. */
    private double lock(double within) {
      double last = 0;
      for (int i = 0; i < looks; i++) {
        if (times[i] - last > Math.max(5, 10 * interval)) {
          break;
        }
        last = Math.abs(errors[i]) > within ? times[i] : last;
      }
      return last;
    }
  }
}
