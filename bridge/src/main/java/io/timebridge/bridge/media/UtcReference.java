package io.timebridge.bridge.media;

import io.timebridge.bridge.EpochReading;
import java.util.Optional;

/** UTC as a sender tells it, taken at its word. */
record UtcReference(long errorBoundNanos) implements ReferenceTime {

  @Override
  public String name() {
    return "UTC as the sender tells it";
  }

  @Override
  public Optional<EpochReading> referenceOf(long utcNanos) {
    return reading(utcNanos);
  }

  @Override
  public Optional<EpochReading> utcOf(long epoch, long referenceNanos) {
    return reading(referenceNanos);
  }

  private Optional<EpochReading> reading(long nanos) {
    return Optional.of(new EpochReading(nanos, 1, errorBoundNanos, errorBoundNanos));
  }

  @Override
  public String reason() {
    return "UTC is always known";
  }
}
