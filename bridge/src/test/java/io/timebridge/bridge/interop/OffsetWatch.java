package io.timebridge.bridge.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The raw offsets of a {@code ptp4l}, which prints none of them while it runs free: one {@code pmc}
 * asks for the newest more often than Syncs come, and each is kept once. Two that follow each other
 * and are equal to the digit count as one.
 */
final class OffsetWatch {
  private static final Duration INTERVAL = Duration.ofMillis(40);
  private static final Pattern OFFSET = Pattern.compile("offsetFromMaster\\s+(-?[0-9.eE+]+)");

  private final Child pmc;
  private final List<Double> readings = new ArrayList<>();
  private int linesRead;

  OffsetWatch(Child pmc) {
    this.pmc = pmc;
    Thread asker = new Thread(this::ask, "offset-watch");
    asker.setDaemon(true);
    asker.start();
  }

  /** Ends with its pmc, which the lab ends. */
  private void ask() {
    while (pmc.alive() && pmc.offer("GET CURRENT_DATA_SET")) {
      Await.pause(INTERVAL);
    }
  }

  private synchronized List<Double> readings() {
    List<String> fresh = pmc.linesFrom(linesRead);
    linesRead += fresh.size();
    for (String line : fresh) {
      Matcher matcher = OFFSET.matcher(line);
      if (matcher.find()) {
        Double value = Double.valueOf(matcher.group(1));
        if (readings.isEmpty() || !readings.get(readings.size() - 1).equals(value)) {
          readings.add(value);
        }
      }
    }
    return readings;
  }

  /** {@return how many there are until now} */
  int count() {
    return readings().size();
  }

  /** {@return those from an index on, nanoseconds} */
  double[] from(int first) {
    List<Double> all = readings();
    return all.subList(first, all.size()).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * {@return the next ones; the one that is there already may be an old one}
   *
   * @param within how long that may take
   */
  double[] next(int count, Duration within) {
    int first = count();
    double[] fresh =
        Await.until(
            count + " raw offsets of ptp4l",
            within,
            () -> from(first),
            some -> some.length > count);
    return Arrays.copyOfRange(fresh, 1, count + 1);
  }
}
