package io.timebridge.bridge.config.table;

/** One row of the table: a key with a value, or a group of keys. */
public sealed interface Row permits Key, Group {

  /** {@return where it stands, such as {@code sources.ptp[].name}; {@code []} marks a list} */
  String path();

  /** {@return one sentence of what it means} */
  String meaning();

  /** {@return whether a list stands there} */
  default boolean isList() {
    return path().endsWith("[]");
  }

  /** {@return the last word of the path} */
  default String name() {
    String last = path().substring(path().lastIndexOf('.') + 1);
    return isList() ? last.substring(0, last.length() - 2) : last;
  }

  /** {@return the path of the group it belongs to; empty for the root} */
  default String parent() {
    return path().substring(0, Math.max(0, path().lastIndexOf('.')));
  }
}
