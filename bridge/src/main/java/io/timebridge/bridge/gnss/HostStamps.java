package io.timebridge.bridge.gnss;

import io.timebridge.clock.SystemClock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings what was stamped by the host's clock a moment ago to the bridge's own clock. Others may
 * set and slew the host's: what it moved by otherwise than it used to since it was last read is in
 * the error of the stamp, and after a step there is no telling. One thread.
 */
final class HostStamps {
  /** What {@link #ageNanos} answers for a stamp that cannot be brought over. */
  static final long LOST = Long.MIN_VALUE;

  /** By how much the host's clock may run otherwise than ours: adjtimex slews by 500 ppm. */
  private static final double SLEW_PPM = 500;

  /** How much faster it runs is learnt over intervals that are no shorter… */
  private static final long LEAST_RATE_NANOS = 100_000_000;

  /** …and over so long. */
  private static final double RATE_MEMORY_NANOS = 4e9;

  /** By how much two readings of one moment may differ. */
  private static final long NOISE_NANOS = 200_000;

  private final Supplier<SystemClock.Reading> clock;
  private SystemClock.@Nullable Reading last;
  private double rate; // how much faster than ours it runs
  private boolean rateKnown;
  private boolean moved;
  private long unsureNanos;
  private long localNanos;
  private long utcNanos;
  private long readingNanos;

  /**
   * Creates one that has read nothing.
   *
   * @param clock reads the host's clock against the bridge's
   */
  HostStamps(Supplier<SystemClock.Reading> clock) {
    this.clock = clock;
  }

  /** Reads both clocks: to be called as soon as a stamp is told of. */
  void read() {
    SystemClock.Reading now = clock.get();
    SystemClock.Reading before = last;
    last = now;
    localNanos = now.localNanos();
    utcNanos = now.utcNanos();
    readingNanos = now.widthNanos();
    moved = before != null && hasMoved(before, now);
  }

  private boolean hasMoved(SystemClock.Reading before, SystemClock.Reading now) {
    long passed = now.localNanos() - before.localNanos();
    long by = now.utcNanos() - before.utcNanos() - passed;
    double strange = rateKnown ? by - rate * passed : by;
    unsureNanos = Math.abs(Math.round(strange));
    if (passed >= LEAST_RATE_NANOS) { // over less, the noise of the readings is no rate
      double most = passed * SLEW_PPM * 1e-6; // a step is none either
      double learnt = Math.max(-most, Math.min(most, strange)) / passed;
      rate += rateKnown ? learnt * Math.min(1, passed / RATE_MEMORY_NANOS) : learnt;
      rateKnown = true;
    }
    return Math.abs(by) > NOISE_NANOS + passed * SLEW_PPM * 2e-6;
  }

  /** How long before the reading a stamp was taken, at least 0; or {@link #LOST}. */
  long ageNanos(long stampNanos) {
    long age = utcNanos - stampNanos;
    return moved || age < -NOISE_NANOS ? LOST : Math.max(0, age);
  }

  /** When both clocks were read, by the bridge's. */
  long localNanos() {
    return localNanos;
  }

  /** By how much a stamp of that age may be wrong once it is brought over, nanoseconds. */
  long widthNanos(long ageNanos) {
    return readingNanos + unsureNanos + Math.round(ageNanos * SLEW_PPM * 1e-6);
  }
}
