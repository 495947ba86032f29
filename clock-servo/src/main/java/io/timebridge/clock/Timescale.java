package io.timebridge.clock;

/** What a count of nanoseconds means: which second it counts, and from when. */
public enum Timescale {
  /** International Atomic Time, from 1970-01-01 00:00:00 TAI: PTP's own epoch. Never leaps. */
  TAI,
  /** Coordinated Universal Time as POSIX counts it, from 1970-01-01: repeats a second at a leap. */
  UTC,
  /** A count from nobody knows when (a power-up, say): it gives rate, never epoch. */
  ARBITRARY
}
