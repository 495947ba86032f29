package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The offsets of one run, as a picture. */
final class OffsetPlot {
  private OffsetPlot() {}

  static void write(String title, List<Offsets> all, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1200)
            .height(500)
            .title("Offset from the grandmaster: " + title)
            .xAxisTitle("seconds")
            .yAxisTitle("microseconds")
            .build();
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarkerSize(4);
    for (Offsets offsets : all) {
      double[] seconds = new double[offsets.nanos().length];
      double[] micros = new double[seconds.length];
      for (int i = 0; i < seconds.length; i++) {
        seconds[i] = i / offsets.aSecond();
        micros[i] = offsets.nanos()[i] / 1000;
      }
      chart.addSeries(offsets.name(), seconds, micros).setMarker(SeriesMarkers.CIRCLE);
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
