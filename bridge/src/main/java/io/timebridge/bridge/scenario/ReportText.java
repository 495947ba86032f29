package io.timebridge.bridge.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as a table and as JSON. */
final class ReportText {
  private static final List<String> HEAD =
      List.of("node", "rms", "mean", "max", "99.9 %", "lock", "in bound", "est/99.9 %");
  private static final String NOTHING = "-";
  private static final MathContext SIX_DIGITS = new MathContext(6);

  private ReportText() {}

  static String table(SimulationReport report) {
    Plan plan = report.plan();
    StringBuilder text = new StringBuilder();
    text.append(plan.name()).append(", seed ").append(report.seed()).append(", ");
    text.append(seconds(plan.durationNanos() * 1e-9)).append(", errors from ");
    text.append(seconds(plan.settleNanos() * 1e-9)).append(" on, compared each ");
    text.append(seconds(plan.sampleNanos() * 1e-9)).append('\n');
    if (!plan.about().isEmpty()) {
      text.append(plan.about()).append('\n');
    }
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    report.nodes().forEach(node -> rows.add(row(node)));
    text.append('\n').append(aligned(rows));
    text.append('\n').append(aligned(stability(report)));
    return text.append("\ntrace ").append(report.traceSha256()).toString();
  }

  private static List<String> row(NodeReport node) {
    return List.of(
        node.name(),
        duration(node.rmsNanos()),
        duration(node.meanNanos()),
        duration(node.maxNanos()),
        duration(node.p999Nanos()),
        seconds(node.lockSeconds()),
        number("%.3f %%", 100 * node.boundHeld()),
        number("%.2f", node.estimateRatio()));
  }

  /** TDEV and MTIE at each tenfold of the sample interval. */
  private static List<List<String>> stability(SimulationReport report) {
    List<String> head = new ArrayList<>(List.of("TDEV / MTIE"));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    for (NodeReport node : report.nodes()) {
      List<String> row = new ArrayList<>(List.of(node.name()));
      for (int i = 0; i < node.stability().size(); i += TimeStability.A_DECADE) {
        TimeStability each = node.stability().get(i);
        if (head.size() == row.size()) {
          head.add(seconds(each.tauSeconds()));
        }
        row.add(duration(each.tdevNanos()) + " / " + duration(each.mtieNanos()));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The first column to the left, the others to the right. */
  private static String aligned(List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    StringBuilder text = new StringBuilder();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        text.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
      }
      text.append('\n');
    }
    return text.toString();
  }

  static String json(SimulationReport report) {
    Plan plan = report.plan();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("scenario", plan.name());
    root.put("about", plan.about());
    root.put("seed", report.seed());
    root.put("durationSeconds", plan.durationNanos() / 1e9);
    root.put("settleSeconds", plan.settleNanos() / 1e9);
    root.put("sampleSeconds", plan.sampleNanos() / 1e9);
    root.put("traceSha256", report.traceSha256());
    ArrayNode nodes = root.putArray("nodes");
    for (NodeReport each : report.nodes()) {
      ObjectNode node = nodes.addObject();
      node.put("name", each.name());
      node.put("role", each.role());
      node.put("servo", each.servo());
      node.put("readings", each.readings());
      node.put("missing", each.missing());
      put(node, "rmsNanos", each.rmsNanos());
      put(node, "meanNanos", each.meanNanos());
      put(node, "maxNanos", each.maxNanos());
      put(node, "p999Nanos", each.p999Nanos());
      put(node, "lockSeconds", wholeNanos(each.lockSeconds()));
      put(node, "boundHeld", each.boundHeld());
      put(node, "estimateRatio", each.estimateRatio());
      ArrayNode stability = node.putArray("stability");
      for (TimeStability at : each.stability()) {
        ObjectNode one = stability.addObject();
        one.put("tauSeconds", wholeNanos(at.tauSeconds()));
        one.put("tdevNanos", at.tdevNanos());
        one.put("mtieNanos", at.mtieNanos());
      }
    }
    return root.toPrettyString();
  }

  /** Seconds without the dust of a binary fraction's sums: 43.3, not 43.300000000000004. */
  private static double wholeNanos(double seconds) {
    return Double.isNaN(seconds) ? seconds : Math.round(seconds * 1e9) / 1e9;
  }

  /** JSON knows no NaN. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  static String duration(double nanos) {
    double magnitude = Math.abs(nanos);
    if (Double.isNaN(nanos)) {
      return NOTHING;
    }
    if (magnitude < 1e3) {
      return number("%.1f ns", nanos);
    }
    if (magnitude < 1e6) {
      return number("%.2f µs", nanos / 1e3);
    }
    return magnitude < 1e9 ? number("%.2f ms", nanos / 1e6) : number("%.2f s", nanos / 1e9);
  }

  private static String seconds(double seconds) {
    return Double.isNaN(seconds)
        ? NOTHING
        : new BigDecimal(seconds).round(SIX_DIGITS).stripTrailingZeros().toPlainString() + " s";
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? NOTHING : String.format(Locale.ROOT, format, value);
  }
}
