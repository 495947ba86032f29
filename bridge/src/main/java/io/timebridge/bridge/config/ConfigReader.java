package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.YamlFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a config and checks all of it before any of it is used.
 *
 * <p>How: YAML is composed into nodes that know their lines, the nodes are checked key by key by
 * the table, what was read is checked as a whole, and only then are the records made. Each step
 * adds its errors to one list, so that an operator sees them all at once.
 */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * Reads a file of UTF-8, at most 256 KiB.
   *
   * @param file the file; errors name it as it is given
   * @return the config
   * @throws ConfigException if the file cannot be read or any of it is wrong
   */
  public static BridgeConfig read(Path file) throws ConfigException {
    return readChecked(file, null);
  }

  /**
   * Reads a file of UTF-8, at most 256 KiB, for one host.
   *
   * @param file the file; errors name it as it is given
   * @param host the interfaces that the config may name
   * @return the config
   * @throws ConfigException if the file cannot be read or any of it is wrong
   */
  public static BridgeConfig read(Path file, HostInterfaces host) throws ConfigException {
    return readChecked(file, host);
  }

  private static BridgeConfig readChecked(Path file, @Nullable HostInterfaces host)
      throws ConfigException {
    return parse(file.toString(), YamlFile.bytes(file), host);
  }

  /**
   * Reads a text.
   *
   * @param name what errors call it
   * @param yaml the text, at most 256 Ki characters
   * @return the config
   * @throws ConfigException if any of it is wrong
   */
  public static BridgeConfig parse(String name, String yaml) throws ConfigException {
    return parse(name, yaml, null);
  }

  private static BridgeConfig parse(String name, String yaml, @Nullable HostInterfaces host)
      throws ConfigException {
    ConfigErrors errors = new ConfigErrors(name);
    return checked(
        YamlFile.section(ConfigTable.TABLE, ConfigTable.ROOT, yaml, errors),
        errors,
        host,
        List.of());
  }

  /**
   * {@return the config of what was read key by key, once it is right as a whole}
   *
   * @param own the names of sources that the program brings along
   */
  static BridgeConfig checked(
      Section section, ConfigErrors errors, @Nullable HostInterfaces host, List<String> own)
      throws ConfigException {
    new CrossChecks(errors, host, own).check(section);
    errors.throwIfAny();
    return ConfigBuilder.build(section, own);
  }

  /** Reads bytes of UTF-8, with or without a byte order mark. */
  static BridgeConfig parse(String name, byte[] bytes) throws ConfigException {
    return parse(name, bytes, null);
  }

  private static BridgeConfig parse(String name, byte[] bytes, @Nullable HostInterfaces host)
      throws ConfigException {
    return parse(name, YamlFile.text(name, bytes), host);
  }
}
