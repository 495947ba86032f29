package io.timebridge.clock.servo;

import io.timebridge.clock.ClockSegment;
import java.util.function.DoubleUnaryOperator;

/**
 * Where a clock goes while its source is away: on at the last good frequency, which drifts as it
 * did, for as long as that is believed. The clock is drawn piece by piece, so each piece is
 * straight and leads to where the drift will be at the next.
 *
 * <p>The bound takes nothing of the drift for granted, neither that it ends nor that it goes on: it
 * is that of a clock that goes straight on, and by how far this one is off it, or by how far a
 * drift without an end would be, which was never seen to turn.
 */
final class Holdover {
  private static final double FIRST_PIECE_SECONDS = 8;

  private final ClockSegment straight;
  private final double driftPpbPerSecond;
  private final double driftSeconds;
  private final double endlessPpbPerSecond;
  private final double driftSigma;
  private final double wander;
  private final DoubleUnaryOperator runOff;
  private double pieceSeconds = FIRST_PIECE_SECONDS;
  private long lastLocal;

  /**
   * Begins.
   *
   * @param straight how the clock would go on without a drift, from when the source was lost
   * @param runOff what it is believed to be off by besides, nanoseconds, after so many seconds
   */
  Holdover(ClockSegment straight, FrequencyDrift drift, DoubleUnaryOperator runOff) {
    this.straight = straight;
    this.driftPpbPerSecond = drift.ppbPerSecond();
    this.driftSeconds = drift.believedSeconds();
    this.endlessPpbPerSecond = drift.turns() ? 0 : Math.abs(drift.ppbPerSecond());
    this.driftSigma = drift.sigma();
    this.wander = drift.longestWander();
    this.runOff = runOff;
    this.lastLocal = straight.localNanos();
  }

  /**
   * The piece from a local time on.
   *
   * @param shown what the clock shows then
   */
  ClockSegment from(long local, long shown) {
    double passed = (local - straight.localNanos()) * 1e-9;
    if (local - lastLocal > 0) {
      pieceSeconds = (local - lastLocal) * 1e-9; // the next one will take as long
      lastLocal = local;
    }
    double then = passed + pieceSeconds;
    double off = (double) (shown - straight.nanosAt(local));
    double ppb = (off(then) - off) / pieceSeconds;
    double bound = straight.errorBoundAt(local) + Math.max(Math.abs(off), endless(passed));
    double faster = Math.max(Math.abs(ppb), (endless(then) - endless(passed)) / pieceSeconds);
    double growth = straight.boundGrowthPpb() + faster;
    double believed = believed(passed);
    return new ClockSegment(
        straight.epoch(),
        local,
        shown,
        straight.frequencyPpb() + ppb,
        Math.round(Math.min(bound, believed)),
        Math.round(bound),
        Math.min(growth, (believed(then) - believed) / pieceSeconds),
        growth);
  }

  private double endless(double seconds) {
    return endlessPpbPerSecond * seconds * seconds / 2;
  }

  /** By how much the drift has led off the straight line. */
  private double off(double seconds) {
    double drifting = Math.min(seconds, driftSeconds);
    return driftPpbPerSecond * drifting * (seconds - drifting / 2);
  }

  /** What the oscillator did in a longer time may be more than the filter had to follow. */
  private double believed(double seconds) {
    double square = seconds * seconds;
    double wandered = Math.sqrt(wander * seconds / 3) * seconds;
    double misjudged = driftSigma * square / 2;
    double beyond = Math.max(0, endless(seconds) - Math.abs(off(seconds)));
    double history =
        FollowingEstimator.SIGMAS * Math.sqrt(wandered * wandered + misjudged * misjudged);
    double most = Math.max(history, runOff.applyAsDouble(seconds));
    return straight.estimatedErrorNanos() + beyond + most;
  }

  /** When the source was lost, local nanoseconds. */
  long sinceLocalNanos() {
    return straight.localNanos();
  }
}
