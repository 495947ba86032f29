/** NTP: wire format, server and client. It opens no socket; see {@code io.timebridge.clock}. */
module io.timebridge.ntp {
  requires transitive io.timebridge.clock;
  requires static transitive org.jspecify;

  exports io.timebridge.ntp;
}
