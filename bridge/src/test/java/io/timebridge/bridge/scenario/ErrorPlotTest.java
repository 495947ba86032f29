package io.timebridge.bridge.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;

class ErrorPlotTest {
  private static final String SHORT =
      """
      duration: 90s
      settle: 30s
      nodes: [{name: gm, role: ptp-grandmaster}, {name: f, role: ptp-follower}]
      """;

  /** A logarithmic axis has labels at its decades only: between two of them it had none. */
  @ParameterizedTest
  @CsvSource({"35, 73, 10, 100", "10, 10, 10, 100", "0, 1001, 0.01, 10000"})
  void theAxisOfNanosecondsReachesFromDecadeToDecade(
      double first, double others, double lowest, double highest) throws Exception {
    SimulationReport report = Scenario.parse("short", SHORT).run(1);
    XYChart chart = ErrorPlot.stability(report, "MTIE", t -> t.tauSeconds() < 1 ? first : others);
    assertEquals(lowest, chart.getStyler().getYAxisMin());
    assertEquals(highest, chart.getStyler().getYAxisMax());
  }
}
