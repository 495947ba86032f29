package io.timebridge.ntp.client;

import io.timebridge.ntp.NtpKeys;
import java.time.Duration;

/**
 * How servers are asked. Immutable; begin with {@link #DEFAULT}.
 *
 * @param timeout how long each answer is waited for; positive
 * @param attempts how many requests are sent at most until the first is answered; at least 1
 * @param samples how many answers are asked for, of which the fastest counts; at least 1
 * @param spacing the time between an answer and the next request; not negative
 * @param key the one key that all servers are asked with, as {@link NtpKeys#only} gives it; {@link
 *     NtpKeys#none} for none
 */
public record NtpClientOptions(
    Duration timeout, int attempts, int samples, Duration spacing, NtpKeys key) {

  /** One second, three attempts, one answer, no key. */
  public static final NtpClientOptions DEFAULT =
      new NtpClientOptions(Duration.ofSeconds(1), 3, 1, Duration.ZERO, NtpKeys.none());

  /** Checks the ranges. */
  public NtpClientOptions {
    if (timeout.isNegative() || timeout.isZero() || attempts < 1 || samples < 1) {
      throw new IllegalArgumentException(
          "timeout "
              + timeout
              + ", attempts "
              + attempts
              + " and samples "
              + samples
              + " must be positive");
    }
    if (spacing.isNegative()) {
      throw new IllegalArgumentException("spacing " + spacing + " must not be negative");
    }
    if (key.size() > 1) {
      throw new IllegalArgumentException("a server is asked with one key, not with " + key);
    }
  }

  /**
   * {@return these with another timeout}
   *
   * @param wait how long each answer is waited for; positive
   */
  public NtpClientOptions withTimeout(Duration wait) {
    return new NtpClientOptions(wait, attempts, samples, spacing, key);
  }

  /**
   * {@return these with other attempts}
   *
   * @param most how many requests are sent at most until the first is answered; at least 1
   */
  public NtpClientOptions withAttempts(int most) {
    return new NtpClientOptions(timeout, most, samples, spacing, key);
  }

  /**
   * {@return these with more answers, of which the fastest counts}
   *
   * @param many how many answers are asked for; at least 1. A public server should not be asked for
   *     more than four
   * @param between the time between an answer and the next request; not negative
   */
  public NtpClientOptions withSamples(int many, Duration between) {
    return new NtpClientOptions(timeout, attempts, many, between, key);
  }

  /**
   * {@return these with a key}
   *
   * @param one the one key that all servers are asked with
   */
  public NtpClientOptions withKey(NtpKeys one) {
    return new NtpClientOptions(timeout, attempts, samples, spacing, one);
  }
}
