package io.timebridge.ptp;

/** How a port learns the delay of the way from its master: IEEE 1588's delayMechanism. */
public enum DelayMechanism {
  /** It asks its master: delay request-response. */
  E2E,

  /** It asks its neighbour on the link, be it master or not: peer delay. */
  P2P,

  /** E2E until its neighbour asks for the peer delay, P2P from then on: linuxptp's auto. */
  AUTO,

  /** Not at all: the delay is taken for none, and the clock lags by what it is. */
  NONE
}
