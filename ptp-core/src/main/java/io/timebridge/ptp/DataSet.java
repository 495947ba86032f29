package io.timebridge.ptp;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What is compared of a clock, heard or our own.
 *
 * @param priority1 the grandmaster's, lower is better
 * @param quality the grandmaster's
 * @param priority2 the grandmaster's, lower is better
 * @param grandmaster its identity
 * @param stepsRemoved how many clocks are between it and the receiver
 * @param sender who sent the Announce
 * @param receiver the port that heard it
 */
record DataSet(
    int priority1,
    ClockQuality quality,
    int priority2,
    ClockIdentity grandmaster,
    int stepsRemoved,
    PortIdentity sender,
    PortIdentity receiver) {

  static DataSet of(AnnounceMessage announce, PortIdentity receiver) {
    return new DataSet(
        announce.grandmasterPriority1(),
        announce.grandmasterClockQuality(),
        announce.grandmasterPriority2(),
        announce.grandmasterIdentity(),
        announce.stepsRemoved(),
        announce.source(),
        receiver);
  }

  /** {@return what others compare of a clock: itself as a grandmaster, no step away} */
  static DataSet own(int priority1, ClockQuality quality, int priority2, ClockIdentity identity) {
    PortIdentity self = new PortIdentity(identity, 0);
    return new DataSet(priority1, quality, priority2, identity, 0, self, self);
  }

  /** {@return what others compare of what a port of ours announces} */
  static DataSet given(Given given, PortIdentity port) {
    return new DataSet(
        given.priority1(),
        given.quality(),
        given.priority2(),
        given.grandmaster(),
        given.stepsRemoved(),
        port,
        port);
  }

  /** {@return whether both are of one grandmaster, heard of one sender} */
  boolean isOf(DataSet other) {
    return grandmaster.equals(other.grandmaster) && sender.equals(other.sender);
  }

  /** {@return what an operator knows it by, and tells it from the other by} */
  String called(@Nullable DataSet other) {
    return other != null && other.grandmaster.equals(grandmaster)
        ? "the port " + sender
        : "the grandmaster " + grandmaster;
  }
}
