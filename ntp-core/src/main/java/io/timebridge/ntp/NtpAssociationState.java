package io.timebridge.ntp;

/** How an association stands with its server. */
public enum NtpAssociationState {
  /** Nothing was heard yet. */
  WAITING,
  /** The server tells a time that may be used. */
  REACHABLE,
  /** The server answers, but its time may not be used. */
  UNFIT,
  /** The last eight requests were not answered. */
  UNREACHABLE,
  /** The server wants no requests of ours: it is asked no more. */
  REFUSED
}
