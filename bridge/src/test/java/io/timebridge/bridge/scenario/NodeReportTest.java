package io.timebridge.bridge.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NodeReportTest {
  @Test
  void aQuantileIsTheLeastThatItsShareDoesNotExceed() {
    double[] sorted = new double[1000];
    for (int i = 0; i < 1000; i++) {
      sorted[i] = i + 1;
    }
    assertEquals(999, NodeReport.quantile(sorted, 0.999));
    assertEquals(500, NodeReport.quantile(sorted, 0.5));
    assertEquals(1000, NodeReport.quantile(sorted, 1));
    assertEquals(1, NodeReport.quantile(sorted, 0));
    assertTrue(Double.isNaN(NodeReport.quantile(new double[0], 0.5)));
  }
}
