package io.timebridge.ntp;

/**
 * What a server tells of the time: an immutable snapshot, made whenever something changes and read
 * by the server once a request. Everything that grows is asked for at a local time, so that a
 * snapshot stays true (or says that it no longer is) for as long as it stands.
 *
 * <p>Implementations are immutable and allocate nothing when asked; any thread.
 */
public interface ServerTime {

  /**
   * No time at all: never synchronised, every timestamp all zero ("unknown", RFC 5905 §6), the root
   * dispersion 16 s (MAXDISP, RFC 5905 §7.2).
   */
  ServerTime NONE = new NoTime();

  /**
   * {@return true if a client may take this time: synchronised, and not beyond the end of what the
   * snapshot is valid for}
   *
   * @param localNanos local time
   */
  boolean synchronisedAt(long localNanos);

  /**
   * {@return the leap indicator, 0 to 2, to be told while synchronised}
   *
   * @param localNanos local time: after the leap there is none ahead any more
   */
  int leapIndicatorAt(long localNanos);

  /** {@return the stratum, 1 to 15, to be told while synchronised} */
  int stratum();

  /** {@return the reference id, to be told while synchronised} */
  int referenceId();

  /** {@return when the clock was last corrected, UTC nanoseconds since 1970} */
  long referenceUtcNanos();

  /** {@return the round trip to the primary source, nanoseconds, not negative} */
  long rootDelayNanos();

  /**
   * {@return the dispersion to the primary source, nanoseconds, not negative}
   *
   * @param localNanos local time: the dispersion grows with it
   */
  long rootDispersionNanosAt(long localNanos);

  /**
   * {@return the time, UTC nanoseconds since 1970}
   *
   * @param localNanos local time
   */
  long utcNanosAt(long localNanos);
}
