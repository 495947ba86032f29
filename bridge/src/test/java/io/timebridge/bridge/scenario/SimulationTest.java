package io.timebridge.bridge.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs. */
class SimulationTest {
  /** Everything that draws from the dice, in a minute and a half. */
  private static final String EVERYTHING =
      """
      duration: 90s
      settle: 20s
      network: {base: 10us, mean: 5us, loss: 0.05, duplication: 0.05, reordering: 0.05,
                switches: {count: 2, rate: 100, wait: 3us, transparent: true}}
      nodes:
        - {name: gm, role: ptp-grandmaster}
        - {name: server, role: ntp-server}
        - name: f
          count: 2
          role: ptp-follower
          servo: pi
          oscillator: {offset: 10, spread: 5, walk: 1, ageing: 3, swing: 1, period: 60s}
          stamps: {tick: 8ns, outliers: 0.01, outlier: 1us}
          out: {load: normal, mean: 2us, deviation: 1us}
          in: {load: bimodal, mean: 3us, slow: 9us, slowShare: 0.25}
        - {name: g, role: ptp-follower, servo: pi, in: {load: gamma, mean: 3us, shape: 0.7}}
        - {name: c, role: ntp-client, servo: pi, poll: 2s, in: {load: uniform, mean: 3us},
           out: {load: bursty, mean: 1us, burstMean: 20us, quietFor: 5s, burstFor: 1s}}
      events:
        - {at: 40s, action: frequency, node: f, by: 2, over: 10s}
        - {at: 50s, action: partition, node: g}
        - {at: 60s, action: heal, node: g}
        - {at: 70s, action: link, link: {load: gamma, mean: 9us, shape: 3}}
      """;

  private static Scenario parse(String yaml) throws Exception {
    return Scenario.parse("t", yaml);
  }

  private static NodeReport only(SimulationReport report) {
    assertEquals(1, report.nodes().size());
    return report.nodes().get(0);
  }

  /** The continuous integration runs this on JDK 17 and 25: the same trace on both. */
  @ParameterizedTest
  @CsvSource({
    "envelope, c39fcc2cc63807ca068e9e4175ec410a358bc5b25629025526e746e18defcf57",
    "pi, b9eeebe0a022106f4ec3e439f32fea5f28bc546ac2869d3801b25607127ae88d",
    "regression, 9afcc65029c172cf532f5b84b97215af72171f3d08621def8655fa943937147d"
  })
  void theSameSeedGivesTheSameTraceOnEveryJdk(String servo, String digest) throws Exception {
    Scenario scenario = parse(EVERYTHING.replace("servo: pi", "servo: " + servo));
    assertEquals(digest, scenario.run(1).traceSha256());
  }

  @Test
  void theDefaultEstimatorIsTheOneThatIsLive() throws Exception {
    String named = EVERYTHING.replace("servo: pi", "servo: envelope");
    String unnamed = EVERYTHING.replaceAll("servo: pi(, )?", "");
    assertEquals(parse(named).run(1).traceSha256(), parse(unnamed).run(1).traceSha256());
  }

  @Test
  void anotherSeedGivesAnotherTrace() throws Exception {
    String one = parse(EVERYTHING).run(1).traceSha256();
    assertEquals(one, parse(EVERYTHING).run(1).traceSha256());
    assertNotEquals(one, parse(EVERYTHING).run(2).traceSha256());
  }

  private static final String PTP =
      """
      {duration: %s, settle: 60s, network: {%s}, nodes: [{name: gm, role: ptp-grandmaster},
       {name: f, role: ptp-follower, oscillator: {offset: 10, walk: 1}%s}], events: [%s]}
      """;

  @Test
  void aQuietNetworkIsFollowedWithinItsJitter() throws Exception {
    NodeReport f = only(parse(PTP.formatted("300s", "base: 2us, mean: 300ns", "", "")).run(1));
    assertTrue(f.rmsNanos() > 1 && f.rmsNanos() < 300, f.toString());
    assertTrue(f.maxNanos() >= f.p999Nanos() && f.p999Nanos() >= f.rmsNanos(), f.toString());
    assertTrue(Math.abs(f.meanNanos()) <= f.rmsNanos(), f.toString());
    assertTrue(f.lockSeconds() > 0 && f.lockSeconds() < 240, f.toString());
    assertEquals(1, f.boundHeld());
    assertEquals(2401, f.readings());
    assertEquals(0, f.missing());
    assertTrue(f.estimateRatio() > 0.5 && f.estimateRatio() < 10, f.toString());
  }

  @Test
  void anAsymmetryShowsAsHalfOfItself() throws Exception {
    String quiet = "base: 2us, mean: 100ns";
    String in = ", in: {base: 40us}";
    NodeReport f = only(parse(PTP.formatted("300s", quiet, in, "")).run(1));
    assertEquals(-20_000, f.meanNanos(), 500);
    assertEquals(1, f.boundHeld());
  }

