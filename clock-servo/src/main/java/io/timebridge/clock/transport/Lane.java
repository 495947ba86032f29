package io.timebridge.clock.transport;

/**
 * PTP's two kinds of message, each with a port of its own. A protocol with one port uses EVENT
 * only.
 */
public enum Lane {
  /** Messages that are time-stamped when they leave and arrive (PTP port 319, NTP port 123). */
  EVENT,
  /** Messages that are not (PTP port 320). */
  GENERAL
}
