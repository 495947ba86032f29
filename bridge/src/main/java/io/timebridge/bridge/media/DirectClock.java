package io.timebridge.bridge.media;

import io.timebridge.bridge.EpochReading;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The clock of a stream whose media clock is locked to its reference clock: {@code
 * a=mediaclk:direct=OFFSET}. At the zero of the reference clock's time the RTP timestamp was the
 * offset, and every tick since then has been counted, modulo 2³². RFC 7273 §5.2.
 *
 * <p>Immutable; any thread.
 */
public final class DirectClock implements StreamClock {
  private final MediaRate rate;
  private final int offset;
  private final ReferenceTime reference;

  /**
   * Creates one.
   *
   * @param rate the rate of the RTP clock
   * @param offset the RTP timestamp at the zero of the reference clock's time, 32 bits
   * @param reference what the media clock is locked to
   */
  public DirectClock(MediaRate rate, int offset, ReferenceTime reference) {
    this.rate = rate;
    this.offset = offset;
    this.reference = reference;
  }

  @Override
  public MediaTime timeOf(int rtpTimestamp, long nearUtcNanos) {
    Optional<EpochReading> near = reference.referenceOf(nearUtcNanos);
    if (near.isEmpty()) {
      return MediaTime.unknown(reference.reason());
    }
    long tick = MediaRate.unwrap(rtpTimestamp - offset, rate.ticksAt(near.get().nanos()));
    // A sender may round to the nearest tick or cut off.
    long bound = rate.tickNanos();
    return MediaTime.of(
        new MediaTime.InReference(
            reference, rate.nanosAt(tick), near.get().epoch(), (bound + 1) / 2, bound),
        "the media clock is locked to " + reference.name());
  }

  @Override
  public OptionalInt timestampAt(long utcNanos) {
    Optional<EpochReading> at = reference.referenceOf(utcNanos);
    return at.isPresent()
        ? OptionalInt.of((int) rate.ticksAt(at.get().nanos()) + offset)
        : OptionalInt.empty();
  }
}
