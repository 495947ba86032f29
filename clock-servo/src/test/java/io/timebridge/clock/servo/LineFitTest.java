package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.SeededRandom;
import org.junit.jupiter.api.Test;

class LineFitTest {
  @Test
  void findsALineThatIsThere() {
    LineFit fit = new LineFit();
    for (int i = 0; i < 20; i++) {
      fit.add(i * 1e9, 500 + 1e-5 * i * 1e9);
    }
    assertEquals(20, fit.count());
    assertEquals(1e-5, fit.slope(), 1e-14);
    assertEquals(500, fit.at(0), 1e-6);
    assertEquals(500 + 1e6, fit.at(100e9), 1e-3);
    assertEquals(0, fit.meanSquareResidual(), 1e-6);
  }

  @Test
  void agreesWithTheClosedForm() {
    SeededRandom random = new SeededRandom(1);
    LineFit fit = new LineFit();
    int n = 50;
    double[] x = new double[n];
    double[] y = new double[n];
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < n; i++) {
      x[i] = random.nextDouble() * 100;
      y[i] = 3 - 2 * x[i] + random.nextGaussian();
      fit.add(x[i], y[i]);
      sx += x[i];
      sy += y[i];
      sxx += x[i] * x[i];
      sxy += x[i] * y[i];
    }
    double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    double start = (sy - slope * sx) / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double residual = y[i] - start - slope * x[i];
      squares += residual * residual;
    }
    assertEquals(slope, fit.slope(), 1e-9);
    assertEquals(start, fit.at(0), 1e-9);
    assertEquals(squares / n, fit.meanSquareResidual(), 1e-9);
  }

  @Test
  void ofOnePointIsLevel() {
    LineFit fit = new LineFit();
    fit.add(5, 7);
    assertEquals(0, fit.slope());
    assertEquals(7, fit.at(1000));
    assertEquals(0, fit.meanSquareResidual());
  }

  @Test
  void forgetsEverythingWhenCleared() {
    LineFit fit = new LineFit();
    fit.add(0, 100);
    fit.add(1, 300);
    fit.clear();
    assertEquals(0, fit.count());
    assertEquals(0, fit.meanSquareResidual());
    fit.add(0, 1);
    fit.add(1, 2);
    assertEquals(1, fit.slope(), 1e-12);
    assertEquals(1, fit.at(0), 1e-12);
  }
}