  @Test
  void transparentSwitchesTakeTheirResidenceAway() throws Exception {
    String network = "base: 2us, mean: 100ns, switches: {count: 4, rate: 100, wait: 20us%s}";
    NodeReport without = only(parse(PTP.formatted("300s", network.formatted(""), "", "")).run(1));
    NodeReport with =
        only(parse(PTP.formatted("300s", network.formatted(", transparent: true"), "", "")).run(1));
    assertTrue(with.rmsNanos() < without.rmsNanos() / 10, without + "\n" + with);
  }

  @Test
  void aFollowerWithoutAGrandmasterRunsOff() throws Exception {
    String stop =
        "{at: 100s, action: stop, node: gm}, {at: 100s, action: frequency, node: f, by: 1}";
    String start = ", {at: 200s, action: start, node: gm}";
    String quiet = "base: 2us, mean: 100ns";
    NodeReport away = only(parse(PTP.formatted("250s", quiet, "", stop)).run(1));
    assertEquals(150_000, away.maxNanos(), 15_000); // 1 ppm for 150 s
    NodeReport back = only(parse(PTP.formatted("250s", quiet, "", stop + start)).run(1));
    assertEquals(100_000, back.maxNanos(), 15_000);
  }

  @Test
  void anNtpClientFollowsItsServer() throws Exception {
    String yaml =
        """
        {duration: 2000s, settle: 500s, sample: 1s, network: {base: 100us, mean: 5us}, nodes: [
         {name: s, role: ntp-server}, {name: other, role: ntp-server},
         {name: c, role: ntp-client, poll: 4s, server: other, oscillator: {offset: 10}}],
         events: [%s]}
        """;
    NodeReport c = only(parse(yaml.formatted("")).run(1));
    assertTrue(c.rmsNanos() < 20_000, c.toString());
    assertEquals(1, c.boundHeld());
    // It asks the server that it was told, and no other.
    String stop =
        "{at: 600s, action: stop, node: %s}, {at: 600s, action: frequency, node: c, by: 1}";
    NodeReport same = only(parse(yaml.formatted(stop.formatted("s"))).run(1));
    NodeReport lost = only(parse(yaml.formatted(stop.formatted("other"))).run(1));
    assertTrue(same.maxNanos() < 500_000, same.toString());
    assertEquals(1_400_000, lost.maxNanos(), 200_000);
  }

  @Test
  void whoIsCutOffFromTheStartNeverShowsATime() throws Exception {
    String apart = "{at: 0s, action: partition, node: f}";
    SimulationReport report = parse(PTP.formatted("100s", "", "", apart)).run(1);
    NodeReport f = only(report);
    assertEquals(0, f.readings());
    assertEquals(401, f.missing());
    assertTrue(Double.isNaN(f.rmsNanos()) && Double.isNaN(f.lockSeconds()));
    JsonNode node = new ObjectMapper().readTree(report.json()).get("nodes").get(0);
    assertTrue(node.get("rmsNanos").isNull() && node.get("estimateRatio").isNull());
    assertTrue(report.table().lines().anyMatch(line -> line.matches("f( +-){7}")), report.table());
  }

  @Test
  void theReportTellsEveryNode(@TempDir Path dir) throws Exception {
    SimulationReport report = parse(EVERYTHING).run(1);
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertEquals("t", json.get("scenario").asText());
    assertEquals(1, json.get("seed").asLong());
    assertEquals("90.0", json.get("durationSeconds").asText());
    assertEquals(report.traceSha256(), json.get("traceSha256").asText());
    List<String> names = new ArrayList<>();
    for (JsonNode node : json.get("nodes")) {
      names.add(node.get("name").asText());
      for (String key :
          List.of("rmsNanos", "meanNanos", "maxNanos", "p999Nanos", "boundHeld", "readings")) {
        assertTrue(node.get(key).isNumber(), key);
      }
      assertEquals("1.0", node.get("stability").get(3).get("tauSeconds").asText());
      assertTrue(node.get("stability").get(3).get("mtieNanos").asDouble() > 0);
    }
    assertEquals(List.of("f1", "f2", "g", "c"), names);
    for (String name : names) {
      assertEquals(2, report.table().lines().filter(l -> l.startsWith(name + " ")).count(), name);
    }
    Path file = dir.resolve("plot");
    ErrorPlot.write(report, file);
    assertEquals(1350, ImageIO.read(Files.newInputStream(file)).getHeight());
  }

  @Test
  void progressIsToldAThousandTimesAtMost() throws Exception {
    List<Long> told = new ArrayList<>();
    parse(PTP.formatted("300s", "", "", "")).run(1, told::add);
    assertTrue(told.size() > 100 && told.size() <= 1000, told.size() + " times");
    assertEquals(told, told.stream().sorted().toList());
    assertEquals(300_000_000_000L, told.get(told.size() - 1));
  }

  @Test
  void thereIsNoScenarioOfAnotherName() {
    assertThrows(IllegalArgumentException.class, () -> Scenario.shipped("../quiet"));
    assertThrows(IllegalArgumentException.class, () -> Scenario.shipped("noisy"));
  }
}
