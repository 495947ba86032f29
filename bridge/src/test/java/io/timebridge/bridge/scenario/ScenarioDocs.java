package io.timebridge.bridge.scenario;

import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Row;
import io.timebridge.bridge.config.table.TableDocs;
import java.util.List;

/** Writes the page on the simulator: what ships, and every key of a scenario from the table. */
final class ScenarioDocs {
  private static final String INTRO =
      """
      # The simulator

      <!-- Written from the table that checks the files, and from the scenarios that ship. Do not edit; to write it anew:
           mvn -q -pl bridge -am test -Dtest=ScenarioDocsTest -Dsimulate.docs=write -Dsurefire.failIfNoSpecifiedTests=false -->

      `simulate` runs a network of PTP and NTP clocks in virtual time: a site can be tried before it is built. The hosts run the
      engines that run on sockets, with real packets; only the network, the oscillators and the stamps are models.

      ```sh
      java -jar timebridge.jar simulate lan                       # a scenario that ships
      java -jar timebridge.jar simulate site.yaml --seed 7 --json # one of your own, as JSON
      java -jar timebridge.jar simulate loss --plot loss.png      # the errors, TDEV and MTIE as a picture
      java -jar timebridge.jar simulate random --seed 17          # a network drawn at random from the seed
      java -jar timebridge.jar simulate --list
      ```

      The same scenario and seed give the same trace, byte for byte, on every machine and JDK; the report ends with its SHA-256.

      ## What is told of each clock

      The error is the host's clock minus true time, compared each `sample`, from `settle` on. (PTP clocks are compared with TAI, NTP
      clocks with UTC; grandmasters and NTP servers are true by definition.)

      | column | JSON | what |
      |---|---|---|
      | rms, mean, max | `rmsNanos`, `meanNanos`, `maxNanos` | of the error; the mean bears its sign, the largest does not |
      | 99.9 % | `p999Nanos` | what 99.9 % of the errors, without their signs, do not exceed |
      | lock | `lockSeconds` | when the first span began in which no error reached 3 times the rms: 60 s, for an NTP client 16 polls if that is longer; counted from the start, `settle` or not |
      | in bound | `boundHeld` | the share of readings whose error was within their own `errorBoundNanos` |
      | est/99.9 % | `estimateRatio` | the median of `estimatedErrorNanos` over the 99.9 % error: 1 is exact, more is modest |
      | TDEV / MTIE | `stability` [{`tauSeconds`, `tdevNanos`, `mtieNanos`}] | ITU-T G.810's time deviation and maximum time interval error at 1, 2, 5, 10 … samples; the table has the tenfolds |

      JSON besides: `scenario`, `about`, `seed`, `durationSeconds`, `settleSeconds`, `sampleSeconds`, `traceSha256`, and of each node
      `name`, `role`, `servo`, `readings` and `missing` (samples at which the clock showed no time yet). What is not known is null.

      """;

  private static final String SCENARIO_FILES =
      """

      ## A scenario of your own

      A scenario is one YAML 1.2 file in UTF-8, at most 256 KiB, checked whole like the bridge's own config
      ([config.md](config.md) tells how durations are written). Every key is optional unless its default says "required".

      ```yaml
      """;

  private static final String THOUSAND =
      """

      ## Is the error bound honest?

      Each test run checks that the truth lies within `errorBoundNanos` in 99.9 % of readings, in every scenario that ships and in a
      dozen drawn at random. A thousand, or more, or others:

      ```sh
      java -cp benchmarks/target/benchmarks.jar io.timebridge.benchmarks.scenarios.RandomScenarios 1000 1  # how many, first seed
      ```

      It names each clock whose bound did not hold, and tells how estimated and actual errors compare. `simulate random --seed N`
      shows one of them.
      """;

  private static final List<LinkKeys> LIKE_THE_NETWORK =
      List.of(
          PlanTable.OUT,
          PlanTable.IN,
          PlanTable.EVENT_LINK,
          PlanTable.EVENT_OUT,
          PlanTable.EVENT_IN);

  private ScenarioDocs() {}

  static String page() {
    StringBuilder page = new StringBuilder(INTRO);
    page.append("## The scenarios that ship\n\n| name | what it shows | for |\n|---|---|---|\n");
    for (String name : Scenario.shippedNames()) {
      Scenario scenario = Scenario.shipped(name);
      page.append("| `").append(name).append("` | ").append(scenario.about()).append(" | ");
      page.append(length(scenario.durationNanos())).append(" |\n");
    }
    page.append(SCENARIO_FILES).append(ShippedScenarios.text("load-steps")).append("```\n");
    for (Row row : PlanTable.TABLE.rows()) {
      if (row instanceof Group group) {
        addGroup(page, group);
      }
    }
    return page.append(THOUSAND).toString();
  }

  private static void addGroup(StringBuilder page, Group group) {
    for (LinkKeys link : LIKE_THE_NETWORK) {
      if (group.equals(link.group)) {
        page.append("\n## `").append(group.path()).append("`\n\n").append(group.meaning());
        page.append(" Its keys are those of `network`.\n");
        return;
      } else if (group.path().startsWith(link.group.path() + ".")) {
        return;
      }
    }
    TableDocs.addGroup(page, PlanTable.TABLE, group);
  }

  private static String length(long nanos) {
    long seconds = nanos / 1_000_000_000L;
    return seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds + " s";
  }
}
