package io.timebridge.ntp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The symmetric keys that a server shares with its clients, by number. Immutable; any thread. What
 * the keys are stays in here: {@link #toString} tells their numbers only.
 */
public final class NtpKeys {
  private static final NtpKeys NONE = new NtpKeys(new TreeMap<>());

  /** A key as it was read. */
  static final class Key {
    private final int id;
    private final MacAlgorithm algorithm;
    private final byte[] secret;

    Key(int id, MacAlgorithm algorithm, byte[] secret) {
      this.id = id;
      this.algorithm = algorithm;
      this.secret = secret.clone();
    }

    int id() {
      return id;
    }

    MacAlgorithm algorithm() {
      return algorithm;
    }

    /** The code under this key, for one thread. */
    KeyedMac mac() {
      return algorithm.withKey(secret);
    }
  }

  private final SortedMap<Integer, Key> keys;

  NtpKeys(SortedMap<Integer, Key> keys) {
    this.keys = new TreeMap<>(keys);
  }

  /** {@return no keys: nothing that is authenticated is believed} */
  public static NtpKeys none() {
    return NONE;
  }

  /**
   * {@return the keys of a file as chrony's {@code keyfile} is written: a key a line, {@code NUMBER
   * TYPE KEY}}
   *
   * <p>The number is 1 to 4294967295. The type is MD5, SHA1, SHA256, SHA384, SHA512, AES128 or
   * AES256; without one it is MD5. The key is {@code HEX:} and hexadecimal digits, or {@code
   * ASCII:} and characters, or characters alone. A line that is empty or begins with {@code #},
   * {@code !}, {@code ;} or {@code %} says nothing.
   *
   * @param file the file, UTF-8, at most 1 MiB
   * @throws NtpKeysException if a line says something else, with file and line
   * @throws IOException if the file cannot be read
   */
  public static NtpKeys read(Path file) throws NtpKeysException, IOException {
    return NtpKeyFile.read(file);
  }

  /**
   * {@return whether there is a key of this number}
   *
   * @param number 1 to 4294967295
   */
  public boolean has(long number) {
    return number >= 1 && number <= 0xFFFF_FFFFL && keys.containsKey((int) number);
  }

  /**
   * {@return the one key of this number, as a client needs it}
   *
   * @param number 1 to 4294967295
   * @throws IllegalArgumentException if there is no such key
   */
  public NtpKeys only(long number) {
    if (!has(number)) {
      throw new IllegalArgumentException("there is no key " + number + " among " + this);
    }
    int id = (int) number;
    return new NtpKeys(new TreeMap<>(Map.of(id, Objects.requireNonNull(keys.get(id)))));
  }

  /** {@return how many there are} */
  public int size() {
    return keys.size();
  }

  /** In the order of their numbers as signed ones. */
  Collection<Key> all() {
    return keys.values();
  }

  /** {@return the numbers of the keys, never the keys} */
  @Override
  public String toString() {
    return "keys " + keys.keySet().stream().map(Integer::toUnsignedString).toList();
  }
}
