package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of a leap second at the end of the present UTC day.
 *
 * <p>Our leap second table knows, as long as it has not expired. It is overruled by more than half
 * of the sources that have a word of their own, if they are two at least; and by a grandmaster that
 * is alone and says that its UTC offset is valid, since its whole network goes with it. Once the
 * table has expired, more than half of the sources are believed, be it one, unless several have
 * decided otherwise on that day: the first to come back after an outage may be the one that was
 * outvoted. So one NTP server that was set up wrong moves nobody.
 *
 * <p>One thread: the sources'.
 */
final class LeapVote implements NtpLeap.Judge {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;

  /** What was decided by then stays: who leaps early or late says the wrong thing near it. */
  private static final long CLOSED_NANOS = NtpLeap.NEAR_NANOS;

  /**
   * The word of one source.
   *
   * @param witness whose word it is; two sources with one witness have one vote
   * @param leap 1, −1, or 0 for none
   * @param ofGrandmaster whether a PTP grandmaster stands for it
   */
  record Vote(String witness, int leap, boolean ofGrandmaster) {}

  private final LeapSeconds table;
  private long midnightUtc = Long.MIN_VALUE;
  private int leap;
  private boolean voted; // on the present day
  private boolean settled; // by two or more, on the present day
  private long passedMidnightUtc = Long.MIN_VALUE;
  private int passedLeap;

  LeapVote(LeapSeconds table) {
    this.table = table;
  }

  /** The UTC midnight after a time. */
  static long midnightAfter(long utcNanos) {
    return Math.floorDiv(utcNanos, DAY_NANOS) * DAY_NANOS + DAY_NANOS;
  }

  /**
   * Counts the votes of sources that are believed.
   *
   * @param utcNanos UTC now
   */
  void count(long utcNanos, List<Vote> votes) {
    long midnight = midnightAfter(utcNanos);
    if (midnight != midnightUtc) {
      // That there was none is as good to know: whoever was alone with one would count it now.
      if ((leap != 0 || voted) && midnight - midnightUtc == DAY_NANOS) {
        passedMidnightUtc = midnightUtc;
        passedLeap = leap;
      }
      midnightUtc = midnight;
      leap = ofTable(midnight);
      voted = false;
      settled = false;
    }
    // Who falls silent on that day has said what he said; and just after midnight a source that is
    // a little behind still speaks of the day before.
    long sinceMidnight = utcNanos - (midnight - DAY_NANOS);
    boolean open = midnight - utcNanos > CLOSED_NANOS && sinceMidnight > CLOSED_NANOS;
    if (!votes.isEmpty() && open) {
      leap = decide(votes);
      voted = true;
    }
  }

  private int decide(List<Vote> votes) {
    Map<String, Vote> voices = new HashMap<>();
    for (Vote vote : votes) {
      voices.putIfAbsent(vote.witness(), vote);
    }
    boolean known = tableKnows(midnightUtc);
    int decided = known ? ofTable(midnightUtc) : leap; // of as many against as for, nothing new
    for (Vote vote : voices.values()) {
      int same = 0;
      for (Vote other : voices.values()) {
        same += other.leap() == vote.leap() ? 1 : 0;
      }
      boolean majority = 2 * same > voices.size();
      if (majority && (same > 1 || vote.ofGrandmaster() || !(known || settled))) {
        decided = vote.leap();
        settled |= same > 1;
      }
    }
    return decided;
  }

  private boolean tableKnows(long midnight) {
    return midnight <= table.expiresUtcNanos();
  }

  private int ofTable(long midnight) {
    return table.taiMinusUtcAtUtc(midnight) - table.taiMinusUtcAtUtc(midnight - 1);
  }

  /** {@inheritDoc} Of a day that was not voted on, the table's word, or else the claim. */
  @Override
  public int leapAt(long midnight, int claimed) {
    if (midnight == midnightUtc) {
      return leap;
    }
    if (midnight == passedMidnightUtc) {
      return passedLeap;
    }
    return tableKnows(midnight) ? ofTable(midnight) : claimed;
  }

  /** From TAI to UTC, with the leap second that is believed. */
  UtcRule rule(int taiMinusUtc, long taiNanos) {
    long midnight = midnightAfter(taiNanos - taiMinusUtc * NANOS);
    int ahead = leapAt(midnight, 0);
    return new UtcRule(taiMinusUtc, ahead, midnight + (taiMinusUtc + ahead) * NANOS);
  }

  /** Why a source's word is not believed; null if it is, or if it has none. */
  @Nullable String refusal(OptionalInt word) {
    if (word.isEmpty() || word.getAsInt() == leap) {
      return null;
    }
    String by =
        tableKnows(midnightUtc) && leap == ofTable(midnightUtc)
            ? "our leap second table, good until " + date(table.expiresUtcNanos())
            : "what most sources say";
    return word.getAsInt() == 0
        ? "it announces no leap second for the end of this day, against " + by
        : "it announces a leap second for the end of this day, which is not believed, against "
            + by;
  }

  private static LocalDate date(long utcNanos) {
    return LocalDate.ofEpochDay(Math.floorDiv(utcNanos, DAY_NANOS));
  }
}
