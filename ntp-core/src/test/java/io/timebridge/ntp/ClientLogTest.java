package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.transport.Route;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClientLogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final AddressHash HASH = new AddressHash(1, 2);

  private final ClientLog log = new ClientLog(6); // 512 entries

  private void came(Route from, long seconds, NtpVerdict verdict) {
    long hash = HASH.of(from.remoteHigh(), from.remoteLow());
    log.record(hash, from, seconds * SECOND, 4, 3, verdict);
  }

  private static Route from(String address) {
    return Route.to(Requests.address(address, 123));
  }

  @Test
  void remembersWhoAskedHowOftenAndWhatBecameOfIt() {
    Route camera = from("192.0.2.30");
    for (int i = 0; i < 10; i++) {
      came(camera, 100 + 64 * i, NtpVerdict.ANSWERED);
    }
    came(camera, 740, NtpVerdict.RATE_LIMITED);
    long hash = HASH.of(camera.remoteHigh(), camera.remoteLow());
    log.record(hash, camera, 804 * SECOND, -1, -1, NtpVerdict.TOO_SHORT);
    came(from("2001:db8::7"), 900, NtpVerdict.NOT_ALLOWED);

    List<KnownClient> clients =
        log.clients().stream()
            .sorted((a, b) -> Long.compare(a.lastLocalNanos(), b.lastLocalNanos()))
            .toList();
    assertEquals(2, clients.size());
    KnownClient first = clients.get(0);
    InetAddress address = Requests.address("192.0.2.30", 123).getAddress();
    assertEquals(
        new KnownClient(
            address, 804 * SECOND, 64 * SECOND, -1, -1, NtpVerdict.TOO_SHORT, 12, 10, 1, 1),
        first);
    KnownClient second = clients.get(1);
    assertEquals("2001:db8:0:0:0:0:0:7", second.address().getHostAddress());
    assertEquals(0, second.intervalNanos());
    assertEquals(NtpVerdict.NOT_ALLOWED, second.lastVerdict());
    assertEquals(4, second.version());
    assertEquals(3, second.mode());
  }

  @Test
  void whoAsksAgainAndAgainStaysInAFlood() {
    int cameras = 100;
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < cameras; i++) {
        came(from("192.0.2." + i), round * 64L, NtpVerdict.ANSWERED);
      }
    }
    Route forged = new Route();
    for (int i = 0; i < 1_000_000; i++) {
      came(forged.setRemote(7, i, 123, 0), 640 + i / 10_000, NtpVerdict.ANSWERED);
    }
    long kept = log.clients().stream().filter(client -> client.packets() == 10).count();
    assertEquals(cameras, kept);
    assertTrue(log.clients().size() <= 512);
    // And one that is new in the flood is seen as well.
    came(from("198.51.100.1"), 750, NtpVerdict.ANSWERED);
    assertTrue(
        log.clients().stream()
            .anyMatch(client -> client.address().getHostAddress().equals("198.51.100.1")));
  }

  @Test
  void silentOnesGoInTheEnd() {
    for (int i = 0; i < 512 * 4; i++) {
      for (int n = 0; n < 3; n++) {
        came(from("10.1." + i / 250 + "." + i % 250), n, NtpVerdict.ANSWERED);
      }
    }
    for (int i = 0; i < 512 * 4; i++) {
      came(from("10.2." + i / 250 + "." + i % 250), 7200, NtpVerdict.ANSWERED);
    }
    assertTrue(log.clients().stream().allMatch(c -> c.lastLocalNanos() == 7200 * SECOND));
  }

  @Test
  void readersSeeNoHalfWrittenEntry() throws InterruptedException {
    ClientLog small = new ClientLog(0);
    Thread writer =
        new Thread(
            () -> {
              Route route = new Route();
              for (long i = 1; i <= 2_000_000; i++) {
                route.setRemote(i & 31, i & 31, 1, 0);
                small.record(0, route, i, 4, 3, NtpVerdict.ANSWERED);
              }
            });
    writer.start();
    while (writer.isAlive()) {
      for (KnownClient client : small.clients()) {
        byte[] octets = client.address().getAddress();
        assertEquals(octets[7], octets[15]);
        assertEquals(client.packets(), client.answered());
      }
    }
    writer.join();
    assertEquals(8, small.clients().size());
  }

  @Test
  void twoEnginesKnowOneClientTogether() {
    InetAddress address = Requests.address("192.0.2.30", 123).getAddress();
    KnownClient one = new KnownClient(address, 10, 60, 4, 3, NtpVerdict.ANSWERED, 5, 4, 1, 0);
    KnownClient other = new KnownClient(address, 20, 30, 3, 1, NtpVerdict.MALFORMED, 3, 2, 0, 1);
    KnownClient both = new KnownClient(address, 20, 20, 3, 1, NtpVerdict.MALFORMED, 8, 6, 1, 1);
    assertEquals(both, one.with(other));
    assertEquals(both, other.with(one));
  }
}
