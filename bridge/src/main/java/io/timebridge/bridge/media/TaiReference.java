package io.timebridge.bridge.media;

import io.timebridge.bridge.EpochReading;
import io.timebridge.clock.LeapSeconds;
import java.util.Optional;

/** TAI, which has one epoch. */
record TaiReference(LeapSeconds leapSeconds, long errorBoundNanos) implements ReferenceTime {

  @Override
  public String name() {
    return "TAI";
  }

  @Override
  public Optional<EpochReading> referenceOf(long utcNanos) {
    return reading(leapSeconds.utcToTai(utcNanos));
  }

  @Override
  public Optional<EpochReading> utcOf(long epoch, long referenceNanos) {
    return reading(leapSeconds.taiToUtc(referenceNanos));
  }

  private Optional<EpochReading> reading(long nanos) {
    return Optional.of(new EpochReading(nanos, 1, errorBoundNanos, errorBoundNanos));
  }

  @Override
  public String reason() {
    return "TAI is always known";
  }
}
