package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.kernel.StampCarrier;

/**
 * The clock of a simulated host's operating system, which stamps its packets, and which somebody
 * slews and steps: its W32Time, its {@code chronyd}, an operator. The stamps are carried over to
 * the node's own clock in the way that the kernel's are, by {@link StampCarrier}: a reader that
 * wakes a little after each packet, and ten times a second without one, reads both clocks. One
 * thread.
 *
 * @see SimulatedNode#stampByHostClock
 */
public final class SimulatedHostClock {
  private static final long START_NANOS = 1_700_000_000_000_000_000L;
  private static final long TURN_NANOS = 100_000_000L;

  /** How long a reading of a clock takes: so much, and up to so much more. */
  private static final long READING_NANOS = 20;

  private static final int READING_SPREAD_NANOS = 60;

  /** How soon after a packet its reader has run; seldom, after somebody else's turn. */
  private static final long WAKING_NANOS = 20_000;

  private static final double WAKING_SPREAD_NANOS = 30_000;
  private static final double LATE_SHARE = 0.02;
  private static final int LATE_NANOS = 8_000_000;

  private final SimulatedNode node;
  private final VirtualTime time;
  private final SeededRandom random;
  private final StampCarrier carrier = new StampCarrier();
  private long anchorLocal;
  private long anchorReal = START_NANOS;
  private double slewPpm;
  private long readNanos;
  private long lost;

  SimulatedHostClock(SimulatedNode node, VirtualTime time, SeededRandom random) {
    this.node = node;
    this.time = time;
    this.random = random;
    this.anchorLocal = node.now();
    turn();
  }

  /**
   * Slews the clock from now on.
   *
   * @param ppm how much faster than the node's own clock it runs, parts per million; chrony's most
   *     is 83,333
   */
  public void slew(double ppm) {
    long now = node.now();
    anchorReal = realAt(now);
    anchorLocal = now;
    slewPpm = ppm;
  }

  /**
   * Steps the clock.
   *
   * @param nanos by how much, nanoseconds; may be negative
   */
  public void step(long nanos) {
    anchorReal += nanos;
  }

  /** {@return how many time stamps were dropped, since it could not be told when that was} */
  public long lost() {
    return lost;
  }

  /** What it shows at the node's own time. */
  private long realAt(long localNanos) {
    long elapsed = localNanos - anchorLocal;
    return anchorReal + elapsed + Math.round(elapsed * slewPpm * 1e-6);
  }

  /** A stamp of a packet that passes now. */
  long stamp() {
    return realAt(node.now());
  }

  /** Runs a task when the reader wakes next, both clocks having been read. */
  void whenRead(Runnable task) {
    if (readNanos <= time.nowNanos()) {
      readNanos = time.nowNanos() + waking();
    }
    time.schedule(
        readNanos,
        () -> {
          read();
          task.run();
        });
  }

  private long waking() {
    long usual = WAKING_NANOS + Math.round(WAKING_SPREAD_NANOS * random.nextExponential());
    return random.nextDouble() < LATE_SHARE ? usual + random.nextLong(LATE_NANOS) : usual;
  }

  private void turn() {
    read();
    time.schedule(time.nowNanos() + TURN_NANOS, this::turn);
  }

  private void read() {
    long before = node.now();
    long real = before + READING_NANOS + random.nextLong(READING_SPREAD_NANOS);
    long after = real + READING_NANOS + random.nextLong(READING_SPREAD_NANOS);
    carrier.bracket(before, realAt(real), after);
  }

  /** The node's own time of a stamp; {@link StampCarrier#LOST} if that cannot be told. */
  long localNanos(long stamp) {
    long local = carrier.localNanos(stamp);
    lost += local == StampCarrier.LOST ? 1 : 0;
    return local;
  }

  /** By how much the stamp that was just carried over may be wrong. */
  long widthNanos() {
    return carrier.widthNanos();
  }
}
