package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;
import java.util.List;

/**
 * NTP servers that agree, followed together: what each says of the time and of the frequency is
 * weighed by how well it is believed to know it.
 *
 * @param tai the piece of the one that is followed, moved to what all say; how far is in its bound
 * @param noiseNanos what the piece is believed to wander by, without what the servers claim
 * @param driftPpb the frequency
 * @param driftErrorPpb what that is believed to be off by at most, their errors being their own
 */
record NtpMean(ClockSegment tai, double noiseNanos, double driftPpb, double driftErrorPpb) {

  /**
   * Weighs.
   *
   * @param followed the one whose piece is taken
   * @param all the servers that are averaged, at least one; their UTC is compared, since they may
   *     differ in TAI by whole seconds
   */
  static NtpMean of(SourceTime followed, List<SourceTime> all, long nowLocalNanos) {
    double weights = 0;
    double ahead = 0;
    double noise = 0; // the square of the sum
    double driftWeights = 0;
    double drift = 0;
    for (SourceTime each : all) {
      double error = Math.max(1, each.tai().estimatedErrorAt(nowLocalNanos));
      double weight = 1 / (error * error);
      weights += weight;
      double wanders = weight * each.noiseNanosAt(nowLocalNanos);
      noise += wanders * wanders;
      ahead += weight * (each.utcNanosAt(nowLocalNanos) - followed.utcNanosAt(nowLocalNanos));
      double driftError = Math.max(0.01, each.driftErrorPpb());
      double driftWeight = 1 / (driftError * driftError);
      driftWeights += driftWeight;
      drift += driftWeight * each.driftPpb();
    }
    return new NtpMean(
        moved(followed.tai(), Math.round(ahead / weights)),
        Math.sqrt(noise) / weights,
        drift / driftWeights,
        1 / Math.sqrt(driftWeights));
  }

  private static ClockSegment moved(ClockSegment segment, long nanos) {
    return new ClockSegment(
        segment.epoch(),
        segment.localNanos(),
        segment.nanos() + nanos,
        segment.frequencyPpb(),
        segment.estimatedErrorNanos(),
        segment.errorBoundNanos() + Math.abs(nanos),
        segment.estimatedGrowthPpb(),
        segment.boundGrowthPpb());
  }
}
