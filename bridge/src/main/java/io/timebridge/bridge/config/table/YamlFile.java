package io.timebridge.bridge.config.table;

import io.timebridge.bridge.config.ConfigException;
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
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * From a file or a text to a section that was checked key by key: UTF-8, with or without a byte
 * order mark, at most 256 KiB.
 *
 * <p>How: YAML is composed into nodes that know their lines, and the nodes are checked by a table.
 * What was read can then be checked as a whole; the errors of both are told at once.
 */
public final class YamlFile {
  private static final String READABLE = "a readable YAML file";

  private YamlFile() {}

  /**
   * {@return a file's bytes, one more than is allowed if it is too large}
   *
   * @param file the file; errors name it as it is given
   * @throws ConfigException if it cannot be read
   */
  public static byte[] bytes(Path file) throws ConfigException {
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
    return bytes;
  }

  /**
   * {@return the text that bytes of UTF-8 stand for}
   *
   * @param name what errors call the file
   * @param bytes the file's content
   * @throws ConfigException if there are too many, or they are not UTF-8
   */
  public static String text(String name, byte[] bytes) throws ConfigException {
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
    return yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
  }

  /**
   * {@return what was read of a text; what is wrong with single keys is added to the errors}
   *
   * @param table the keys that it may hold
   * @param root the table's root
   * @param yaml the text
   * @param errors the file's
   * @throws ConfigException if it is too long or not YAML
   */
  public static Section section(Table table, Group root, String yaml, ConfigErrors errors)
      throws ConfigException {
    checkLength(yaml.length(), errors);
    Node node = YamlTree.compose(yaml, errors);
    if (node == null) {
      errors.throwIfAny();
      throw new IllegalStateException("no document and no error");
    }
    return new SectionReader(table, errors).readMap(root, "", node);
  }

  private static void checkLength(int length, ConfigErrors errors) throws ConfigException {
    if (length > YamlTree.MAX_CHARS) {
      errors.add(0, "", "a larger file", "at most " + YamlTree.MAX_CHARS / 1024 + " KiB");
    }
    errors.throwIfAny();
  }
}
