/** What the hot path costs. */
module io.timebridge.benchmarks {
  requires io.timebridge.clock;
  requires io.timebridge.ntp;
  requires io.timebridge.ptp;
  requires jmh.core;
  requires org.knowm.xchart;
  requires static org.jspecify;

  exports io.timebridge.benchmarks;
}
