package io.timebridge.bridge.scenario;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A report as a picture: each clock's error over time, its TDEV and its MTIE. Needs XChart. */
public final class ErrorPlot {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 450;
  private static final int MAX_POINTS = 4_000;

  private ErrorPlot() {}

  /**
   * Draws a report.
   *
   * @param report what a run showed
   * @param file the PNG file to write, whatever its name ends with
   * @throws IOException if it cannot be written
   */
  public static void write(SimulationReport report, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<XYChart> charts =
        List.of(
            errors(report),
            stability(report, "TDEV", TimeStability::tdevNanos),
            stability(report, "MTIE", TimeStability::mtieNanos));
    BufferedImage page =
        new BufferedImage(WIDTH, HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < charts.size(); i++) {
      BufferedImage one = BitmapEncoder.getBufferedImage(charts.get(i));
      page.getGraphics().drawImage(one, 0, i * HEIGHT, null);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(page, "png", out);
    }
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    return chart;
  }

  private static XYChart errors(SimulationReport report) {
    String title = report.plan().name() + ", seed " + report.seed() + ": clock minus true time";
    XYChart chart = chart(title, "seconds", "microseconds");
    for (Trace trace : report.traces()) {
      int from = trace.firstSettled();
      while (from < trace.samples() && trace.errorNanos(from) == Trace.NONE) {
        from++;
      }
      addErrors(chart, trace, from);
    }
    return chart;
  }

  /** Of each so many samples, the one farthest from 0: a peak must not be left out. */
  private static void addErrors(XYChart chart, Trace trace, int from) {
    int each = 1 + (trace.samples() - from) / MAX_POINTS;
    int points = (trace.samples() - from) / each;
    double[] seconds = new double[points];
    double[] micros = new double[points];
    for (int i = 0; i < points; i++) {
      int farthest = from + i * each;
      for (int j = farthest; j < from + (i + 1) * each; j++) {
        if (Math.abs(trace.errorNanos(j)) > Math.abs(trace.errorNanos(farthest))) {
          farthest = j;
        }
      }
      seconds[i] = trace.secondsOf(farthest);
      micros[i] = trace.errorNanos(farthest) / 1000.0;
    }
    if (points > 0) {
      chart.addSeries(trace.host().name, seconds, micros).setMarker(SeriesMarkers.NONE);
    }
  }

  static XYChart stability(
      SimulationReport report, String what, ToDoubleFunction<TimeStability> value) {
    XYChart chart = chart(what, "seconds", "nanoseconds");
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    DoubleSummaryStatistics drawn = new DoubleSummaryStatistics();
    for (NodeReport node : report.nodes()) {
      double[] taus = node.stability().stream().mapToDouble(TimeStability::tauSeconds).toArray();
      // A logarithm of 0 is nowhere.
      double[] nanos =
          node.stability().stream().mapToDouble(value).map(v -> Math.max(v, 0.01)).toArray();
      if (taus.length > 0 && Arrays.stream(nanos).allMatch(Double::isFinite)) {
        chart.addSeries(node.name(), taus, nanos).setMarker(SeriesMarkers.CIRCLE);
        Arrays.stream(nanos).forEach(drawn);
      }
    }
    if (drawn.getCount() > 0) {
      // Only decades have a label: an axis from one to the next has two at least.
      double lowest = Math.floor(Math.log10(drawn.getMin()));
      double highest = Math.max(Math.ceil(Math.log10(drawn.getMax())), lowest + 1);
      chart.getStyler().setYAxisMin(Math.pow(10, lowest)).setYAxisMax(Math.pow(10, highest));
    }
    return chart;
  }
}
