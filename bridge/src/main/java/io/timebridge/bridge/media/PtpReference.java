package io.timebridge.bridge.media;

import io.timebridge.bridge.Correlation;
import io.timebridge.bridge.EpochReading;
import java.util.Optional;

/** A PTP domain, by the bridge's correlation with UTC. Equal if the domain is the same. */
record PtpReference(Correlation domain) implements ReferenceTime {

  @Override
  public String name() {
    return "the PTP domain of " + domain.source();
  }

  @Override
  public Optional<EpochReading> referenceOf(long utcNanos) {
    return domain.ptpOf(utcNanos);
  }

  @Override
  public Optional<EpochReading> utcOf(long epoch, long referenceNanos) {
    return domain.utcOf(epoch, referenceNanos);
  }

  @Override
  public String reason() {
    return domain.epoch() == 0
        ? name() + " was never related to UTC"
        : "the correlation of " + name() + " does not reach there";
  }
}
