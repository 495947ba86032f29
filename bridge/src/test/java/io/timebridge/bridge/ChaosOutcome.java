package io.timebridge.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of a {@link ChaosDay}. */
final class ChaosOutcome {
  private static final int KEPT = 1_000;

  final long seed;

  /** What others saw. */
  final ChaosWire wire;

  long readings;
  long unusable;
  long beyondBound;
  long worstErrorNanos;
  long backwards;
  long steps;
  long faults;
  long exclusions;

  /** Time stamps that were dropped since the host's clock was stepped or began to be slewed. */
  long lostStamps;

  /** What was not right, in words. */
  final List<String> wrong = new ArrayList<>();

  ChaosOutcome(long seed, ChaosWire wire) {
    this.seed = seed;
    this.wire = wire;
  }

  void complain(double now, String what) {
    if (wrong.size() < KEPT) {
      wrong.add(String.format(Locale.ROOT, "at %.0f s: %s", now, what));
    }
  }

  double withinBound() {
    return 1 - (double) beyondBound / readings;
  }

  static String head() {
    return """
    | seed | faults | exclusions | stamps dropped | readings | no time | in bound | worst \
    | NTP answers | in bound | PTP stamps | in claim | back | steps | wrong |
    |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\
    """;
  }

  /** A row of a table. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %d | %d | %.2f %% | %.4f %% | %.3f ms | %d | %.4f %% | %d | %.4f %% | %d"
            + " | %d | %d |",
        seed,
        faults,
        exclusions,
        lostStamps,
        readings,
        100.0 * unusable / (readings + unusable),
        100 * withinBound(),
        worstErrorNanos * 1e-6,
        wire.ntpAnswers,
        100 * wire.ntpWithinBound(),
        wire.ptpStamps,
        100 * wire.ptpWithinClaim(),
        backwards + wire.ptpBackwards,
        steps,
        wrong.size());
  }
}
