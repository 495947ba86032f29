package io.timebridge.bridge.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loader on real sockets, against our server on loopback. */
class NtpLoadTest {
  private static final long SECOND = 1_000_000_000L;

  private static InetSocketAddress freeLoopback() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (DatagramSocket free = new DatagramSocket(0, loopback)) {
      return new InetSocketAddress(loopback, free.getLocalPort());
    }
  }

  @Test
  void everyRequestOnLoopbackIsAnswered() throws Exception {
    InetSocketAddress at = freeLoopback();
    NtpServer[] server = new NtpServer[1];
    try (NettyTransport transport = new NettyTransport(LocalClock.monotonic(), "server")) {
      transport.attach(
          Binding.unicast(at.getAddress(), at.getPort()).withoutTransmitStamps(),
          outbox ->
              server[0] = new NtpServer(outbox, () -> ServerTime.NONE, AccessList.everyone(), -20));
      // So few at a time that no socket's buffer overflows, however late who reads it wakes up.
      LoadReport report =
          NtpLoad.run(
              new LoadPlan(at, 4, 4, LoadPlan.CLOSED_LOOP, 60 * SECOND, 2_000, 10 * SECOND));
      assertEquals(2_000, report.sent());
      assertEquals(2_000, report.replies());
      assertEquals(2_000, report.unsynchronised());
      assertEquals(0, report.lost());
      assertEquals(2_000, server[0].answers());
      assertTrue(report.latency().max() > 0);
      assertTrue(report.latency().p50() <= report.latency().p99());
    }
  }

  @Test
  void aServerThatIsNotThereAnswersNothing() throws Exception {
    LoadReport report =
        NtpLoad.run(
            new LoadPlan(freeLoopback(), 2, 2, LoadPlan.CLOSED_LOOP, SECOND, 6, SECOND / 100));
    assertEquals(6, report.sent());
    assertEquals(6, report.lost());
    assertEquals(0, report.replies());
    assertTrue(report.text().endsWith("latency   not known"), report.text());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.99.0.1, true",
    "::1, true",
    "192.0.2.1, false",
    "2001:db8::1, false"
  })
  void ownAddressesAreKnown(String literal, boolean own) throws Exception {
    assertEquals(own, NtpLoad.isOwn(InetAddress.getByName(literal)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 1, 1, 1000000",
    "1025, 1, 0, 1, 1, 1000000",
    "1, 0, 0, 1, 1, 1000000",
    "1, 4097, 0, 1, 1, 1000000",
    "1, 1, -1, 1, 1, 1000000",
    "1, 1, 10000001, 1, 1, 1000000",
    "1, 1, 0, 0, 1, 1000000",
    "1, 1, 0, 3600000000001, 1, 1000000",
    "1, 1, 0, 1, 0, 1000000",
    "1, 1, 0, 1, 1, 999999",
    "1, 1, 0, 1, 1, 10000000001",
  })
  void aPlanIsBounded(int sockets, int window, long rate, long nanos, long count, long timeout)
      throws Exception {
    InetSocketAddress at = freeLoopback();
    assertThrows(
        IllegalArgumentException.class,
        () -> new LoadPlan(at, sockets, window, rate, nanos, count, timeout));
  }
}
