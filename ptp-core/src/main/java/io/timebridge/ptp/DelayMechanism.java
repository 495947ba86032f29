package io.timebridge.ptp;

/** How a port learns the delay of the way from its master: IEEE 1588's delayMechanism. */
public enum DelayMechanism {
  /** It asks its master: delay request-response. */
  E2E,

  /** It asks its neighbour on the link, whoever that is, at all times: peer delay. */
  P2P,

  /** {@link #E2E} until a neighbour asks for the peer delay, {@link #P2P} from then on. */
  AUTO,

  /** Not at all: the delay is taken for none, and the clock lags by what it is. */
  NONE
}
