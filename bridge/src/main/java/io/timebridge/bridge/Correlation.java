package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The measured relation between a PTP domain's time and UTC, past and present: how audio on an
 * arbitrary epoch and video on UTC meet.
 *
 * <p>Each second that both are known, one point is kept: what the domain showed and what was
 * served. Between two points of one epoch the relation is the straight line; beyond the first and
 * the last it goes on at the rate that was, for an hour at most. A new grandmaster or a jump of the
 * domain's time begins a new epoch, and so does a step of the served time. A conversion names the
 * epoch that it used and never crosses into another.
 *
 * <p>A day and an hour of points are kept in memory, the oldest are forgotten. Written by the
 * bridge's thread; any thread may ask.
 */
public final class Correlation {
  private static final long NANOS = 1_000_000_000L;
  private static final long SPACING_NANOS = NANOS;
  private static final long MAX_BEYOND_NANOS = 3_600 * NANOS;

  /** How many points are kept unless it is said otherwise. */
  static final int MAX_POINTS = 90_000;

  /** One moment at which both were known. */
  record Point(
      long epoch,
      long ptpNanos,
      double ptpPpb,
      ClockSegment served,
      UtcRule rule,
      long localNanos,
      long estimatedErrorNanos,
      long errorBoundNanos,
      double estimatedGrowthPpb,
      double boundGrowthPpb) {

    long taiNanos() {
      return served.nanosAt(localNanos);
    }

    long utcNanos() {
      return rule.utcNanos(taiNanos());
    }
  }

  private final String source;
  private final int maxPoints;
  private final Consumer<Point> sink;

  /** The points of one epoch, by the domain's time and by TAI, which both only go forward. */
  private static final class Epoch {
    final NavigableMap<Long, Point> byPtp = new ConcurrentSkipListMap<>();
    final NavigableMap<Long, Point> byTai = new ConcurrentSkipListMap<>();

    void add(Point point) {
      byTai.put(point.taiNanos(), point);
      byPtp.put(point.ptpNanos(), point);
    }

    void forgetOldest() {
      byPtp.pollFirstEntry();
      byTai.pollFirstEntry();
    }
  }

  private final NavigableMap<Long, Epoch> epochs = new ConcurrentSkipListMap<>();

  private volatile @Nullable Point newest;
  private int count;
  private long ptpEpoch;
  private long servedEpoch;

  /**
   * Creates one without a point.
   *
   * @param source the domain's name
   * @param sink takes each new point, on the bridge's thread
   */
  Correlation(String source, int maxPoints, Consumer<Point> sink) {
    this.source = source;
    this.maxPoints = maxPoints;
    this.sink = sink;
  }

  /** {@return the name of the PTP source that is related to UTC} */
  public String source() {
    return source;
  }

  /** {@return the domain's present epoch: 1 is the first, 0 if there was none yet} */
  public long epoch() {
    Point point = newest;
    return point == null ? 0 : point.epoch();
  }

  /** Both are known now. On the bridge's thread, as often as one likes. */
  void add(ClockSegment ptp, ClockSegment served, UtcRule rule, long nowLocalNanos) {
    Point last = newest;
    long present = last == null ? 0 : last.epoch();
    boolean same = last != null && ptp.epoch() == ptpEpoch && served.epoch() == servedEpoch;
    if (same && last != null && nowLocalNanos - last.localNanos() < SPACING_NANOS) {
      return;
    }
    ptpEpoch = ptp.epoch();
    servedEpoch = served.epoch();
    Point point =
        new Point(
            same ? present : present + 1,
            ptp.nanosAt(nowLocalNanos),
            ptp.frequencyPpb(),
            served,
            rule,
            nowLocalNanos,
            ptp.estimatedErrorAt(nowLocalNanos) + served.estimatedErrorAt(nowLocalNanos),
            ptp.errorBoundAt(nowLocalNanos) + served.errorBoundAt(nowLocalNanos),
            ptp.estimatedGrowthPpb() + served.estimatedGrowthPpb(),
            ptp.boundGrowthPpb() + served.boundGrowthPpb());
    epochs.computeIfAbsent(point.epoch(), number -> new Epoch()).add(point);
    newest = point;
    count++;
    forget();
    sink.accept(point);
  }

  private void forget() {
    while (count > maxPoints) {
      Epoch oldest = epochs.firstEntry().getValue();
      oldest.forgetOldest();
      if (oldest.byPtp.isEmpty()) {
        epochs.pollFirstEntry();
      }
      count--;
    }
  }

  /**
   * {@return UTC of a time of the domain's present epoch, nanoseconds since 1970; empty if it is
   * out of reach}
   *
   * @param ptpNanos nanoseconds of the domain's timescale
   */
  public Optional<EpochReading> utcOf(long ptpNanos) {
    return utcOf(epoch(), ptpNanos);
  }

