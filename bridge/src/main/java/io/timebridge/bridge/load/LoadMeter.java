package io.timebridge.bridge.load;

import org.HdrHistogram.Histogram;

/**
 * What all sockets of a run count together, and how many requests they may still offer. Belongs to
 * the transport's thread until the run has ended; allocates nothing meanwhile.
 */
final class LoadMeter {
  private static final int DIGITS = 3;

  private final Histogram latencies;
  private final Runnable onEnd;
  private long left;
  private int running;
  private long startLocalNanos = Long.MAX_VALUE;
  private long lastLocalNanos = Long.MIN_VALUE;
  private long sent;
  private long lost;
  private long heldBack;
  private long unexpected;
  private long kissOfDeath;
  private long unsynchronised;

  /**
   * @param onEnd called once, when the last socket has neither an answer to wait for nor a request
   *     to offer
   */
  LoadMeter(LoadPlan plan, Runnable onEnd) {
    // A stamp may be late by what the loop takes to look: twice the wait is room enough.
    this.latencies = new Histogram(1, 2 * plan.timeoutNanos(), DIGITS);
    this.left = plan.count();
    this.running = plan.sockets();
    this.onEnd = onEnd;
  }

  void started(long localNanos) {
    startLocalNanos = Math.min(startLocalNanos, localNanos);
  }

  /** Takes one request from what may still be offered; false if that is used up. */
  boolean take() {
    if (left == 0) {
      return false;
    }
    left--;
    sent++;
    return true;
  }

  boolean isUsedUp() {
    return left == 0;
  }

  void reply(long latencyNanos, long localNanos) {
    // The two stamps' widths may make a very fast answer seem to come before it was asked for.
    latencies.recordValue(
        Math.max(0, Math.min(latencyNanos, latencies.getHighestTrackableValue())));
    lastLocalNanos = Math.max(lastLocalNanos, localNanos);
  }

  void lost() {
    lost++;
  }

  void heldBack(long count) {
    heldBack += count;
  }

  void unexpected() {
    unexpected++;
  }

  void kissOfDeath() {
    kissOfDeath++;
  }

  void unsynchronised() {
    unsynchronised++;
  }

  void ended() {
    running--;
    if (running == 0) {
      onEnd.run();
    }
  }

  /** What was counted; after the end. */
  LoadReport report(LoadPlan plan, String timestamps) {
    long elapsed = Math.max(1, lastLocalNanos - startLocalNanos);
    return new LoadReport(
        plan,
        timestamps,
        latencies.getTotalCount() == 0 ? plan.durationNanos() : elapsed,
        sent,
        latencies.getTotalCount(),
        lost,
        heldBack,
        unexpected,
        kissOfDeath,
        unsynchronised,
        LoadReport.Latency.of(latencies));
  }
}
