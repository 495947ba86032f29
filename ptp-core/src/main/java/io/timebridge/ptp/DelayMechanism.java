package io.timebridge.ptp;

/** How a port learns the delay of the way from its master: IEEE 1588's delayMechanism. */
public enum DelayMechanism {
  /** It asks its master: delay request-response. */
  E2E,

  /** Not at all: the delay is taken for none, and the clock lags by what it is. */
  NONE
}
