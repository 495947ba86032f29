package io.timebridge.bridge.load;

import java.net.InetSocketAddress;

/**
 * What is offered to a server, and for how long; it ends by time or by count, whichever is first.
 *
 * @param server the server; resolved
 * @param sockets how many sockets ask, each from a port of its own, {@value #MIN} to {@value
 *     #MAX_SOCKETS}
 * @param window how many requests of a socket may be unanswered, {@value #MIN} to {@value
 *     #MAX_WINDOW}. In a closed loop there are always as many
 * @param requestsPerSecond how many requests a second all sockets offer together, to {@value
 *     #MAX_RATE}; or {@link #CLOSED_LOOP}: each answer, or loss, lets the next request go
 * @param durationNanos for how long requests are offered, to {@link #MAX_DURATION_NANOS}
 * @param count how many are offered at most
 * @param timeoutNanos how long an answer is waited for before it counts as lost, 1 ms to 10 s
 */
public record LoadPlan(
    InetSocketAddress server,
    int sockets,
    int window,
    long requestsPerSecond,
    long durationNanos,
    long count,
    long timeoutNanos) {

  /** The least of everything. */
  public static final int MIN = 1;

  /** The most sockets. */
  public static final int MAX_SOCKETS = 1_024;

  /** The widest window. */
  public static final int MAX_WINDOW = 4_096;

  /** The highest rate, requests a second. */
  public static final long MAX_RATE = 10_000_000;

  /** The longest run, nanoseconds: an hour. */
  public static final long MAX_DURATION_NANOS = 3_600_000_000_000L;

  /** The rate of a closed loop: as fast as the server answers. */
  public static final long CLOSED_LOOP = 0;

  private static final long MILLI = 1_000_000;

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public LoadPlan {
    check("sockets", sockets, MIN, MAX_SOCKETS);
    check("window", window, MIN, MAX_WINDOW);
    check("requestsPerSecond", requestsPerSecond, CLOSED_LOOP, MAX_RATE);
    check("durationNanos", durationNanos, MIN, MAX_DURATION_NANOS);
    check("count", count, MIN, Long.MAX_VALUE);
    check("timeoutNanos", timeoutNanos, MILLI, 10_000 * MILLI);
  }

  private static void check(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " " + value + " is not in " + min + ".." + max);
    }
  }

  boolean isClosedLoop() {
    return requestsPerSecond == CLOSED_LOOP;
  }
}
