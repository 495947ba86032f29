/** IEEE 1588: wire format, data sets, best-master selection, clocks and their ports. */
module io.timebridge.ptp {
  requires transitive io.timebridge.clock;
  requires static io.netty.buffer;
  requires static io.netty.common;
  requires static io.netty.codec;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.timebridge.ptp;
  exports io.timebridge.ptp.netty;
  exports io.timebridge.ptp.wire;
}
