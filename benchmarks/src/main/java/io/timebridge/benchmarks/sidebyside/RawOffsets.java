package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.clock.SystemClock;
import io.timebridge.clock.servo.Estimator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/**
 * Stands before an estimator and tells, for each message from the source, the offset of the host's
 * own clock from it, as a free-running {@code ptp4l} has it: receive stamp minus origin minus the
 * median of the last ten path delays. Local stamps are carried to the host's clock by bracketed
 * readings, apart from the transport's own conversion.
 */
final class RawOffsets implements Estimator {
  /** Until the reading is compiled: before, its brackets are lopsided by half a microsecond. */
  private static final int WARM_UP = 30_000;

  private static final int DELAYS = 10; // ptp4l's delay_filter_length

  private final Estimator inner;
  private final LocalClock clock;
  private final LongConsumer listener;
  private final Deque<Long> delays = new ArrayDeque<>();
  private long forward;
  private boolean hasForward;

  RawOffsets(Estimator inner, LocalClock clock, LongConsumer listener) {
    this.inner = inner;
    this.clock = clock;
    this.listener = listener;
    for (int i = 0; i < WARM_UP; i++) {
      SystemClock.Reading unused = SystemClock.read(clock);
    }
  }

  @Override
  public void measured(Measurement m) {
    SystemClock.Reading now = SystemClock.read(clock);
    long real = m.localNanos() + (now.utcNanos() - now.localNanos());
    if (m.fromSource()) {
      forward = real - m.remoteNanos();
      hasForward = true;
      if (m.pathDelayNanos() != Measurement.PATH_DELAY_UNKNOWN) {
        listener.accept(forward - m.pathDelayNanos());
      } else if (!delays.isEmpty()) {
        listener.accept(forward - median());
      }
    } else if (hasForward) {
      long reverse = m.remoteNanos() - real;
      delays.add((forward + reverse) / 2);
      if (delays.size() > DELAYS) {
        delays.remove();
      }
    }
    inner.measured(m);
  }

  private long median() {
    long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  @Override
  public void pathChanged() {
    inner.pathChanged();
  }

  @Override
  public long startEpoch() {
    return inner.startEpoch();
  }

  @Override
  public void sourceLost(long nowLocalNanos) {
    inner.sourceLost(nowLocalNanos);
  }

  @Override
  public long epoch() {
    return inner.epoch();
  }

  @Override
  public SoftwareClock clock() {
    return inner.clock();
  }

  @Override
  public boolean locked() {
    return inner.locked();
  }

  @Override
  public long offsetNanos() {
    return inner.offsetNanos();
  }

  @Override
  public long jitterNanos() {
    return inner.jitterNanos();
  }

  @Override
  public double frequencyPpb() {
    return inner.frequencyPpb();
  }

  @Override
  public long pathDelayNanos() {
    return inner.pathDelayNanos();
  }
}
