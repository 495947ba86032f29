package io.timebridge.bridge;

import io.timebridge.clock.ClockMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** From TAI to UTC, as it is served: what a source says of it, and the leap second voted on. */
final class LeapRule {
  private static final long NANOS = 1_000_000_000L;

  /** So near a leap second what was known of it stays known. */
  private static final long HOLD_NANOS = 30 * NANOS;

  private final LeapVote vote;

  LeapRule(LeapVote vote) {
    this.vote = vote;
  }

  /** Asks all who are believed. */
  void count(List<Source> believed, TimelineSnapshot served, long nowLocalNanos) {
    List<LeapVote.Vote> votes = new ArrayList<>();
    for (Source source : believed) {
      boolean grandmaster = source.kind() == Source.Kind.PTP;
      OptionalInt word = source.leapWord(nowLocalNanos);
      if (word.isPresent()) {
        votes.add(new LeapVote.Vote(witness(source), word.getAsInt(), grandmaster));
      }
    }
    if (served.usableAt(nowLocalNanos)) {
      vote.count(served.utcNanosAt(nowLocalNanos), votes);
    } else if (!believed.isEmpty()) {
      SourceTime first = Objects.requireNonNull(believed.get(0).time());
      vote.count(first.utcNanosAt(nowLocalNanos), votes);
    }
  }

  private static String witness(Source source) {
    return Objects.requireNonNull(source.time(), "who is believed claims a time").witness();
  }

  /**
   * The rule to serve: the source's, unless that would move TAI for nothing, and the leap second
   * that is believed.
   *
   * @param present the rule that is served, or null if none is
   * @param shown the clock that is served, or null before there was one
   */
  UtcRule rule(
      SourceTime time, @Nullable UtcRule present, @Nullable ClockMap shown, long nowLocalNanos) {
    long tai = time.tai().nanosAt(nowLocalNanos);
    int told = time.taiMinusUtcAt(nowLocalNanos);
    if (present == null || shown == null) {
      return vote.rule(told, tai);
    }
    long served = shown.nanosAt(nowLocalNanos);
    if (present.leapsWithin(HOLD_NANOS, served)) {
      return present;
    }
    int before = present.taiMinusUtcAt(served);
    boolean sameTai = Math.abs(tai - served) < NANOS / 2;
    int taiMinusUtc = sameTai ? told : before;
    return vote.rule(taiMinusUtc, served);
  }
}
