package io.timebridge.bridge;

import io.timebridge.clock.transport.Transport;
import java.io.IOException;

/** Opens the transports of a bridge, in place of the ones that it would choose itself. */
@FunctionalInterface
public interface TransportFactory {

  /**
   * Opens one. Called while the bridge starts: once for PTP and the NTP servers that are followed,
   * and once for each thread that serves NTP. All must share one local clock.
   *
   * @param threadName what its thread is to be called
   * @return a transport, which the bridge closes
   * @throws IOException if it cannot be opened; the bridge then does not start
   */
  Transport open(String threadName) throws IOException;
}
