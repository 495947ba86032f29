package io.timebridge.ptp;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;

/**
 * IEEE 1588's data-set comparison algorithm: which of two masters is the better one, and by what.
 *
 * <p>Two ways to different grandmasters are told apart by what the grandmasters say of themselves,
 * member by member; two ways to the same one by their length, then by who sends and who receives.
 */
final class DataSetComparison {

  /**
   * What is compared.
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
  }

  /**
   * The outcome.
   *
   * @param order negative if the first is better, positive if the second is, 0 if they are the same
   * @param by the member that decided, in words
   */
  record Outcome(int order, String by) {}

  private DataSetComparison() {}

  static Outcome compare(DataSet a, DataSet b) {
    if (a.grandmaster.equals(b.grandmaster)) {
      return byTopology(a, b);
    }
    int order = Integer.compare(a.priority1, b.priority1);
    if (order != 0) {
      return new Outcome(order, "priority1");
    }
    order = Integer.compare(a.quality.clockClass(), b.quality.clockClass());
    if (order != 0) {
      return new Outcome(order, "clockClass");
    }
    order = Integer.compare(a.quality.clockAccuracy(), b.quality.clockAccuracy());
    if (order != 0) {
      return new Outcome(order, "clockAccuracy");
    }
    order =
        Integer.compare(a.quality.offsetScaledLogVariance(), b.quality.offsetScaledLogVariance());
    if (order != 0) {
      return new Outcome(order, "offsetScaledLogVariance");
    }
    order = Integer.compare(a.priority2, b.priority2);
    if (order != 0) {
      return new Outcome(order, "priority2");
    }
    return new Outcome(a.grandmaster.compareTo(b.grandmaster), "grandmasterIdentity");
  }

  private static Outcome byTopology(DataSet a, DataSet b) {
    if (Math.abs(a.stepsRemoved - b.stepsRemoved) > 1) {
      return new Outcome(Integer.compare(a.stepsRemoved, b.stepsRemoved), "stepsRemoved");
    }
    if (a.stepsRemoved != b.stepsRemoved) {
      // The longer way loses, unless the receiver heard itself on it: then nothing is proven.
      DataSet longer = a.stepsRemoved > b.stepsRemoved ? a : b;
      if (longer.receiver.equals(longer.sender)) {
        return new Outcome(0, "stepsRemoved");
      }
      return new Outcome(Integer.compare(a.stepsRemoved, b.stepsRemoved), "stepsRemoved");
    }
    int order = a.sender.compareTo(b.sender);
    if (order != 0) {
      return new Outcome(order, "sender's identity");
    }
    return new Outcome(
        Integer.compare(a.receiver.portNumber(), b.receiver.portNumber()), "receiving port");
  }
}
