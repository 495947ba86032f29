package io.timebridge.bridge.config.table;

/** Writes what a table says of a group's keys. */
public final class TableDocs {
  private TableDocs() {}

  /** Adds a group with its keys. */
  public static void addGroup(StringBuilder page, Table table, Group group) {
    page.append('\n').append("## ");
    page.append(group.path().isEmpty() ? "Top" : "`" + group.path() + "`").append("\n\n");
    page.append(group.meaning()).append("\n\n");
    page.append("| key | allowed | unit | default | meaning |\n|---|---|---|---|---|\n");
    for (Row row : table.children(group).values()) {
      page.append("| `").append(row.isList() ? row.name() + "[]" : row.name()).append("` | ");
      if (row instanceof Key<?> key) {
        page.append(key.allowed().replace("|", "\\|")).append(notYet(key)).append(" | ");
        page.append(key.type().unit()).append(" | ").append(key.absent().description());
      } else {
        page.append(row.isList() ? "a list of maps" : "a map").append(", below | | ");
        page.append(row.isList() ? "`[]`" : "");
      }
      page.append(" | ").append(row.meaning()).append(" |\n");
    }
  }

  private static String notYet(Key<?> key) {
    if (!key.laterWords().isEmpty()) {
      return "; *not yet*: " + String.join(", ", key.laterWords());
    }
    return key.later() ? "; *not yet*: now only " + key.allowedNow() : "";
  }
}
