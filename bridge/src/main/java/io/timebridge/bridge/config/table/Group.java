package io.timebridge.bridge.config.table;

/**
 * A map of keys, or a list of such maps.
 *
 * @param path where it stands; empty for the root
 * @param meaning one sentence of what it means
 * @param later whether this version refuses each entry of the list
 */
public record Group(String path, String meaning, boolean later) implements Row {
  public Group(String path, String meaning) {
    this(path, meaning, false);
  }

  /** {@return the same group, its entries refused by this version} */
  public Group notYet() {
    return new Group(path, meaning, true);
  }
}
