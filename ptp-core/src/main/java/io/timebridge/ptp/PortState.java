package io.timebridge.ptp;

/** What a port is doing. */
public enum PortState {
  /** Taken out by management: neither sends nor listens. */
  DISABLED,
  /** Waiting for masters to be heard. */
  LISTENING,
  /** A master is chosen, the clock is not close to it yet. */
  UNCALIBRATED,
  /** Following a master closely (the standard's SLAVE, also called timeReceiver). */
  FOLLOWER,
  /** Giving the time (also called timeTransmitter). */
  MASTER,
  /** Able to give the time, but a better master does. */
  PASSIVE
}
