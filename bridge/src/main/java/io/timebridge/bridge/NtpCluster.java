package io.timebridge.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of NTP servers that are all believed, those that are averaged: as long as there are more than
 * three, the one that lies farthest from the others is left out if that is more than the best is
 * believed to wander by. The claims of servers are wide, so that one whose way is far longer there
 * than back contradicts nobody; it would still draw the mean to itself. RFC 5905 §11.2.2. One
 * thread.
 */
final class NtpCluster {
  /** NMIN. RFC 5905 §11.2.2. */
  private static final int LEAST = 3;

  /** A server that is left out comes back when it is nearer than this share of what it left at. */
  private static final double RETURN_SHARE = 0.5;

  private Map<String, String> leftOut = Map.of();

  /** A server that is believed, and its time. */
  record Member(String name, SourceTime time) {}

  /** Who is left out, and why, in words; as of the last time. */
  Map<String, String> leftOut() {
    return leftOut;
  }

  /** No servers are averaged now. */
  void forget() {
    leftOut = Map.of();
  }

  /** Those that are averaged, at least three if there are so many. */
  List<SourceTime> survivors(List<Member> believed, long nowLocalNanos) {
    List<Member> left = new ArrayList<>(believed);
    Map<String, String> out = new HashMap<>();
    for (Member worst = worst(left, nowLocalNanos);
        worst != null;
        worst = worst(left, nowLocalNanos)) {
      left.remove(worst);
      double seconds = distance(worst, left, nowLocalNanos) * 1e-9;
      out.put(
          worst.name(),
          "it is " + Disagreement.amount(seconds) + " from the others and is not averaged in");
    }
    leftOut = out;
    return left.stream().map(Member::time).toList();
  }

  /** The one to leave out next, or null. */
  private @Nullable Member worst(List<Member> left, long now) {
    if (left.size() <= LEAST) {
      return null;
    }
    double least = Double.MAX_VALUE;
    double farthest = 0;
    Member worst = null;
    for (Member each : left) {
      least = Math.min(least, (double) each.time().noiseNanosAt(now));
      double distance = distance(each, left, now);
      if (distance > farthest) {
        farthest = distance;
        worst = each;
      }
    }
    boolean wasOut = worst != null && leftOut.containsKey(worst.name());
    return farthest > (wasOut ? RETURN_SHARE * least : least) ? worst : null;
  }

  /** The selection jitter: the root mean square of how far it is from each of the others. */
  private static double distance(Member of, List<Member> among, long now) {
    double squares = 0;
    int others = 0;
    for (Member each : among) {
      if (!each.name().equals(of.name())) {
        double off = (double) (each.time().utcNanosAt(now) - of.time().utcNanosAt(now));
        squares += off * off;
        others++;
      }
    }
    return others == 0 ? 0 : Math.sqrt(squares / others);
  }
}
