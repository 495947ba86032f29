package io.timebridge.clock.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.timebridge.clock.SeededRandom;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StabilityMeterTest {
  @Property(seed = "20261122")
  void saysAtAnyTimeWhatTheNaiveFormulasSay(
      @ForAll @Size(max = 120) List<@DoubleRange(min = -1e6, max = 1e6) Double> samples,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double tau0,
      @ForAll @IntRange(min = 1, max = 8) int octaves) {
    double[] x = samples.stream().mapToDouble(d -> d).toArray();
    StabilityMeter meter = new StabilityMeter(tau0, octaves);
    for (double sample : x) {
      meter.add(sample);
    }
    List<Stability> rows = meter.octaves();
    for (int i = 0; i < rows.size(); i++) {
      int m = 1 << i;
      double unit = 1e6 / (m * tau0 * 1e9);
      assertEquals(m * tau0, rows.get(i).tauSeconds());
      assertEquals(Naive.overlappingAdev(x, tau0, m), rows.get(i).adev(), unit * 1e-9);
      assertEquals(Naive.mdev(x, tau0, m), rows.get(i).mdev(), unit * 1e-9);
      assertEquals(Naive.tdevNanos(x, m), rows.get(i).tdevNanos(), 1e-3);
      assertEquals(Naive.mtieNanos(x, m), rows.get(i).mtieNanos());
    }
    boolean oneMore = rows.size() < octaves && x.length >= 3 << rows.size();
    assertEquals(false, oneMore, "an octave is missing");
  }

  @Test
  void agreesWithTheWholeSeriesLongAfterItsMemoryIsFull() {
    SeededRandom random = new SeededRandom(20261122);
    double[] x = new double[200_000];
    double frequency = 0;
    for (int i = 1; i < x.length; i++) {
      frequency += random.nextGaussian() * 1e-3;
      x[i] = x[i - 1] + frequency + random.nextGaussian();
    }
    StabilityMeter meter = new StabilityMeter(0.125, 7);
    for (double sample : x) {
      meter.add(sample);
    }
    assertEquals(x.length, meter.count());
    List<Stability> whole = new PhaseSeries(x, 0.125).octaves();
    List<Stability> streamed = meter.octaves();
    assertEquals(7, streamed.size());
    for (int i = 0; i < streamed.size(); i++) {
      assertEquals(whole.get(i).adev(), streamed.get(i).adev(), whole.get(i).adev() * 1e-12);
      assertEquals(whole.get(i).mdev(), streamed.get(i).mdev(), whole.get(i).mdev() * 1e-12);
      assertEquals(whole.get(i).mtieNanos(), streamed.get(i).mtieNanos());
    }
  }

  @Test
  void agreesWithThePublishedThousandPoints() {
    StabilityMeter meter = new StabilityMeter(1, 10);
    for (double x : PublishedData.phaseNanos(PublishedData.thousandPoints(1_234_567_890L))) {
      meter.add(x);
    }
    Stability first = meter.octaves().get(0); // NIST SP 1065 Table 31, factor 1
    assertEquals(2.922319e-01, first.adev(), 1e-7);
    assertEquals(2.922319e-01, first.mdev(), 1e-7);
    assertEquals(1.687202e-01, first.tdevNanos() * 1e-9, 1e-7);
    assertEquals(9, meter.octaves().size());
  }

  @Test
  void movingSumForgetsRoundingErrors() {
    MovingSum sum = new MovingSum(3);
    double[] values = {1e18, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
    double last = 0;
    for (int i = 0; i < values.length; i++) {
      last = sum.slide(values[i], i < 3 ? 0 : values[i - 3]);
    }
    assertEquals(0.6 + 0.7 + 0.8, last, 1e-15);
  }

  @Test
  void refusesWhatIsNoPhaseAndGoesOn() {
    StabilityMeter meter = new StabilityMeter(1, 1);
    meter.add(0);
    assertThrows(IllegalArgumentException.class, () -> meter.add(Double.NaN));
    meter.add(4);
    meter.add(0);
    assertEquals(3, meter.count());
    assertEquals(4, meter.octaves().get(0).mtieNanos());
    assertEquals(Math.sqrt(64 / 2.0) * 1e-9, meter.octaves().get(0).adev(), 1e-20);
  }

  @Test
  void refusesSizesOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new StabilityMeter(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new StabilityMeter(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new StabilityMeter(1, 25));
  }
}
