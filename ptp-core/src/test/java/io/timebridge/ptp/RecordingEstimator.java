package io.timebridge.ptp;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.clock.servo.Estimator;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told, and is locked when the test says so. */
final class RecordingEstimator implements Estimator {
  record Seen(
      boolean fromSource,
      long localNanos,
      long remoteNanos,
      long epoch,
      long asymmetryNanos,
      long pathDelayNanos) {
    Seen(boolean fromSource, long localNanos, long remoteNanos, long epoch, long asymmetryNanos) {
      this(
          fromSource,
          localNanos,
          remoteNanos,
          epoch,
          asymmetryNanos,
          Measurement.PATH_DELAY_UNKNOWN);
    }

    Seen(boolean fromSource, long localNanos, long remoteNanos, long epoch) {
      this(fromSource, localNanos, remoteNanos, epoch, 0);
    }
  }

  final List<Seen> seen = new ArrayList<>();
  final SoftwareClock clock = new SoftwareClock();
  boolean locked;
  long epoch;
  int pathChanges;
  int losses;

  List<Seen> fromSource() {
    return seen.stream().filter(Seen::fromSource).toList();
  }

  List<Seen> toSource() {
    return seen.stream().filter(s -> !s.fromSource()).toList();
  }

  @Override
  public void measured(Measurement m) {
    seen.add(
        new Seen(
            m.fromSource(),
            m.localNanos(),
            m.remoteNanos(),
            m.epoch(),
            m.asymmetryNanos(),
            m.pathDelayNanos()));
  }

  @Override
  public void pathChanged() {
    pathChanges++;
  }

  @Override
  public long startEpoch() {
    return ++epoch;
  }

  @Override
  public void sourceLost(long nowLocalNanos) {
    losses++;
    locked = false;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public SoftwareClock clock() {
    return clock;
  }

  @Override
  public boolean locked() {
    return locked;
  }

  @Override
  public long offsetNanos() {
    return 0;
  }

  @Override
  public long jitterNanos() {
    return 0;
  }

  @Override
  public double frequencyPpb() {
    return 0;
  }

  @Override
  public long pathDelayNanos() {
    return 0;
  }
}
