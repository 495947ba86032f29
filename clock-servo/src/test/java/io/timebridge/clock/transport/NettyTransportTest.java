package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On the JDK's sockets, whatever else this host has. */
class NettyTransportTest extends TransportContract {
  @Override
  Transport open(String threadName) {
    return new NettyTransport(LocalClock.monotonic(), threadName, new NioIo());
  }

  @Override
  StampQuality quality() {
    return StampQuality.USER;
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void epollIsChosenWhereItCanBeHad() {
    try (NettyTransport best = new NettyTransport(LocalClock.monotonic(), "best")) {
      assertEquals("epoll", best.runsOn());
    }
  }
}
