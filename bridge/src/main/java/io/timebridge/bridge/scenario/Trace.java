package io.timebridge.bridge.scenario;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One clock's errors, sample by sample. */
final class Trace {
  /** The clock showed no time yet. */
  static final long NONE = Long.MIN_VALUE;

  private final JudgedHost host;
  private final Plan plan;
  private final long[] errorNanos;
  private final long[] estimatedErrorNanos;
  private final MessageDigest digest = sha256();
  private final ByteBuffer line = ByteBuffer.allocate(3 * Long.BYTES);
  private int samples;
  private int settledReadings;
  private int boundHeld;

  Trace(JudgedHost host, Plan plan) {
    this.host = host;
    this.plan = plan;
    int length = Math.toIntExact(plan.durationNanos() / plan.sampleNanos());
    errorNanos = new long[length];
    estimatedErrorNanos = new long[length];
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Compares the clock with true time, now. */
  void sample() {
    ClockMap map = host.estimator.clock().map();
    long error = NONE;
    long estimated = 0;
    long bound = 0;
    if (map != null) {
      long local = host.node.clock().localNanos();
      ClockSegment segment = map.segmentAt(local);
      error = segment.nanosAt(local) - host.rightNanos();
      estimated = segment.estimatedErrorAt(local);
      bound = segment.errorBoundAt(local);
      if (samples >= firstSettled()) {
        settledReadings++;
        boundHeld += Math.abs(error) <= bound ? 1 : 0;
      }
    }
    errorNanos[samples] = error;
    estimatedErrorNanos[samples] = estimated;
    samples++;
    line.clear().putLong(error).putLong(estimated).putLong(bound);
    digest.update(line.array());
  }

  JudgedHost host() {
    return host;
  }

  int samples() {
    return samples;
  }

  double secondsOf(int sample) {
    return (sample + 1) * (plan.sampleNanos() * 1e-9);
  }

  long errorNanos(int sample) {
    return errorNanos[sample];
  }

  long estimatedErrorNanos(int sample) {
    return estimatedErrorNanos[sample];
  }

  /** The first sample that counts; the one at {@code settle} itself does. */
  int firstSettled() {
    return Math.max(0, Math.toIntExact((plan.settleNanos() - 1) / plan.sampleNanos()));
  }

  /** How many samples that count found a clock with a time. */
  int settledReadings() {
    return settledReadings;
  }

  /** In how many of them the error was within its bound. */
  int boundHeld() {
    return boundHeld;
  }

  /** A digest of every sample: its error, its estimated error, its bound. */
  byte[] digest() {
    return digest.digest();
  }
}
