package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client of two NTP servers: the times that they tell never differ by more than both bounds,
 * asked at once or one after the other's death.
 */
final class NtpPair {
  private final Probe probe;
  private final String[] servers;
  private final boolean[] asked = {true, true};
  private final @Nullable NtpReply[] last = new @Nullable NtpReply[2];
  private final String[] said = {"", ""};
  private long compared;
  private long widest;
  private long boundsThen;
  private long leastBounds = Long.MAX_VALUE;

  NtpPair(Probe probe, String first, String second) {
    this.probe = probe;
    this.servers = new String[] {first, second};
  }

  /** One that is dead is not asked; what it said last stands. */
  void died(int server) {
    asked[server] = false;
  }

  void started(int server) {
    asked[server] = true;
  }

  /** Asks both. True if both have answered with a time. */
  boolean ask() {
    boolean both = true;
    for (int i = 0; i < 2; i++) {
      Optional<NtpReply> reply = asked[i] ? probe.ntp(servers[i]) : Optional.empty();
      said[i] = reply.map(NtpReply::toString).orElse("no answer");
      if (reply.isPresent() && !reply.get().unsynchronised()) {
        last[i] = reply.get();
        compare();
      } else {
        both = false;
      }
    }
    return both;
  }

  private void compare() {
    NtpReply first = last[0];
    NtpReply second = last[1];
    if (first == null || second == null) {
      return;
    }
    long apart = Math.abs(first.offsetNanos() - second.offsetNanos());
    long bounds = first.boundNanos() + second.boundNanos();
    assertTrue(apart <= bounds, first + " and " + second);
    compared++;
    leastBounds = Math.min(leastBounds, bounds);
    if (apart >= widest) {
      widest = apart;
      boundsThen = bounds;
    }
  }

  /** {@return what both said last} */
  String said() {
    return String.join(", ", said);
  }

  long compared() {
    return compared;
  }

  /** {@return the narrowest that both bounds together were, nanoseconds} */
  long leastBoundsNanos() {
    return leastBounds;
  }

  @Override
  public String toString() {
    return "NTP clients of both: %d comparisons, %d ns apart at most (bounds %d ns; the least %d ns)"
        .formatted(compared, widest, boundsThen, leastBounds);
  }
}
