package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Offsets of one follower at even intervals, and what is said of them. */
final class Offsets {
  private static final Pattern OFFSET = Pattern.compile("offsetFromMaster\\s+(-?[0-9.eE+]+)");

  private final String name;
  private final double aSecond;
  private final double[] nanos;

  private Offsets(String name, double aSecond, double[] nanos) {
    this.name = name;
    this.aSecond = aSecond;
    this.nanos = nanos;
  }

  /** What our follower printed: a number a line. */
  static Offsets ofLines(String name, Path file, int skipped) throws IOException {
    List<Double> values = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      values.add(Double.valueOf(line));
    }
    return of(name, Ptp4l.SYNCS_A_SECOND, values, skipped);
  }

  /** What pmc printed, asked more often than Syncs come: one value as long as it stays. */
  static Offsets ofPmc(String name, Path file, int skipped) throws IOException {
    List<Double> values = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher matcher = OFFSET.matcher(line);
      if (matcher.find()) {
        Double value = Double.valueOf(matcher.group(1));
        if (values.isEmpty() || !values.get(values.size() - 1).equals(value)) {
          values.add(value);
        }
      }
    }
    return of(name, Ptp4l.SYNCS_A_SECOND, values, skipped);
  }

  static Offsets of(String name, double aSecond, List<Double> values, int skipped)
      throws IOException {
    double[] kept = values.stream().skip(skipped).mapToDouble(Double::doubleValue).toArray();
    if (kept.length == 0) {
      throw new IOException(name + " measured nothing");
    }
    return new Offsets(name, aSecond, kept);
  }

  /** These less a constant that is none of the stamps' doing. */
  Offsets less(double constantNanos) {
    return new Offsets(
        name, aSecond, Arrays.stream(nanos).map(each -> each - constantNanos).toArray());
  }

  String name() {
    return name;
  }

  double aSecond() {
    return aSecond;
  }

  /** In the order in which they were measured; not to be changed. */
  double[] nanos() {
    return nanos;
  }

  double rms() {
    return Math.sqrt(Arrays.stream(nanos).map(x -> x * x).average().orElseThrow());
  }

  /** The value that so many of all magnitudes do not exceed. */
  double quantile(double share) {
    double[] sorted = Arrays.stream(nanos).map(Math::abs).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-16s n %5d  rms %8.0f ns  50 %% %7.0f ns  99 %% %7.0f ns  99.9 %% %8.0f ns  max %8.0f ns",
        name,
        nanos.length,
        rms(),
        quantile(0.5),
        quantile(0.99),
        quantile(0.999),
        quantile(1));
  }
}
