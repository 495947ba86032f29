package io.timebridge.bridge.config.table;

import io.timebridge.bridge.config.ConfigError;
import io.timebridge.bridge.config.ConfigException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The errors of one file, collected so that all are told at once. */
public final class ConfigErrors {
  private final String file;
  private final List<ConfigError> errors = new ArrayList<>();

  public ConfigErrors(String file) {
    this.file = file;
  }

  public void add(int line, String path, String found, String allowed) {
    errors.add(new ConfigError(file, line, path, found, allowed));
  }

  /** {@return whether an error lies at a key or below it} */
  public boolean anyAt(String path) {
    return errors.stream()
        .map(ConfigError::path)
        .anyMatch(p -> p.equals(path) || p.startsWith(path + ".") || p.startsWith(path + "["));
  }

  /**
   * Ends the reading if anything was wrong.
   *
   * @throws ConfigException if an error was added; sorted by line
   */
  public void throwIfAny() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(
          errors.stream().sorted(Comparator.comparingInt(ConfigError::line)).toList());
    }
  }
}
