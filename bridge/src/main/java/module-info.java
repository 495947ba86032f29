/** Sources in, one judged timeline, PTP and NTP out. */
module io.timebridge.bridge {
  requires HdrHistogram;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires io.netty.common;
  requires transitive io.timebridge.clock;
  requires transitive io.timebridge.ntp;
  requires transitive io.timebridge.ptp;
  requires static java.desktop;
  requires java.management;
  requires jdk.httpserver;
  requires jdk.management;
  requires static transitive org.jspecify;
  requires static org.knowm.xchart;
  requires org.slf4j;
  requires org.snakeyaml.engine;

  exports io.timebridge.bridge;
  exports io.timebridge.bridge.config;
  exports io.timebridge.bridge.load;
  exports io.timebridge.bridge.media;
  exports io.timebridge.bridge.scenario;

  opens io.timebridge.bridge.cli to
      info.picocli;
}
