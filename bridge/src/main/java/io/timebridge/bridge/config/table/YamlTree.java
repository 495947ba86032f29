package io.timebridge.bridge.config.table;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From text to YAML nodes that know their lines, within bounds that no small file can burst. */
public final class YamlTree {
  /** Far more than any config needs. */
  public static final int MAX_CHARS = 1 << 18;

  private static final int MAX_DEPTH = 32;
  private static final int MAX_ALIASES = 50;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(MAX_CHARS)
          .setMaxAliasesForCollections(MAX_ALIASES)
          .setAllowNonScalarKeys(true) // the table tells better what is wrong with them
          .setVersionFunction(version -> version)
          .build();

  private YamlTree() {}

  /**
   * Reads one YAML document.
   *
   * @return its root; null if it is not YAML, is too deep or is empty, which is then an error
   */
  public static @Nullable Node compose(String yaml, ConfigErrors errors) {
    ShallowParser parser = null;
    try {
      parser = new ShallowParser(new StreamReader(SETTINGS, yaml));
      Optional<Node> root = new Composer(SETTINGS, parser).getSingleNode();
      if (root.isEmpty()) {
        errors.add(1, "", "an empty document", "a map of keys");
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      addSyntaxError(errors, line(mark), e.getProblem());
    } catch (ReaderException e) {
      int line = 1 + (int) yaml.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      errors.add(line, "", String.format("the character U+%04X", e.getCodePoint()), "text");
    } catch (RuntimeException e) { // the engine's own, and an IllegalArgumentException for odd tags
      addSyntaxError(errors, parser == null ? 1 : parser.line, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }

  private static void addSyntaxError(ConfigErrors errors, int line, String problem) {
    errors.add(line, "", "a YAML error (" + Words.shorten(problem) + ")", "YAML 1.2");
  }

  /** Refuses a deep nesting: composing recurses, and would burst the stack. */
  private static final class ShallowParser extends ParserImpl {
    private int depth;
    private int line = 1;

    ShallowParser(StreamReader reader) {
      super(SETTINGS, reader);
    }

    @Override
    public Event next() {
      Event event = super.next();
      line = YamlTree.line(event.getStartMark());
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw new ParserException("nested deeper than " + MAX_DEPTH, event.getStartMark());
      }
      return event;
    }
  }
}
