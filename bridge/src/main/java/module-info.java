/** Sources in, one judged timeline, PTP and NTP out. */
module io.timebridge.bridge {
  requires transitive io.timebridge.clock;
  requires static transitive org.jspecify;
  requires org.snakeyaml.engine;

  exports io.timebridge.bridge.config;
}
