/** What the hot path costs. */
module io.timebridge.benchmarks {
  requires io.timebridge.bridge;
  requires io.timebridge.clock;
  requires io.timebridge.ntp;
  requires io.timebridge.ptp;
  requires jdk.management;
  requires jmh.core;
  requires org.knowm.xchart;
  requires static org.jspecify;

  exports io.timebridge.benchmarks;
}
