package io.timebridge.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges sources against each other: nobody is believed who contradicts the most.
 *
 * <p>Each source claims that UTC lies in an interval, its reading and its error bound either way.
 * The smallest interval that more than half of the claims share holds the truth if more than half
 * of the sources are honest (RFC 5905 §11.2.1, after Marzullo). What does not reach into it is
 * excluded, with what it looks like. Of trusted sources alone, if there are any, the interval is
 * made; the others are then held against it.
 *
 * <p>Two sources with one witness, such as two domains of one grandmaster, are one voice. Who
 * contradicts is excluded at once, and must agree for a while before it is back; that is remembered
 * while it is silent, too. One thread.
 */
final class Guard {
  /** Clocks that are good to less than that are not what the guard looks for. */
  static final long TOLERANCE_NANOS = 1_000_000;

  /** How long a source that was excluded must agree. */
  static final long RETURN_NANOS = 10_000_000_000L;

  /** What is thought of a source. */
  enum Word {
    /** It claims no time. */
    NONE,
    /** The others agree with it, or there are no others. */
    AGREES,
    /** It is what the timeline follows. */
    USED,
    /** It contradicts, and there is no majority to tell who is right. */
    DISPUTED,
    /** It contradicts the majority. */
    EXCLUDED;
  }

  /**
   * A judgement.
   *
   * @param reason why it is not to be used, or null if it may be
   */
  record Verdict(Word said, @Nullable String reason) {
    static final Verdict NOT_JUDGED = new Verdict(Word.NONE, null);
    static final Verdict AGREES = new Verdict(Word.AGREES, null);

    boolean excluded() {
      return reason != null;
    }

    String word() {
      return said.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a source says.
   *
   * @param utcNanos its UTC, at one local time for all claims
   * @param halfWidthNanos what it may be wrong by, by its own word
   * @param witness whose word it is
   * @param trusted whether the operator trusts it
   */
  record Claim(String source, long utcNanos, long halfWidthNanos, String witness, boolean trusted) {
    long low() {
      return utcNanos - halfWidthNanos - TOLERANCE_NANOS;
    }

    long high() {
      return utcNanos + halfWidthNanos + TOLERANCE_NANOS;
    }
  }

  /** UTC from a time to a time. */
  private record Interval(long low, long high) {
    boolean meets(Claim claim) {
      return claim.low() <= high && claim.high() >= low;
    }

    long middle() {
      return low + (high - low) / 2;
    }
  }

  /** Since when each source that is excluded has agreed; absent while it contradicts. */
  private final Map<String, Long> agreeingSince = new HashMap<>();

  private final Set<String> excluded = new HashSet<>();

  /**
   * Judges all claims.
   *
   * @param nowLocalNanos local time
   * @param taiMinusUtc TAI − UTC now, seconds, which an error may be recognised by
   * @return a verdict for each claim, by its source
   */
  Map<String, Verdict> judge(List<Claim> claims, long nowLocalNanos, int taiMinusUtc) {
    List<Claim> trusted = new ArrayList<>();
    for (Claim claim : claims) {
      if (claim.trusted()) {
        trusted.add(claim);
      }
    }
    List<Claim> judges = trusted.isEmpty() ? claims : trusted;
    Interval truth = majority(voices(judges));
    Map<String, Verdict> verdicts = new HashMap<>();
    for (Claim claim : claims) {
      verdicts.put(
          claim.source(),
          truth == null
              ? disputed(claim, judges, taiMinusUtc)
              : held(claim, truth, nowLocalNanos, taiMinusUtc));
    }
    return verdicts;
  }

  /** One claim a witness: the tightest. */
  private static List<Claim> voices(List<Claim> claims) {
    Map<String, Claim> voices = new HashMap<>();
    for (Claim claim : claims) {
      voices.merge(
          claim.witness(), claim, (a, b) -> a.halfWidthNanos() <= b.halfWidthNanos() ? a : b);
    }
    return new ArrayList<>(voices.values());
  }

  /**
   * The interval that most claims share, if they are more than half; where as many share another,
   * all from the one to the other.
   */
  private static @Nullable Interval majority(List<Claim> claims) {
    Interval best = null;
    int most = claims.size() / 2; // to be exceeded
    for (Claim from : claims) {
      // The shared interval begins where one of them begins.
      long low = from.low();
      long high = Long.MAX_VALUE;
      int sharing = 0;
      for (Claim other : claims) {
        if (other.low() <= low && other.high() >= low) {
          sharing++;
          high = Math.min(high, other.high());
        }
      }
      if (sharing > most) {
        most = sharing;
        best = new Interval(low, high);
      } else if (best != null && sharing == most) {
        best = new Interval(Math.min(best.low(), low), Math.max(best.high(), high));
      }
    }
    return best;
  }

  private Verdict held(Claim claim, Interval truth, long nowLocalNanos, int taiMinusUtc) {
    String source = claim.source();
    if (!truth.meets(claim)) {
      excluded.add(source);
      agreeingSince.remove(source);
      long off = claim.utcNanos() - truth.middle();
      String what =
          Disagreement.describe(off, claim.utcNanos(), taiMinusUtc, claim.halfWidthNanos());
      return new Verdict(Word.EXCLUDED, what);
    }
    if (excluded.contains(source)) {
      long since = agreeingSince.computeIfAbsent(source, name -> nowLocalNanos);
      if (nowLocalNanos - since < RETURN_NANOS) {
        return new Verdict(Word.EXCLUDED, "it contradicted the others until lately");
      }
      excluded.remove(source);
      agreeingSince.remove(source);
    }
    return Verdict.AGREES;
  }

  private static Verdict disputed(Claim claim, List<Claim> judges, int taiMinusUtc) {
    Set<String> said = new HashSet<>();
    StringBuilder reason = new StringBuilder("there is no majority: ");
    for (Claim other : judges) {
      boolean agree = other.low() <= claim.high() && other.high() >= claim.low();
      if (!agree && said.add(other.source())) {
        reason
            .append(said.size() > 1 ? "; " : "")
            .append("against ")
            .append(other.source())
            .append(' ')
            .append(
                Disagreement.describe(
                    claim.utcNanos() - other.utcNanos(),
                    claim.utcNanos(),
                    taiMinusUtc,
                    claim.halfWidthNanos()));
      }
    }
    return new Verdict(Word.DISPUTED, reason + "; policy.trust can decide it");
  }
}
