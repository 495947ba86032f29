package io.timebridge.bridge.config;

/** A config's {@code policy}: which sources are believed. */
public final class PolicySettings extends Settings<PolicySettings> {
  PolicySettings() {}

  /**
   * Sets {@code require}. How many independent sources must agree before any time is given, not
   * more than there are sources; two domains of one grandmaster count as one.
   *
   * @param value from 1 to 64 sources; left out: {@code 1}
   * @return this
   */
  public PolicySettings require(int value) {
    return put(ConfigTable.REQUIRE, value);
  }

  /**
   * Sets {@code prefer}. The sources to follow first while they are good, by name, in this order.
   *
   * @param texts each 1 to 32 of A-Z a-z 0-9 . _ - with a letter or digit first; left out: {@code
   *     []}
   * @return this
   */
  public PolicySettings prefer(String... texts) {
    return putAll(ConfigTable.PREFER, texts);
  }

  /**
   * Sets {@code trust}. The sources that are believed against a majority, by name; the others are
   * held against what these agree on.
   *
   * @param texts each 1 to 32 of A-Z a-z 0-9 . _ - with a letter or digit first; left out: {@code
   *     []}
   * @return this
   */
  public PolicySettings trust(String... texts) {
    return putAll(ConfigTable.TRUST, texts);
  }
}
