package io.timebridge.bridge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.ptp.ManagementClient.Answer;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementField;
import io.timebridge.ptp.wire.ManagementId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What PTP clocks answered to management messages. */
public final class PtpManagementReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One answer and whence it came. */
  record Row(InetAddress from, Answer answer) {}

  private final List<ManagementId> asked;
  private final List<Row> rows;

  /** In the order in which it was asked, then by who answers. */
  PtpManagementReport(List<ManagementId> asked, List<Row> rows) {
    this.asked = List.copyOf(asked);
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.comparingInt((Row row) -> this.asked.indexOf(row.answer().id()))
            .thenComparing(row -> row.answer().source()));
    this.rows = List.copyOf(sorted);
  }

  /** {@return true if each question had an answer, and not from everybody an error} */
  public boolean allAnswered() {
    return asked.stream()
        .allMatch(
            id ->
                rows.stream()
                    .anyMatch(row -> row.answer().id() == id && row.answer().data() != null));
  }

  /** {@return the answers for people, as pmc shows them} */
  public String table() {
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      Answer answer = row.answer();
      String head = "%s (%s) %s".formatted(answer.source(), host(row.from()), answer.id());
      ManagementData data = answer.data();
      if (data == null) {
        String why = answer.why().isEmpty() ? "" : " (" + answer.why() + ")";
        lines.add(head + ": " + answer.error() + why);
      } else {
        lines.add(head);
        int width = data.values().keySet().stream().mapToInt(String::length).max().orElse(0);
        for (ManagementField field : data.id().fields()) {
          String padding = " ".repeat(width - field.name().length());
          lines.add("  " + field.name() + padding + " " + field.text(data.value(field.name())));
        }
      }
    }
    for (ManagementId id : asked) {
      if (rows.stream().noneMatch(row -> row.answer().id() == id)) {
        lines.add(id + ": nobody answered");
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** {@return the answers as a JSON array, an object each} */
  public String json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      Answer answer = row.answer();
      ObjectNode node = array.addObject();
      node.put("source", answer.source().toString());
      node.put("address", host(row.from()));
      node.put("id", answer.id().name());
      ManagementData data = answer.data();
      if (data == null) {
        node.put("error", String.valueOf(answer.error()));
        node.put("why", answer.why());
      } else {
        ObjectNode values = node.putObject("values");
        for (ManagementField field : data.id().fields()) {
          Object plain = field.plain(data.value(field.name()));
          values.set(field.name(), MAPPER.valueToTree(plain));
        }
      }
    }
    return array.toPrettyString();
  }

  private static String host(InetAddress address) {
    return address.getHostAddress().replaceAll("%.*", "");
  }
}
