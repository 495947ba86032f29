package io.timebridge.bridge.media;

import java.util.OptionalInt;

/**
 * How a stream's media clock comes from its reference clock, as its session description says:
 * {@code a=mediaclk}. RFC 7273 §5. Immutable; any thread.
 */
public sealed interface MediaClock {

  /**
   * Locked to the reference clock.
   *
   * @param offset the RTP timestamp at the zero of the reference clock's time, 32 bits; empty if it
   *     is not said
   * @param numerator of what the nominal rate is multiplied by; 1 unless it is said
   * @param denominator of that
   */
  record Direct(OptionalInt offset, long numerator, long denominator) implements MediaClock {}

  /** The sender's own, and only its reports say more. */
  record Sender() implements MediaClock {}

  /**
   * That of an IEEE 1722 stream.
   *
   * @param streamId its identity, 64 bits
   */
  record Ieee1722(long streamId) implements MediaClock {}

  /**
   * One of a kind that is not known here.
   *
   * @param text as it was written
   */
  record Other(String text) implements MediaClock {}
}
