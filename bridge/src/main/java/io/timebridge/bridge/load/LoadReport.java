package io.timebridge.bridge.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.Inet6Address;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What became of a load.
 *
 * @param plan what was to be offered
 * @param timestamps where latencies were measured: {@code kernel} (from this program's system call
 *     to the kernel's receive stamp) or {@code user}
 * @param elapsedNanos from the first request to the last answer
 * @param sent requests that were sent
 * @param replies answers to them
 * @param lost requests without an answer in time
 * @param heldBack requests that the rate asked for while the window was full; they were not sent
 * @param unexpected packets that answer nothing that was unanswered: late, doubled, forged
 * @param kissOfDeath how many of the answers refuse. RFC 5905 §7.4
 * @param unsynchronised how many of the answers tell no time, since the server has none
 * @param latency how long answers took
 */
public record LoadReport(
    LoadPlan plan,
    String timestamps,
    long elapsedNanos,
    long sent,
    long replies,
    long lost,
    long heldBack,
    long unexpected,
    long kissOfDeath,
    long unsynchronised,
    Latency latency) {

  /**
   * How long answers took, nanoseconds, to three digits; all 0 if there was none.
   *
   * @param min the fastest
   * @param mean the mean
   * @param p50 the median
   * @param p90 what nine in ten did not exceed
   * @param p99 what 99 % did not exceed
   * @param p999 what 99.9 % did not exceed
   * @param max the slowest
   */
  public record Latency(long min, long mean, long p50, long p90, long p99, long p999, long max) {
    static Latency of(Histogram nanos) {
      if (nanos.getTotalCount() == 0) {
        return new Latency(0, 0, 0, 0, 0, 0, 0);
      }
      return new Latency(
          nanos.getMinValue(),
          Math.round(nanos.getMean()),
          nanos.getValueAtPercentile(50),
          nanos.getValueAtPercentile(90),
          nanos.getValueAtPercentile(99),
          nanos.getValueAtPercentile(99.9),
          nanos.getMaxValue());
    }

    private String text() {
      return String.format(
          Locale.ROOT,
          "min %.1f µs, 50 %% %.1f, 90 %% %.1f, 99 %% %.1f, 99.9 %% %.1f, max %.1f µs",
          min / 1e3,
          p50 / 1e3,
          p90 / 1e3,
          p99 / 1e3,
          p999 / 1e3,
          max / 1e3);
    }
  }

  /** {@return answers a second} */
  public double repliesPerSecond() {
    return replies * 1e9 / elapsedNanos;
  }

  private String server() {
    String host = plan.server().getAddress().getHostAddress();
    boolean v6 = plan.server().getAddress() instanceof Inet6Address;
    return (v6 ? "[" + host + "]" : host) + ":" + plan.server().getPort();
  }

  /** {@return some lines for people} */
  public String text() {
    String how =
        plan.isClosedLoop()
            ? "a closed loop"
            : String.format(Locale.ROOT, "%,d requests a second", plan.requestsPerSecond());
    return String.format(
        Locale.ROOT,
        """
        %s: %s from %d sockets, window %d, %s time stamps, %.2f s
        requests  %,d sent, %,d held back
        answers   %,d (%.3f %%), %,.0f a second; of these %,d kiss-o'-death, %,d not synchronised
        missing   %,d lost; unexpected packets %,d
        latency   %s\
        """,
        server(),
        how,
        plan.sockets(),
        plan.window(),
        timestamps,
        elapsedNanos / 1e9,
        sent,
        heldBack,
        replies,
        sent == 0 ? 0 : 100.0 * replies / sent,
        repliesPerSecond(),
        kissOfDeath,
        unsynchronised,
        lost,
        unexpected,
        replies == 0 ? "not known" : latency.text());
  }

  /** {@return a JSON object} */
  public String json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("server", server());
    node.put("timestamps", timestamps);
    node.put("sockets", plan.sockets());
    node.put("window", plan.window());
    if (plan.isClosedLoop()) {
      node.putNull("requestsPerSecond");
    } else {
      node.put("requestsPerSecond", plan.requestsPerSecond());
    }
    node.put("elapsedNanos", elapsedNanos);
    node.put("sent", sent);
    node.put("heldBack", heldBack);
    node.put("replies", replies);
    node.put("repliesPerSecond", repliesPerSecond());
    node.put("lost", lost);
    node.put("unexpected", unexpected);
    node.put("kissOfDeath", kissOfDeath);
    node.put("unsynchronised", unsynchronised);
    if (replies == 0) {
      node.putNull("latencyNanos");
    } else {
      ObjectNode nanos = node.putObject("latencyNanos");
      nanos.put("min", latency.min());
      nanos.put("mean", latency.mean());
      nanos.put("p50", latency.p50());
      nanos.put("p90", latency.p90());
      nanos.put("p99", latency.p99());
      nanos.put("p999", latency.p999());
      nanos.put("max", latency.max());
    }
    return node.toPrettyString();
  }
}
