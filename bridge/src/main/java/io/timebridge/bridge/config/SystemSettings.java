package io.timebridge.bridge.config;

import java.time.Duration;

/** A config's {@code sources.system}: the host's clock as a source of last resort. */
public final class SystemSettings extends Settings<SystemSettings> {
  SystemSettings() {}

  /**
   * Sets {@code enabled}. Whether the host's clock is a source, by the name {@code system}: asked
   * when there has been no other for a minute and the holdover is over, and left as soon as there
   * is one.
   *
   * @param value true or false; left out: {@code false}
   * @return this
   */
  public SystemSettings enabled(boolean value) {
    return put(ConfigTable.SYSTEM_ENABLED, value);
  }

  /**
   * Sets {@code errorBound}. What the host's clock may be off by at most. Nothing that sets it
   * tells us; it is served with this as its error.
   *
   * @param value from 1us to 1h; left out: {@code 1s}
   * @return this
   */
  public SystemSettings errorBound(Duration value) {
    return put(ConfigTable.SYSTEM_ERROR_BOUND, value);
  }
}
