package io.timebridge.bridge.config.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was read of one map of the file. Absent keys give what the table says of them. */
public final class Section {

  /**
   * One value with the place where it was found.
   *
   * @param line its line, from 1
   * @param path its key, a number in each bracket
   * @param value what was read; null for {@code off}
   */
  public record Item(int line, String path, @Nullable Object value) {}

  private final int line;
  private final String path;
  private final Map<Row, List<Item>> items = new LinkedHashMap<>();
  private final Map<Group, List<Section>> sections = new LinkedHashMap<>();

  public Section(int line, String path) {
    this.line = line;
    this.path = path;
  }

  public int line() {
    return line;
  }

  public String path() {
    return path;
  }

  /** Notes that a key stands in the file, even if with an empty list. */
  public void addKey(Key<?> key) {
    items.putIfAbsent(key, new ArrayList<>());
  }

  public void addItem(Key<?> key, Item item) {
    items.computeIfAbsent(key, k -> new ArrayList<>()).add(item);
  }

  public void addSection(Group group, Section section) {
    sections.computeIfAbsent(group, g -> new ArrayList<>()).add(section);
  }

  /** {@return what was read for a key, with its places; empty if it was absent or wrong} */
  public List<Item> items(Key<?> key) {
    return items.getOrDefault(key, List.of());
  }

  /** {@return whether the key stands in the file} */
  public boolean has(Key<?> key) {
    return items.containsKey(key);
  }

  /** {@return the values of a list, or its default} */
  public <T> List<T> list(Key<T> key) {
    return has(key)
        ? items(key).stream().map(item -> key.type().javaType().cast(item.value())).toList()
        : key.defaults();
  }

  /** {@return a key's value, or its default; null if it is off or has none} */
  public <T> @Nullable T find(Key<T> key) {
    if (has(key)) {
      return items(key).isEmpty() ? null : key.type().javaType().cast(items(key).get(0).value());
    }
    List<T> defaults = key.defaults();
    return defaults.isEmpty() ? null : defaults.get(0);
  }

  /**
   * {@return a key's value, or its default}
   *
   * @throws IllegalStateException if it has neither, which a checked file never does for a key that
   *     is required or has a default
   */
  public <T> T get(Key<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException(key.path() + " has no value");
    }
    return value;
  }

  /** {@return the entries of a list of maps} */
  public List<Section> sections(Group group) {
    return sections.getOrDefault(group, List.of());
  }

  /** {@return a map within this one; null if the file has none} */
  public @Nullable Section find(Group group) {
    List<Section> found = sections(group);
    return found.isEmpty() ? null : found.get(0);
  }

  /** {@return a map within this one; one without any key if the file has none} */
  public Section get(Group group) {
    Section found = find(group);
    return found == null ? new Section(line, group.path()) : found;
  }
}
