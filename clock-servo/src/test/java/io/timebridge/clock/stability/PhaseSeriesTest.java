package io.timebridge.clock.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseSeriesTest {
  private static final long FIRST_OF_SP_1065 = 1_234_567_890L;

  /** NIST SP 1065 Table 30: factor, ADEV, overlapping ADEV, MDEV, TDEV in seconds. */
  @ParameterizedTest
  @CsvSource({
    "1, 91.22945, 91.22945, 91.22945, 52.67135",
    "2, 115.8082, 85.95287, 74.78849, 86.35831"
  })
  void agreesWithThePublishedNinePoints(
      int factor, double adev, double overlapping, double mdev, double tdev) {
    assertPublished(PublishedData.ninePoints(), factor, adev, overlapping, mdev, tdev);
  }

  /** NIST SP 1065 Table 31, likewise. */
  @ParameterizedTest
  @CsvSource({
    "1, 2.922319e-01, 2.922319e-01, 2.922319e-01, 1.687202e-01",
    "10, 9.965736e-02, 9.159953e-02, 6.172376e-02, 3.563623e-01",
    "100, 3.897804e-02, 3.241343e-02, 2.170921e-02, 1.253382"
  })
  void agreesWithThePublishedThousandPoints(
      int factor, double adev, double overlapping, double mdev, double tdev) {
    assertPublished(
        PublishedData.thousandPoints(FIRST_OF_SP_1065), factor, adev, overlapping, mdev, tdev);
  }

  /** The figures have seven digits. */
  private static void assertPublished(
      double[] frequency, int factor, double adev, double overlapping, double mdev, double tdev) {
    PhaseSeries series = new PhaseSeries(PublishedData.phaseNanos(frequency), 1);
    assertEquals(adev, series.adev(factor), adev * 5.1e-7);
    assertEquals(overlapping, series.overlappingAdev(factor), overlapping * 5.1e-7);
    assertEquals(mdev, series.mdev(factor), mdev * 5.1e-7);
    assertEquals(tdev, series.tdevNanos(factor) * 1e-9, tdev * 5.1e-7);
  }

  /**
   * SP 1065 prints no MTIE. These are allantools 2024.06's for the same generator, begun with the
   * number after 1234567 and without the mean, as kshana 0.25.0 (docs.rs) publishes them.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0.5039331146501622",
    "2, 0.9966861362488411",
    "4, 1.746478854361213",
    "8, 2.560421549111802",
    "16, 4.027828642314221",
    "32, 5.175346023216539",
    "64, 6.949277421656195",
    "128, 11.23276896864584",
    "256, 12.58804496420642"
  })
  void agreesWithMtieOfAllantools(int factor, double mtie) {
    double[] frequency = PublishedData.thousandPoints(16807L * 1_234_567 % 2147483647L);
    double[] phase = PublishedData.phaseNanos(PublishedData.withoutMean(frequency));
    assertEquals(mtie, new PhaseSeries(phase, 1).mtieNanos(factor) * 1e-9, 1e-11);
  }

  /** Read off the phase of the nine points by hand: … 166 4/9, 48 5/9, −96 3/9 … seconds */
  @Test
  void mtieOfTheNinePointsIsWhatThePhaseShows() {
    double[] phase =
        PublishedData.phaseNanos(PublishedData.withoutMean(PublishedData.ninePoints()));
    PhaseSeries series = new PhaseSeries(phase, 1);
    assertEquals((48 + 5 / 9.0 + 96 + 3 / 9.0) * 1e9, series.mtieNanos(1), 1);
    assertEquals((166 + 4 / 9.0 + 96 + 3 / 9.0) * 1e9, series.mtieNanos(2), 1);
    assertEquals((166 + 4 / 9.0 + 96 + 3 / 9.0) * 1e9, series.mtieNanos(9), 1);
  }

  @Property(seed = "20261122")
  void isTheNaiveFormulas(
      @ForAll @Size(min = 3, max = 120) List<@DoubleRange(min = -1e6, max = 1e6) Double> samples,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double tau0,
      @ForAll @IntRange(min = 1, max = 40) int anyFactor) {
    double[] x = samples.stream().mapToDouble(d -> d).toArray();
    int factor = 1 + anyFactor % (x.length / 3);
    PhaseSeries series = new PhaseSeries(x, tau0);
    double unit = 1e6 / (factor * tau0 * 1e9); // of a deviation from phases of a millisecond
    assertEquals(Naive.mdev(x, tau0, factor), series.mdev(factor), unit * 1e-9);
    assertEquals(Naive.tdevNanos(x, factor), series.tdevNanos(factor), 1e-3);
  }

  @Property(seed = "20261122")
  void isTheNaiveFormulasUpToTheGreatestFactor(
      @ForAll @Size(min = 3, max = 120) List<@DoubleRange(min = -1e6, max = 1e6) Double> samples,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double tau0,
      @ForAll @IntRange(min = 1, max = 120) int anyFactor) {
    double[] x = samples.stream().mapToDouble(d -> d).toArray();
    PhaseSeries series = new PhaseSeries(x, tau0);
    int half = 1 + anyFactor % ((x.length - 1) / 2);
    double unit = 1e6 / (half * tau0 * 1e9);
    assertEquals(Naive.adev(x, tau0, half), series.adev(half), unit * 1e-9);
    assertEquals(Naive.overlappingAdev(x, tau0, half), series.overlappingAdev(half), unit * 1e-9);
    int whole = 1 + anyFactor % (x.length - 1);
    assertEquals(Naive.mtieNanos(x, whole), series.mtieNanos(whole));
  }

  @Property(seed = "20261122", tries = 100)
  void neitherPhaseNorFrequencyOffsetMakesADeviation(
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double phase,
      @ForAll @DoubleRange(min = -1e5, max = 1e5) double nanosPerSample,
      @ForAll @IntRange(min = 3, max = 300) int size) {
    double[] x = new double[size];
    for (int i = 0; i < size; i++) {
      x[i] = phase + i * nanosPerSample;
    }
    for (Stability row : new PhaseSeries(x, 1).octaves()) {
      assertEquals(0, row.adev(), 1e-14);
      assertEquals(0, row.mdev(), 1e-14);
      assertEquals(Math.abs(nanosPerSample) * row.tauSeconds(), row.mtieNanos(), 1e-5);
    }
  }

  @Test
  void octavesHaveWhatTheFunctionsSay() {
    double[] x = PublishedData.phaseNanos(PublishedData.thousandPoints(FIRST_OF_SP_1065));
    PhaseSeries series = new PhaseSeries(x, 0.5);
    List<Stability> rows = series.octaves();
    assertEquals(9, rows.size()); // 3 · 256 samples are there, 3 · 512 are not
    for (int i = 0; i < rows.size(); i++) {
      int m = 1 << i;
      Stability expected =
          new Stability(
              m * 0.5,
              series.overlappingAdev(m),
              series.mdev(m),
              series.tdevNanos(m),
              series.mtieNanos(m));
      assertEquals(expected, rows.get(i));
    }
  }

  @Test
  void keepsItsOwnSamples() {
    double[] x = {0, 5, 1};
    PhaseSeries series = new PhaseSeries(x, 1);
    x[1] = 1000;
    assertEquals(5, series.mtieNanos(1));
    assertEquals(3, series.size());
  }

  @Test
  void refusesFactorsThatHaveNoSample() {
    PhaseSeries series = new PhaseSeries(new double[9], 1);
    assertThrows(IllegalArgumentException.class, () -> series.adev(0));
    assertThrows(IllegalArgumentException.class, () -> series.adev(5));
    assertThrows(IllegalArgumentException.class, () -> series.overlappingAdev(5));
    assertThrows(IllegalArgumentException.class, () -> series.mdev(4));
    assertThrows(IllegalArgumentException.class, () -> series.tdevNanos(-1));
    assertThrows(IllegalArgumentException.class, () -> series.mtieNanos(9));
    assertEquals(List.of(), new PhaseSeries(new double[2], 1).octaves());
    assertThrows(
        IllegalArgumentException.class, () -> new PhaseSeries(new double[0], 1).mtieNanos(1));
  }

  @Test
  void refusesWhatIsNoPhaseOrNoTime() {
    double[] one = {1};
    assertThrows(
        IllegalArgumentException.class, () -> new PhaseSeries(new double[] {Double.NaN}, 1));
    assertThrows(IllegalArgumentException.class, () -> new PhaseSeries(one, 0));
    assertThrows(IllegalArgumentException.class, () -> new PhaseSeries(one, Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> new PhaseSeries(one, Double.POSITIVE_INFINITY));
  }
}
