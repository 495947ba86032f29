/** NTP: wire format, server and client. It opens no socket; see {@code io.timebridge.clock}. */
module io.timebridge.ntp {
  requires transitive io.timebridge.clock;
  requires static io.netty.buffer;
  requires static io.netty.common;
  requires static io.netty.codec;
  requires static transitive org.jspecify;

  exports io.timebridge.ntp;
  exports io.timebridge.ntp.client;
  exports io.timebridge.ntp.netty;
}
