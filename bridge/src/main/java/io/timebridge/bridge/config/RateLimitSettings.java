package io.timebridge.bridge.config;

import java.time.Duration;

/** A config's {@code serve.ntp.rateLimit}: how often one address is answered. */
public final class RateLimitSettings extends Settings<RateLimitSettings> {
  RateLimitSettings() {}

  /**
   * Sets {@code interval}. The time between answers that is granted for ever.
   *
   * @param value from 1ms to 1h; left out: {@code 8s}
   * @return this
   */
  public RateLimitSettings interval(Duration value) {
    return put(ConfigTable.RATE_INTERVAL, value);
  }

  /**
   * Sets {@code burst}. How many answers may be had at once after a pause.
   *
   * @param value from 1 to 255 answers; left out: {@code 8}
   * @return this
   */
  public RateLimitSettings burst(int value) {
    return put(ConfigTable.RATE_BURST, value);
  }

  /**
   * Sets {@code leak}. Of what is over the limit one in 2^{@code leak} is answered all the same, at
   * random, so that a forger cannot cut a client off.
   *
   * @param value from 1 to 15 log2; left out: {@code 2}
   * @return this
   */
  public RateLimitSettings leak(int value) {
    return put(ConfigTable.RATE_LEAK, value);
  }

  /**
   * Sets {@code kod}. Of the rest one in 2^{@code kod} is answered with a kiss-o'-death RATE, at
   * random; 0 for none.
   *
   * @param value from 0 to 15 log2; left out: {@code 3}
   * @return this
   */
  public RateLimitSettings kod(int value) {
    return put(ConfigTable.RATE_KOD, value);
  }
}
