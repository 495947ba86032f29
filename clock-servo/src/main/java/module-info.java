/**
 * The control loop: clocks, timescales, time stamps, servos, virtual time.
 *
 * <p>Everything above it (PTP, NTP, the bridge) sees time and packets only through this module.
 */
module io.timebridge.clock {
  requires io.netty.buffer;
  requires io.netty.common;
  requires transitive io.netty.transport;
  requires static com.sun.jna;
  requires static io.netty.transport.classes.epoll;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.timebridge.clock;
  exports io.timebridge.clock.servo;
  exports io.timebridge.clock.simulation;
  exports io.timebridge.clock.stability;
  exports io.timebridge.clock.transport;
  exports io.timebridge.clock.transport.kernel;
}
