package io.timebridge.bridge;

import io.timebridge.bridge.ChaosFault.What;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a bridge says of its sources on a {@link ChaosDay} against what is wrong with them,
 * and complains of a source that is excluded for what it did not do, and of a liar that is
 * followed.
 */
final class ChaosVerdicts {
  /** How far off a clock that runs off must be for servers to tell. */
  private static final double NOTICEABLE_NANOS = 20e6;

  private static final String LATELY = "it contradicted the others until lately";

  private static final Pattern DIGITS = Pattern.compile("[0-9.]+ ?(µs|ms|s)?");

  private static final Pattern AMOUNT =
      Pattern.compile("it is ([0-9.]+) (µs|ms|s|h|days|years) (ahead|behind)");

  /** Of a dispute: who is contradicted, and by how much. */
  private static final Pattern AGAINST = Pattern.compile("against (\\w+) (it is [^;]*)");

  private final Map<String, ChaosActor> actors;
  private final Timeline timeline;
  private final double leapAt;
  private final DoubleSupplier now;
  private final Consumer<String> complain;
  private final Map<String, String> excludedFor = new HashMap<>();

  /** Who was rightly found to be wrong, and has not been believed since. */
  private final Set<String> distrusted = new HashSet<>();

  /** How often a source was excluded that was not before. */
  long exclusions;

  /**
   * Begins.
   *
   * @param leapAt when the midnight is, true seconds
   * @param complain told of what is wrong
   */
  ChaosVerdicts(
      Map<String, ChaosActor> actors,
      Timeline timeline,
      double leapAt,
      DoubleSupplier now,
      Consumer<String> complain) {
    this.actors = actors;
    this.timeline = timeline;
    this.leapAt = leapAt;
    this.now = now;
    this.complain = complain;
  }

  /** Each verdict against what truly was wrong. */
  void look() {
    Map<String, Guard.Verdict> verdicts = timeline.findings().verdicts();
    for (ChaosActor actor : actors.values()) {
      Guard.Verdict verdict = verdicts.get(actor.name);
      String reason = verdict == null ? null : verdict.reason();
      if (reason != null) {
        excluded(actor, reason);
        continue;
      }
      excludedFor.remove(actor.name);
      if (verdict != null) {
        distrusted.remove(actor.name);
        believed(actor);
      }
    }
  }

  private void believed(ChaosActor actor) {
    TimelineSnapshot snapshot = timeline.snapshot();
    ChaosFault fault = actor.fault();
    boolean followed =
        snapshot.state() == TimelineState.LOCKED && actor.name.equals(snapshot.source());
    if (followed && fault != null && fault.lies() && isNoticeable(fault, actor)) {
      complain.accept(actor.name + " is followed, though " + fault);
    }
  }

  /** A liar is found out in time; one that runs off, when it is farther off than servers tell. */
  private boolean isNoticeable(ChaosFault fault, ChaosActor actor) {
    double passed = now.getAsDouble() - fault.from;
    return fault.what == What.RUNS_OFF
        ? Math.abs(fault.off) * passed > NOTICEABLE_NANOS
        : passed > actor.grace;
  }

  private void excluded(ChaosActor actor, String reason) {
    String kind = DIGITS.matcher(reason).replaceAll("");
    String before = excludedFor.put(actor.name, kind);
    exclusions += before == null ? 1 : 0;
    if (kind.equals(before)) {
      return;
    }
    if (isRight(reason, actor)) {
      distrusted.add(actor.name);
    } else if (!reason.equals(LATELY) || !distrusted.contains(actor.name)) {
      // Who was away since it was found wrong is not believed again at once.
      complain.accept(
          "%s: \"%s\", but now %s, before %s"
              .formatted(actor.name, reason, actor.fault(), actor.last()));
    }
  }

  /** A dispute is right if one of the two is off by what is said, and the liars are not few. */
  private boolean isRight(String reason, ChaosActor actor) {
    if (!reason.startsWith("there is no majority")) {
      return fitsNowOrBefore(reason, actor, 1);
    }
    Matcher against = AGAINST.matcher(reason);
    boolean right = 2 * honestClaims() <= timeline.findings().verdicts().size();
    int named = 0;
    while (against.find()) {
      named++;
      ChaosActor other = Objects.requireNonNull(actors.get(against.group(1)));
      String what = Objects.requireNonNull(against.group(2));
      right &=
          fitsNowOrBefore(what, actor, 1)
              || fitsNowOrBefore(what, other, -1)
              || (recentlyLied(actor) && recentlyLied(other));
    }
    return right && named > 0;
  }

  private static boolean recentlyLied(ChaosActor actor) {
    ChaosFault recent = actor.recent();
    return recent != null && recent.lies();
  }

  private long honestClaims() {
    return timeline.findings().verdicts().keySet().stream()
        .filter(name -> !Objects.requireNonNull(actors.get(name)).lied())
        .count();
  }

  /** What was wrong a moment ago may still be thought so. */
  private boolean fitsNowOrBefore(String reason, ChaosActor actor, int sign) {
    ChaosFault last = actor.last();
    boolean lately = last != null && now.getAsDouble() - last.until <= actor.grace;
    return fits(reason, actor.fault(), sign) || (lately && fits(reason, last, sign));
  }

  private boolean fits(String reason, @Nullable ChaosFault fault, int sign) {
    if (fault == null || !fault.lies()) {
      return false;
    }
    if (reason.equals(LATELY)) {
      return true;
    }
    Matcher amount = AMOUNT.matcher(reason);
    if (!amount.find()) {
      return false;
    }
    double size =
        Double.parseDouble(Objects.requireNonNull(amount.group(1))) * unit(amount.group(2));
    double off = amount.group(3).equals("ahead") ? sign * size : -sign * size;
    if (fault.what == What.RUNS_OFF) {
      return off * fault.off > 0;
    }
    double truth = fault.off * 1e-9;
    boolean says = Math.abs(off - truth) <= 0.06 * Math.abs(truth) + 0.05;
    // On the two sides of a leap second, the others are a second away.
    double since = now.getAsDouble() - leapAt;
    boolean leapNow = since >= 0 && since < ChaosActor.Server.GRACE;
    return says || (leapNow && Math.abs(off - truth) <= 1.1);
  }

  private static double unit(String word) {
    return switch (word) {
      case "µs" -> 1e-6;
      case "ms" -> 1e-3;
      case "s" -> 1;
      case "h" -> 3_600;
      case "days" -> 86_400;
      default -> 365.25 * 86_400;
    };
  }
}
