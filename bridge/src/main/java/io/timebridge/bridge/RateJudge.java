package io.timebridge.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may give the rate that slow sources are measured against. A domain on an arbitrary epoch, or
 * one that is excluded for its time, may still run well; but nobody is believed without a limit:
 *
 * <ul>
 *   <li>two clocks of 100 ppm each differ by 200 ppm at most (IEEE 1588 wants a grandmaster to be
 *       better than 100 ppm);
 *   <li>a rate that moves against this host's crystal faster than quartz does is taken back at
 *       once;
 *   <li>a rate that moves slowly, but against most of the other sources and the crystal, is not a
 *       reference either.
 * </ul>
 *
 * <p>Who loses its voice has it back after {@link #PENALTY_NANOS} of good conduct. A new epoch is
 * another clock perhaps, and is learnt anew. One thread.
 */
final class RateJudge {
  static final double FARTHEST_PPB = 200_000;

  /** More than a warming quartz does within {@link #CRYSTAL_SECONDS}. */
  static final double CRYSTAL_PPB = 5_000;

  static final long PENALTY_NANOS = 600_000_000_000L;

  static final double CRYSTAL_SECONDS = 300;

  /** What a witness must have seen beyond its own error. */
  private static final double WITNESSED_PPB = 2_000;

  /** What grows over hours is the aging of crystals, and is followed by all. */
  private static final double WITNESS_SECONDS = 3_600;

  /** Who knows the frequency no better than that is no witness yet. */
  private static final double WITNESS_ERROR_PPB = 3_000;

  private static final String CRYSTAL = "this host's crystal";

  /** What a source was like so far. */
  private static final class Conduct {
    long epoch = -1;
    long sinceLocalNanos;
    long lastLocalNanos;
    double usualPpb;
    boolean refused;
    long refusedLocalNanos;
    @Nullable String reason;

    /** By how much each witness was usually faster than the source. */
    final Map<String, Double> usual = new HashMap<>();

    void refuse(String why, long now) {
      refused = true;
      refusedLocalNanos = now;
      reason = why;
      usual.clear();
    }
  }

  private final Map<String, Conduct> conducts = new HashMap<>();
  private boolean misled;

  /** Why a source may not give the rate; null if it may, or has none to give. */
  @Nullable String refusal(String source) {
    Conduct conduct = conducts.get(source);
    return conduct != null && conduct.refused ? conduct.reason : null;
  }

  /** True, once, if the rate that was taken lately is not to be gone on with. */
  boolean wasMisled() {
    boolean was = misled;
    misled = false;
    return was;
  }

  /**
   * Looks at all sources, and chooses the one that gives the rate.
   *
   * @param present the one that gave it until now, or null
   * @param believed tells by name whose time is believed
   */
  @Nullable Source choose(
      @Nullable Source present,
      List<Source> sources,
      Predicate<String> believed,
      long nowLocalNanos) {
    Source first = null;
    boolean firstBelieved = false;
    boolean presentStays = false;
    for (Source source : sources) { // who is not in use is looked at, too: it may be wanted next
      Source.Rate rate = source.rate();
      if (rate == null) {
        continue;
      }
      look(source, rate, present, sources, believed, nowLocalNanos);
      if (refusal(source.name()) != null) {
        continue;
      }
      presentStays |= source == present;
      boolean isBelieved = believed.test(source.name());
      if (first == null || (isBelieved && !firstBelieved)) {
        first = source;
        firstBelieved = isBelieved;
      }
    }
    return presentStays ? present : first;
  }

  private void look(
      Source source,
      Source.Rate rate,
      @Nullable Source present,
      List<Source> sources,
      Predicate<String> believed,
      long now) {
    Conduct conduct = conducts.computeIfAbsent(source.name(), name -> new Conduct());
    double ppb = rate.driftPpb();
    long epoch = rate.clock().current().epoch();
    double elapsed = (now - conduct.lastLocalNanos) * 1e-9;
    conduct.lastLocalNanos = now;
    if (epoch != conduct.epoch) {
      conduct.epoch = epoch;
      conduct.sinceLocalNanos = now;
    }
    if (Math.abs(ppb) > FARTHEST_PPB) {
      conduct.refuse(
          ppm(ppb) + " against " + CRYSTAL + ", more than two good clocks differ by", now);
      return;
    }
    if (conduct.refused && now - conduct.refusedLocalNanos >= PENALTY_NANOS) {
      conduct.refused = false;
    }
    if (now - conduct.sinceLocalNanos < RateClock.LEARNING_NANOS) {
      conduct.usualPpb = ppb;
      conduct.usual.clear();
      return;
    }
    double moved = ppb - conduct.usualPpb;
    if (Math.abs(moved) > CRYSTAL_PPB) {
      misled |= source == present;
      conduct.usualPpb = ppb;
      conduct.refuse(ppm(moved) + " against " + CRYSTAL + " within minutes", now);
      return;
    }
    conduct.usualPpb += moved * Math.min(1, elapsed / CRYSTAL_SECONDS);
    witness(source, conduct, ppb, elapsed, sources, believed, now);
  }

  private static void witness(
      Source source,
      Conduct conduct,
      double ppb,
      double elapsed,
      List<Source> sources,
      Predicate<String> believed,
      long now) {
    int witnesses = 1;
    double worst = sees(conduct, CRYSTAL, -ppb, WITNESSED_PPB, elapsed);
    List<String> against = new ArrayList<>();
    if (worst != 0) {
      against.add(CRYSTAL);
    }
    for (Source other : sources) {
      SourceTime time = other.time();
      if (other == source
          || time == null
          || !believed.test(other.name())
          || time.driftErrorPpb() > WITNESS_ERROR_PPB) {
        continue;
      }
      witnesses++;
      double seen =
          sees(conduct, other.name(), time.driftPpb() - ppb, time.driftErrorPpb(), elapsed);
      if (seen != 0) {
        against.add(other.name());
        worst = seen;
      }
    }
    if (witnesses > 1 && 2 * against.size() > witnesses) {
      conduct.refuse(ppm(-worst) + " by the word of " + String.join(", ", against), now);
    }
  }

  /** By how much a witness sees the source run otherwise than usual; 0 if within the errors. */
  private static double sees(
      Conduct conduct, String witness, double fasterPpb, double errorPpb, double elapsed) {
    Double usual = conduct.usual.get(witness);
    if (usual == null) {
      conduct.usual.put(witness, fasterPpb);
      return 0;
    }
    double moved = fasterPpb - usual;
    conduct.usual.put(witness, usual + moved * Math.min(1, elapsed / WITNESS_SECONDS));
    return Math.abs(moved) > errorPpb + WITNESSED_PPB ? moved : 0;
  }

  private static String ppm(double ppb) {
    return String.format(
        Locale.ROOT,
        "it gives no rate: its own is %.0f ppm too %s",
        Math.abs(ppb) / 1e3,
        ppb > 0 ? "fast" : "slow");
  }
}
