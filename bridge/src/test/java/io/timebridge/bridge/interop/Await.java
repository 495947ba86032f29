package io.timebridge.bridge.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition of the real world: polls until it holds or the deadline has passed. */
final class Await {
  private static final Duration POLL = Duration.ofMillis(25);

  private Await() {}

  /**
   * Waits until a value is as expected.
   *
   * @param what the expectation in words, for the failure's message
   * @param within the deadline
   * @param value reads the value; asked again and again
   * @param expected what the value must satisfy
   * @return the first value that satisfied it
   */
  static <T> T until(String what, Duration within, Supplier<T> value, Predicate<T> expected) {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      T seen = value.get();
      if (expected.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + within + ": " + what + "; last seen: " + seen);
      }
      pause(POLL);
    }
  }

  /** Waits until a condition holds. */
  static void until(String what, Duration within, BooleanSupplier condition) {
    Boolean unused = until(what, within, condition::getAsBoolean, held -> held);
  }

  /** Leaves some time between two observations of something that changes slowly. */
  static void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted: the test ran out of its time");
      }
      LockSupport.parkNanos(left);
    }
  }
}
