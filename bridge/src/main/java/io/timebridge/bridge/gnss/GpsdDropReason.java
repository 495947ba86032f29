package io.timebridge.bridge.gnss;

/** Why something that gpsd sent is not used. */
enum GpsdDropReason {
  /** A line is longer than any report of gpsd. */
  LONG_LINE,
  /** A line is no JSON object, or lacks what its class must have. */
  MALFORMED,
  /** It is of another receiver than the one that is followed. */
  OTHER_DEVICE,
  /** A time without a fix: the receiver guesses. */
  NO_FIX,
  /** The host's clock was set between the moment that is told of and the telling, or is about. */
  HOST_CLOCK_SET,
  /** A pulse by the stamp of another host's clock. */
  OTHER_HOST,
  /** A pulse that is farther from what the sentences say than those are good to. */
  PULSE_MISMATCH
}
