package io.timebridge.bridge.config.table;

import io.timebridge.bridge.config.table.Section.Item;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Checks a tree of YAML nodes by the table, key by key, and keeps what is right. */
public final class SectionReader {
  private static final String NOT_YET = " (not available in this version)";
  private static final Set<Tag> PLAIN_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

  private final Table table;
  private final ConfigErrors errors;

  public SectionReader(Table table, ConfigErrors errors) {
    this.table = table;
    this.errors = errors;
  }

  /** {@return what was read of a map; the errors tell the rest} */
  public Section readMap(Group group, String path, Node node) {
    Section section = new Section(line(node), path);
    Map<String, Row> known = table.children(group);
    if (!(node instanceof MappingNode map) || !PLAIN_TAGS.contains(node.getTag())) {
      errors.add(line(node), path, describe(node), "a map of " + String.join(", ", known.keySet()));
      return section;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : map.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
      Row row = known.get(name);
      String where = join(path, name);
      if (row == null) {
        addUnknown(tuple.getKeyNode(), path, name, known);
      } else if (!seen.add(name)) {
        errors.add(line(tuple.getKeyNode()), where, "the key a second time", "each key once");
      } else {
        readValue(section, row, where, tuple.getValueNode());
      }
    }
    known.values().stream()
        .filter(row -> row instanceof Key<?> key && key.absent().required())
        .filter(row -> !seen.contains(row.name()))
        .forEach(row -> addMissing(section, (Key<?>) row));
    return section;
  }

  private void addMissing(Section section, Key<?> key) {
    errors.add(section.line(), join(section.path(), key.name()), "nothing", key.allowed());
  }

  private void addUnknown(Node node, String path, String name, Map<String, Row> known) {
    boolean isName = node instanceof ScalarNode && !name.isEmpty();
    String nearest = isName ? Words.nearest(name, known.keySet()) : null;
    String hint = nearest == null ? "" : " (did you mean " + nearest + "?)";
    String found = isName ? "an unknown key" + hint : describe(node) + " as a key";
    String where = isName ? join(path, Words.shorten(name)) : path;
    errors.add(line(node), where, found, String.join(", ", known.keySet()));
  }

  private void readValue(Section section, Row row, String path, Node node) {
    if (!row.isList()) {
      readOne(section, row, path, node);
    } else if (node instanceof SequenceNode list && PLAIN_TAGS.contains(node.getTag())) {
      if (row instanceof Key<?> key) {
        section.addKey(key);
      }
      List<Node> entries = list.getValue();
      for (int i = 0; i < entries.size(); i++) {
        readOne(section, row, path + "[" + i + "]", entries.get(i));
      }
    } else {
      String each = row instanceof Key<?> key ? key.allowed() : "a map";
      errors.add(line(node), path, describe(node), "a list ([] for none), each entry " + each);
    }
  }

  private void readOne(Section section, Row row, String path, Node node) {
    if (row instanceof Group group) {
      section.addSection(group, readMap(group, path, node));
    } else if (row instanceof Key<?> key) {
      readScalar(section, key, path, node);
    }
  }

  private void readScalar(Section section, Key<?> key, String path, Node node) {
    if (!(node instanceof ScalarNode scalar)
        || !PLAIN_TAGS.contains(node.getTag())
        || node.getTag().equals(Tag.NULL)
        || !key.knows(scalar.getValue())) {
      errors.add(line(node), path, describe(node), key.allowed());
    } else if (key.isRefused(scalar.getValue())) {
      errors.add(line(node), path, describe(node) + NOT_YET, key.allowedNow());
    } else {
      String text = scalar.getValue();
      Object value = key.isOff(text) ? null : key.type().parse(text);
      section.addItem(key, new Item(line(node), path, value));
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }

  private static String describe(Node node) {
    if (!PLAIN_TAGS.contains(node.getTag())) {
      return "a value with the tag " + Words.quote(node.getTag().getValue());
    }
    if (node instanceof ScalarNode scalar) {
      return node.getTag().equals(Tag.NULL) ? "nothing" : Words.quote(scalar.getValue());
    }
    return node instanceof MappingNode ? "a map" : "a list";
  }
}
