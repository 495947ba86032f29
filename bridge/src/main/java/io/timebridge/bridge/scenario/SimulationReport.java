package io.timebridge.bridge.scenario;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** What a run showed. Immutable but for the traces, which nothing writes to any more. */
public final class SimulationReport {
  private final Plan plan;
  private final long seed;
  private final List<Trace> traces;
  private final List<NodeReport> nodes;
  private final String traceSha256;

  SimulationReport(Plan plan, long seed, List<Trace> traces) {
    this.plan = plan;
    this.seed = seed;
    this.traces = List.copyOf(traces);
    this.nodes =
        traces.stream().map(trace -> NodeReport.of(trace, plan.sampleNanos() * 1e-9)).toList();
    MessageDigest digest = Trace.sha256();
    for (Trace trace : traces) {
      digest.update(trace.host().name.getBytes(StandardCharsets.UTF_8));
      digest.update(trace.digest());
    }
    this.traceSha256 = HexFormat.of().formatHex(digest.digest());
  }

  /** {@return a report on each clock that was judged, in the scenario's order} */
  public List<NodeReport> nodes() {
    return nodes;
  }

  /** {@return the seed of the run} */
  public long seed() {
    return seed;
  }

  /**
   * {@return the SHA-256 of the whole trace, in hex: each clock's error, estimated error and error
   * bound at each sample} The same scenario and seed give the same on every machine and JDK.
   */
  public String traceSha256() {
    return traceSha256;
  }

  /** {@return the report for people} */
  public String table() {
    return ReportText.table(this);
  }

  /** {@return the report as a JSON object} */
  public String json() {
    return ReportText.json(this);
  }

  Plan plan() {
    return plan;
  }

  List<Trace> traces() {
    return traces;
  }
}
