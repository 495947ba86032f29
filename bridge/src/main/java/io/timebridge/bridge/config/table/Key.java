package io.timebridge.bridge.config.table;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key with a value, or with a list of values.
 *
 * @param path where it stands
 * @param type what a value may be
 * @param meaning one sentence of what it means
 * @param absent what holds when the key is left out
 * @param canBeOff whether the word {@code off} may stand for no value
 * @param laterWords words that this version knows but refuses
 * @param later whether this version refuses all but what holds when the key is left out
 * @param <T> what a value is read into
 */
public record Key<T>(
    String path,
    ValueType<T> type,
    String meaning,
    Absent absent,
    boolean canBeOff,
    List<String> laterWords,
    boolean later)
    implements Row {

  /** The word for no value. */
  public static final String OFF = "off";

  /**
   * What holds when a key is left out.
   *
   * @param values the values that hold, as texts; null if the code decides by itself
   * @param description how the documentation says it
   * @param required whether leaving it out is an error
   */
  public record Absent(@Nullable List<String> values, String description, boolean required) {}

  private static final Absent REQUIRED = new Absent(null, "required", true);

  public Key(String path, ValueType<T> type, String meaning) {
    this(path, type, meaning, REQUIRED, false, List.of(), false);
  }

  /** {@return the same key with a default: one text, or those of the list} */
  public Key<T> byDefault(String... values) {
    String text = String.join(", ", values);
    return with(
        new Absent(List.of(values), "`" + (isList() ? "[" + text + "]" : text) + "`", false));
  }

  /** {@return the same key with a default that only a sentence can tell} */
  public Key<T> otherwise(String description) {
    return with(new Absent(null, description, false));
  }

  /** {@return the same key, which also takes {@code off}} */
  public Key<T> orOff() {
    return new Key<>(path, type, meaning, absent, true, laterWords, later);
  }

  /** {@return the same key with words that this version knows but refuses} */
  public Key<T> notYet(String... words) {
    return new Key<>(path, type, meaning, absent, canBeOff, List.of(words), later);
  }

  /** {@return the same key, refused by this version unless it asks for what holds without it} */
  public Key<T> notYet() {
    return new Key<>(path, type, meaning, absent, canBeOff, laterWords, true);
  }

  private Key<T> with(Absent other) {
    return new Key<>(path, type, meaning, other, canBeOff, laterWords, later);
  }

  /** {@return what one value may be, for errors and for the documentation} */
  public String allowed() {
    return canBeOff ? type.allowed() + ", or " + OFF : type.allowed();
  }

  /** {@return what this version takes of a key that it does not serve yet} */
  public String allowedNow() {
    List<String> values = absent.values();
    if (laterWords.isEmpty()) {
      if (isList() && values != null && values.isEmpty()) {
        return "an empty list";
      }
      return values == null ? "the key left out" : String.join(", ", values);
    }
    return allowed();
  }

  /** {@return whether a text that is allowed asks for what this version does not serve} */
  public boolean isRefused(String text) {
    List<String> values = absent.values();
    return laterWords.contains(text) || (later && (values == null || !isDefault(text, values)));
  }

  private boolean isDefault(String text, List<String> values) {
    return values.stream().anyMatch(value -> sameValue(text, value));
  }

  private boolean sameValue(String one, String other) {
    T value = type.parse(one);
    return one.equals(other) || (value != null && value.equals(type.parse(other)));
  }

  /** {@return whether a text is one that the key takes, now or in a later version} */
  public boolean knows(String text) {
    return isOff(text) || laterWords.contains(text) || type.parse(text) != null;
  }

  /** {@return whether a text says that there is no value} */
  public boolean isOff(String text) {
    return canBeOff && text.equals(OFF);
  }

  /** {@return the values that hold when the key is left out; empty if there is none} */
  public List<T> defaults() {
    List<String> values = absent.values();
    return values == null
        ? List.of()
        : values.stream()
            .filter(text -> !isOff(text))
            .map(this::parseKnown)
            .collect(Collectors.toList());
  }

  private T parseKnown(String text) {
    T value = type.parse(text);
    if (value == null) {
      throw new IllegalStateException(path + " does not take its default " + text);
    }
    return value;
  }
}
