/** What the hot path costs. */
module io.timebridge.benchmarks {
  requires com.fasterxml.jackson.databind;
  requires io.timebridge.bridge;
  requires io.timebridge.clock;
  requires io.timebridge.ntp;
  requires transitive io.timebridge.ptp;
  requires jdk.management;
  requires transitive jmh.core;
  requires org.apache.commons.net;
  requires org.knowm.xchart;
  requires static org.jspecify;

  exports io.timebridge.benchmarks;
}
