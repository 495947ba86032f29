package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
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

  private LiveObjects() {}

  /** Counts, after a full collection, the classes whose names begin so. */
  static Map<String, Long> count(String... prefixes) throws JMException {
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
    return counts;
  }

  static void assertNoneGrew(Map<String, Long> before, Map<String, Long> after) {
    after.forEach(
        (name, count) -> {
          long was = before.getOrDefault(name, 0L);
          assertTrue(count <= was + SLACK, () -> name + ": " + count + " after " + was);
        });
  }
}
