package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.ntp.NtpHeader;
import io.timebridge.ntp.client.NtpResult;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the servers of one query said. Immutable. */
public final class QueryReport {

  /** One server's answer, or why there is none: as a word for programs and a line for people. */
  record Row(
      String server, @Nullable NtpResult result, @Nullable String failure, @Nullable String error) {

    static Row of(String server, NtpResult result) {
      return new Row(server, result, null, null);
    }

    static Row failed(String server, String failure, @Nullable String error) {
      return new Row(server, null, failure, error);
    }
  }

  private final List<Row> rows;

  QueryReport(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** {@return true if every server told the time} */
  public boolean allAnswered() {
    return rows.stream().allMatch(row -> row.result() != null);
  }

  /** {@return a line a server, for people} */
  public String table() {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append(text.isEmpty() ? "" : System.lineSeparator());
      NtpResult result = row.result();
      text.append(row.server())
          .append(": ")
          .append(result == null ? Objects.toString(row.error()) : line(result));
    }
    return text.toString();
  }

  private static String line(NtpResult result) {
    NtpHeader header = result.header();
    return String.format(
        Locale.ROOT,
        "offset %+.6f s ± %.6f s, delay %.6f s, stratum %d, reference %s, root delay %.6f s,"
            + " root dispersion %.6f s, leap %d, version %d",
        result.offsetNanos() / 1e9,
        result.errorBoundNanos() / 1e9,
        result.delayNanos() / 1e9,
        header.stratum(),
        header.referenceIdText(),
        header.rootDelayNanos() / 1e9,
        header.rootDispersionNanos() / 1e9,
        header.leapIndicator(),
        header.version());
  }

  /** {@return a JSON array, an object a server} */
  public String json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    addTo(array);
    return array.toPrettyString();
  }

  /**
   * {@return a JSON array of several rounds, an object a server and round}
   *
   * @param rounds the reports in their order; each object tells which, from 1
   */
  public static String json(List<QueryReport> rounds) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < rounds.size(); i++) {
      int first = array.size();
      rounds.get(i).addTo(array);
      for (int at = first; at < array.size(); at++) {
        ((ObjectNode) array.get(at)).put("round", i + 1);
      }
    }
    return array.toPrettyString();
  }

  private void addTo(ArrayNode array) {
    for (Row row : rows) {
      ObjectNode node = array.addObject();
      node.put("server", row.server());
      NtpResult result = row.result();
      if (result == null) {
        node.put("failure", row.failure());
        node.put("error", row.error());
      } else {
        describe(node, result);
      }
    }
  }

  private static void describe(ObjectNode node, NtpResult result) {
    NtpHeader header = result.header();
    node.put("address", HostPort.text(result.server()));
    node.put("offsetNanos", result.offsetNanos());
    node.put("errorBoundNanos", result.errorBoundNanos());
    node.put("delayNanos", result.delayNanos());
    node.put("samples", result.samples());
    node.put("stratum", header.stratum());
    node.put("referenceId", header.referenceIdText());
    node.put("leapIndicator", header.leapIndicator());
    node.put("version", header.version());
    node.put("rootDelayNanos", header.rootDelayNanos());
    node.put("rootDispersionNanos", header.rootDispersionNanos());
    node.put("poll", header.poll());
    node.put("precision", header.precision());
  }
}