  /**
   * {@return UTC of a time of one of the domain's epochs, nanoseconds since 1970; empty if the
   * epoch is not known any more, or the time is out of its reach}
   *
   * @param ofEpoch the epoch's number
   * @param ptpNanos nanoseconds of the domain's timescale
   */
  public Optional<EpochReading> utcOf(long ofEpoch, long ptpNanos) {
    Epoch epoch = epochs.get(ofEpoch);
    Point from = epoch == null ? null : nearest(epoch.byPtp, ptpNanos);
    if (from == null) {
      return Optional.empty();
    }
    long elapsed = ptpNanos - from.ptpNanos();
    Point next = next(from, ptpNanos > from.ptpNanos());
    long tai = from.taiNanos() + elapsed + Math.round(elapsed * taiOverPtp(from, next));
    return reading(from, next, elapsed, from.rule().utcNanos(tai));
  }

  /**
   * {@return what the domain showed at a UTC, nanoseconds of its timescale; empty if that is out of
   * reach} Of a UTC that a leap second repeats, the first is meant; of one that was served twice,
   * since the served time was stepped back, the one of the newest epoch.
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  public Optional<EpochReading> ptpOf(long utcNanos) {
    Optional<EpochReading> nearest = Optional.empty();
    long nearestElapsed = Long.MIN_VALUE;
    for (Epoch epoch : epochs.descendingMap().values()) {
      Map.Entry<Long, Point> last = epoch.byTai.lastEntry();
      if (last == null) {
        continue; // it is being forgotten
      }
      Point from =
          Objects.requireNonNull(nearest(epoch.byTai, taiOf(last.getValue().rule(), utcNanos)));
      long elapsed = taiOf(from.rule(), utcNanos) - from.taiNanos();
      if (elapsed > nearestElapsed) {
        nearest = ptpOf(from, elapsed);
        nearestElapsed = elapsed;
      }
      if (elapsed >= 0) {
        break; // it had begun by then: nothing older held
      }
    }
    return nearest;
  }

  private Optional<EpochReading> ptpOf(Point from, long elapsed) {
    Point next = next(from, elapsed > 0);
    double rate = taiOverPtp(from, next);
    long ptp = from.ptpNanos() + elapsed - Math.round(elapsed * (rate / (1 + rate)));
    return reading(from, next, elapsed, ptp);
  }

  private static long taiOf(UtcRule rule, long utcNanos) {
    long before = utcNanos + rule.taiMinusUtc() * NANOS;
    return before + (rule.taiMinusUtcAt(before) - rule.taiMinusUtc()) * NANOS;
  }

  private static @Nullable Point nearest(NavigableMap<Long, Point> points, long at) {
    Map.Entry<Long, Point> entry = points.floorEntry(at);
    if (entry == null) {
      entry = points.firstEntry();
    }
    return entry == null ? null : entry.getValue();
  }

  /** The next point of the same epoch, if what is asked for lies before it. */
  private @Nullable Point next(Point point, boolean later) {
    Epoch epoch = later ? epochs.get(point.epoch()) : null;
    Map.Entry<Long, Point> entry = epoch == null ? null : epoch.byPtp.higherEntry(point.ptpNanos());
    return entry == null ? null : entry.getValue();
  }

  /** TAI's progress over the domain's, less 1. */
  private static double taiOverPtp(Point from, @Nullable Point next) {
    if (next == null) {
      double tai = from.served().frequencyPpb() * 1e-9;
      double ptp = from.ptpPpb() * 1e-9;
      return (tai - ptp) / (1 + ptp);
    }
    double elapsed = (double) (next.ptpNanos() - from.ptpNanos());
    return (next.taiNanos() - from.taiNanos() - elapsed) / elapsed;
  }

  private static Optional<EpochReading> reading(
      Point from, @Nullable Point next, long elapsed, long nanos) {
    long size = Math.abs(elapsed);
    if (size > MAX_BEYOND_NANOS) {
      return Optional.empty();
    }
    long estimated = from.estimatedErrorNanos();
    long bound = from.errorBoundNanos();
    if (next != null) {
      estimated = Math.max(estimated, next.estimatedErrorNanos());
      bound = Math.max(bound, next.errorBoundNanos());
      size = Math.min(size, next.ptpNanos() - from.ptpNanos() - size);
    }
    return Optional.of(
        new EpochReading(
            nanos,
            from.epoch(),
            estimated + Math.round(size * (from.estimatedGrowthPpb() * 1e-9)),
            bound + Math.round(size * (from.boundGrowthPpb() * 1e-9))));
  }
}
