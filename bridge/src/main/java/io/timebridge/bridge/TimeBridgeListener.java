package io.timebridge.bridge;

/**
 * Told what happens to a bridge's time. Calls come one at a time and in order, on an executor for
 * tasks that may take long, so a listener may take its time, may call the bridge, and may even
 * close it. What it throws is logged and stops nothing. A listener that falls 1,000 events behind
 * misses those that follow.
 */
public interface TimeBridgeListener {

  /**
   * The timeline's state or its source is another.
   *
   * @param before as it was
   * @param now as it is since
   */
  default void stateChanged(TimelineSnapshot before, TimelineSnapshot now) {}

  /**
   * The time that is served jumped, and does not go on from what it was: a duration between two
   * readings across this is no duration.
   *
   * @param before as it was
   * @param now as it is since
   */
  default void timeStepped(TimelineSnapshot before, TimelineSnapshot now) {}

  /**
   * A PTP domain began a new epoch: there is another grandmaster, its time or the served one
   * jumped, or it is the first. Times of two epochs of a domain must not be compared but by way of
   * UTC.
   *
   * @param domain the domain's relation to UTC
   * @param epoch the new epoch; 1 is the first
   */
  default void epochBegan(Correlation domain, long epoch) {}
}
