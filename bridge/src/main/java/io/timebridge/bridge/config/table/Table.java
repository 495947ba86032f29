package io.timebridge.bridge.config.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key that a kind of file may hold, in the order in which they are documented: files are
 * checked by it, and their documentation is written from it. Filled once, then only read.
 */
public final class Table {
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Map<String, Row>> children = new LinkedHashMap<>();

  /** Creates an empty table; the group with an empty path is its root. */
  public Table() {}

  /**
   * Adds a row.
   *
   * @param row a key or a group
   * @param <T> which of them
   * @return the row
   */
  public <T extends Row> T add(T row) {
    rows.add(row);
    if (!row.path().isEmpty()) {
      children.computeIfAbsent(row.parent(), p -> new LinkedHashMap<>()).put(row.name(), row);
    }
    return row;
  }

  /** {@return every row, in the order in which it is documented} */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /**
   * {@return the rows right below a group, by name, in the order of the table}
   *
   * @param group a group of this table
   */
  public Map<String, Row> children(Group group) {
    return children.getOrDefault(group.path(), Map.of());
  }
}
