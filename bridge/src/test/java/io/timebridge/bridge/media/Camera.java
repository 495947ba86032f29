package io.timebridge.bridge.media;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ntp.NtpTimestamp;

/**
 * A simulated sender: its wall clock is off and drifts, its media clock is exact or drifts too, its
 * reports arrive late.
 */
final class Camera {
  static final long SECOND = 1_000_000_000L;
  static final long MILLI = 1_000_000L;
  private static final double SWING_SECONDS = 1_200;

  /** When a run begins; the timeline is exact, so this is UTC. */
  static final long START = 1_793_000_000L * SECOND;

  /** How late reports are, beyond what none is without. */
  enum Lateness {
    EXPONENTIAL,
    UNIFORM,
    BURSTS;

    double draw(SeededRandom random) {
      return switch (this) {
        case EXPONENTIAL -> random.nextExponential();
        case UNIFORM -> 2 * random.nextDouble();
        case BURSTS ->
            random.nextDouble() < 0.2
                ? 5 * random.nextExponential()
                : 0.05 * random.nextExponential();
      };
    }
  }

  /** Fails if two times are further apart than allowed. */
  static void assertNear(long expected, long found, long allowed) {
    if (Math.abs(found - expected) > allowed) {
      throw new AssertionError(found + " is further than " + allowed + " from " + expected);
    }
  }

  private final SeededRandom random;
  private final MediaRate rate;
  long offsetNanos;
  double ppb;

  /** How much its rate swings to and fro in 20 minutes, with the air conditioning. */
  double swingPpb;

  double mediaPpb;
  int firstTimestamp;
  long leastDelayNanos = 300_000;
  double lateNanos = 500_000;
  Lateness lateness = Lateness.EXPONENTIAL;
  double sloppyNanos;
  int ssrc = 1;

  Camera(long seed, long hertz) {
    this.random = new SeededRandom(seed);
    this.rate = MediaRate.of(hertz);
    this.firstTimestamp = (int) random.nextLong();
  }

  long wallAt(long utcNanos) {
    long since = utcNanos - START;
    double omega = 2 * StrictMath.PI / SWING_SECONDS;
    double swung = swingPpb / omega * (1 - StrictMath.cos(omega * since * 1e-9));
    return utcNanos + offsetNanos + Math.round(since * (ppb * 1e-9) + swung);
  }

  int timestampAt(long utcNanos) {
    long since = utcNanos - START;
    return firstTimestamp + (int) rate.ticksAt(since + Math.round(since * (mediaPpb * 1e-9)));
  }

  /** How much time passes between what the timestamp says and what it was asked at. */
  Arrival arrivalOf(long sentUtcNanos) {
    long late = leastDelayNanos + Math.round(lateNanos * lateness.draw(random));
    return new Arrival(sentUtcNanos + late, 0, 0);
  }

  /** Sends a report to a stream's clock. */
  void report(ReportedClock to, long utcNanos) {
    long back = Math.round(sloppyNanos * random.nextDouble());
    to.senderReport(
        ssrc,
        timestampAt(utcNanos - back),
        NtpTimestamp.toBits(wallAt(utcNanos)),
        arrivalOf(utcNanos));
  }

  /** Reports for so long, with some unevenness; {@return when the last one was sent}. */
  long run(ReportedClock to, long fromUtcNanos, double seconds, double interval) {
    long at = fromUtcNanos;
    long end = fromUtcNanos + Math.round(seconds * 1e9);
    long last = at;
    while (at < end) {
      report(to, at);
      last = at;
      at += Math.round(interval * (0.8 + 0.4 * random.nextDouble()) * 1e9);
    }
    return last;
  }
}
