package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of each class are reachable in this JVM, as HotSpot counts them. */
final class LiveObjects {
  /** {@code 12: 34 5678 io.timebridge.clock.ClockSegment}. */
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

  /** What a program does not retain may be there for the moment: a snapshot, a packet, a list. */
  private static final long SLACK = 100;

  /** In arrays, so that a count that is kept is not counted by the next. */
  private final String[] names;

  private final long[] counts;

  private LiveObjects(Map<String, Long> found) {
    this.names = found.keySet().toArray(String[]::new);
    this.counts = found.values().stream().mapToLong(Long::longValue).toArray();
  }

  /** Counts, after a full collection, the classes whose names begin so. */
  static LiveObjects count(String... prefixes) throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Map<String, Long> counts = new TreeMap<>();
    for (String line : histogram.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && Stream.of(prefixes).anyMatch(matcher.group(2)::startsWith)) {
        counts.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
      }
    }
    return new LiveObjects(counts);
  }

  /** How many of a class there are. */
  long of(String name) {
    int at = Arrays.binarySearch(names, name);
    return at < 0 ? 0 : counts[at];
  }

  /** Fails if there are more of any class than there were. */
  void assertNoneGrewSince(LiveObjects before) {
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      long count = counts[i];
      long was = before.of(name);
      assertTrue(count <= was + SLACK, () -> name + ": " + count + " after " + was);
    }
  }
}
