package io.timebridge.clock.transport;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;

class NettyTransportTest extends TransportContract {
  @Override
  Transport open(String threadName) {
    return new NettyTransport(LocalClock.monotonic(), threadName);
  }

  @Override
  StampQuality quality() {
    return StampQuality.USER;
  }
}
