package io.timebridge.bridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a config and checks all of it before any of it is used.
 *
 * <p>How: YAML is composed into nodes that know their lines, the nodes are checked key by key by
 * the table, what was read is checked as a whole, and only then are the records made. Each step
 * adds its errors to one list, so that an operator sees them all at once.
 */
public final class ConfigReader {
  private static final String READABLE = "a readable YAML file";

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
    ConfigErrors errors = new ConfigErrors(file.toString());
    byte[] bytes = {};
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(YamlTree.MAX_CHARS + 1);
    } catch (NoSuchFileException e) {
      errors.add(0, "", "no such file", READABLE);
    } catch (AccessDeniedException e) {
      errors.add(0, "", "a file that may not be read", READABLE);
    } catch (IOException e) {
      errors.add(0, "", "a file that cannot be read (" + e.getMessage() + ")", READABLE);
    }
    errors.throwIfAny();
    return parse(file.toString(), bytes, host);
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
    checkLength(yaml.length(), errors);
    Node root = YamlTree.compose(yaml, errors);
    if (root == null) {
      errors.throwIfAny();
      throw new IllegalStateException("no document and no error");
    }
    Section section = new SectionReader(errors).readMap(ConfigTable.ROOT, "", root);
    new CrossChecks(errors, host).check(section);
    errors.throwIfAny();
    return ConfigBuilder.build(section);
  }

  /** Reads bytes of UTF-8, with or without a byte order mark. */
  static BridgeConfig parse(String name, byte[] bytes) throws ConfigException {
    return parse(name, bytes, null);
  }

  private static BridgeConfig parse(String name, byte[] bytes, @Nullable HostInterfaces host)
      throws ConfigException {
    ConfigErrors errors = new ConfigErrors(name);
    checkLength(bytes.length, errors);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    String yaml = text.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) yaml.chars().filter(c -> c == '\n').count();
      errors.add(line, "", "bytes that are not UTF-8", "text in UTF-8");
    }
    errors.throwIfAny();
    return parse(name, yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml, host);
  }

  private static void checkLength(int length, ConfigErrors errors) throws ConfigException {
    if (length > YamlTree.MAX_CHARS) {
      errors.add(0, "", "a larger file", "at most " + YamlTree.MAX_CHARS / 1024 + " KiB");
    }
    errors.throwIfAny();
  }
}
