package io.timebridge.bridge.config;

import java.util.List;
import java.util.stream.Collectors;

/** A config that cannot be used, with every error found in it. Its message is one line an error. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigError> errors;

  /**
   * Creates one.
   *
   * @param errors the errors in the order of their lines, at least one
   */
  public ConfigException(List<ConfigError> errors) {
    super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  /** {@return the errors in the order of their lines, at least one} */
  public List<ConfigError> errors() {
    return errors;
  }
}
