package io.timebridge.clock.servo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the page on how good the estimators are; nothing of it depends on the machine. */
final class AccuracyPage {
  private static final int SEEDS = 5;

  private static final String INTRO =
      """
      # How good the clock is

      <!-- Measured by the simulator. Do not edit; to write it anew:
           mvn -q -pl clock-servo -am test-compile &&
           java -cp clock-servo/target/classes:clock-servo/target/test-classes io.timebridge.clock.servo.AccuracyPage docs/accuracy.md -->

      The error is the follower's clock minus true time, in nanoseconds; %d seeds each. The follower's oscillator is off by 10 ppm
      and wanders by 1e-9 a second, unless a row says otherwise. PTP rows have 8 messages a second each way, run 2,000 s and count from 200 s
      on; NTP rows run 20,000 s and count from 2,000 s on. `ServoTable` has the rows, `ServoTableTest` what must hold of them.

      - **rms, max**: of all seeds. **lock**: seconds until the error was within three times its final rms and stayed so for 5 s
        (10 polls), median / mean of the seeds.
      - **claim**: the median of `estimatedErrorNanos` over the actual 99.9 %% error, and the share of readings whose error was within
        their own claim. `errorBoundNanos` held the truth in every reading of every row but those that say so.
      - **PI, regression**: linuxptp's servos, built after it, with its constants for software time stamps.

      ## Following

      | network | ours: rms | max | lock | claim | PI: rms | max | lock | regression: rms | max | lock |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  private static final String HOLDOVER =
      """

      ## Holding over

      A LAN with one message a second each way; then the source goes away. The error at the end, rms of %d seeds, with the drift of the
      frequency as it was seen before, and straight on at the last frequency. A drift is told only where it stands out of what the
      frequency wanders by (five standard deviations), and is believed to go on for as long as it was seen.

      | oscillator | source there | away | with drift | straight on | drift told in | mean claim | mean bound | beyond the bound |
      |---|---|---|---|---|---|---|---|---|
      """;

  private AccuracyPage() {}

  public static void main(String[] args) throws IOException {
    StringBuilder page = new StringBuilder(INTRO.formatted(SEEDS));
    for (List<Scenario> group :
        List.of(
            ServoTable.PTP,
            ServoTable.NTP,
            ServoTable.SYMMETRIC,
            ServoTable.LOADED,
            ServoTable.OSCILLATORS)) {
      group.forEach(scenario -> follow(page, scenario));
    }
    page.append(HOLDOVER.formatted(SEEDS));
    for (List<HoldoverRun> group :
        List.of(HoldoverRun.DRIFTING, HoldoverRun.WANDERING, HoldoverRun.SWINGING)) {
      for (HoldoverRun run : group) {
        hold(page, run, 1);
        hold(page, run, 24);
      }
    }
    Files.writeString(Path.of(args[0]), page);
  }

  private static void follow(StringBuilder page, Scenario scenario) {
    Scenario.Result ours = scenario.run(EstimatorType.ENVELOPE, SEEDS);
    page.append("| ").append(scenario.name());
    if (ours.violations() > 0) {
      add(page, " (beyond the bound: %.4f)", ours.violations());
    }
    add(page, " | %.0f | %.0f | %.0f / %.0f |", ours.rms(), ours.max(), lock(ours), mean(ours));
    add(page, " %.2f, %.1f %% |", ours.ratio(), 100 * ours.covered());
    for (EstimatorType type : List.of(EstimatorType.PI, EstimatorType.REGRESSION)) {
      Scenario.Result r = scenario.run(type, SEEDS);
      add(page, " %.0f | %.0f | %.0f / %.0f |", r.rms(), r.max(), lock(r), mean(r));
    }
    page.append('\n');
  }

  private static double lock(Scenario.Result result) {
    return result.lockSeconds();
  }

  private static double mean(Scenario.Result result) {
    return result.meanLockSeconds();
  }

  private static void hold(StringBuilder page, HoldoverRun run, int hours) {
    HoldoverRun.Result r = run.run(hours, SEEDS);
    add(page, "| %s | %.0f h | %d h |", run.name(), run.lockedHours(), hours);
    add(page, " %s | %s |", micros(r.rmsNanos()), micros(r.straightNanos()));
    add(page, " %d of %d |", r.drifting(), SEEDS);
    add(page, " %s | %s |", micros(r.claimedNanos()), micros(r.boundNanos()));
    add(page, " %.4f |\n", r.violations());
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, "%,.1f µs", nanos / 1e3);
  }

  private static void add(StringBuilder page, String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values));
  }
}
