package io.timebridge.bridge.config;

/**
 * The host's own clock as a source of last resort.
 *
 * @param errorBoundNanos what it may be off by at most, nanoseconds; 1 µs to 1 h
 */
public record SystemSourceConfig(long errorBoundNanos) {
  /** How status and policy call it. */
  public static final String NAME = "system";
}
