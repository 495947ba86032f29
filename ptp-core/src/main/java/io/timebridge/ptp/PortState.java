package io.timebridge.ptp;

/** What a port is doing: IEEE 1588's port states. */
public enum PortState {
  /** Not started yet. */
  INITIALIZING,
  /** The port's link is gone; it starts anew when that is back. */
  FAULTY,
  /** Switched off by management. */
  DISABLED,
  /** Waiting for masters to be heard. */
  LISTENING,
  /** About to be a master, unless a better one is heard meanwhile. */
  PRE_MASTER,
  /** Giving the time (also called timeTransmitter). */
  MASTER,
  /** Able to give the time, but a better master does. */
  PASSIVE,
  /** A master is chosen, the clock is not close to it yet. */
  UNCALIBRATED,
  /** Following a master closely (the standard's SLAVE, also called timeReceiver). */
  FOLLOWER;

  /** {@return whether a port in this state measures against a master} */
  public boolean follows() {
    return this == UNCALIBRATED || this == FOLLOWER;
  }
}
