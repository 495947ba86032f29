package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.timebridge.clock.StampQuality;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an engine is told of its link, and how a link is looked at. */
class LinkTellerTest {
  private final List<String> told = new ArrayList<>();
  private boolean throwing;
  private long now = 1_000;

  private final Engine engine =
      new Engine() {
        @Override
        public void started(long nowLocalNanos) {}

        @Override
        public void received(Datagram datagram) {}

        @Override
        public void transmitted(long token, long localNanos, long width, StampQuality quality) {}

        @Override
        public void expired(int timer, long nowLocalNanos) {}

        @Override
        public void linkDown(long nowLocalNanos, String why) {
          told.add(nowLocalNanos + " down: " + why);
          if (throwing) {
            throw new IllegalStateException("a bug of the engine's");
          }
        }

        @Override
        public void linkUp(long nowLocalNanos) {
          told.add(nowLocalNanos + " up");
        }
      };

  private final LinkTeller teller = new LinkTeller(engine, new EngineFailures(engine), () -> now);

  @Test
  void eachIsToldOnceHoweverOftenItIsSeen() {
    teller.up(); // an engine takes its link to be there
    assertEquals(List.of(), told);
    teller.down("eth0 is down or has no carrier");
    now = 2_000;
    teller.down("eth0 is not there"); // worse, but no news
    now = 3_000;
    teller.up();
    teller.up();
    now = 4_000;
    teller.down("eth0 has no address");
    assertEquals(
        List.of(
            "1000 down: eth0 is down or has no carrier",
            "3000 up",
            "4000 down: eth0 has no address"),
        told);
  }

  @Test
  void anEnginesBugIsNoTransportsAndItIsToldOfTheNext() {
    throwing = true;
    teller.down("eth0 is down or has no carrier");
    teller.up();
    assertEquals(List.of("1000 down: eth0 is down or has no carrier", "1000 up"), told);
  }

  @Test
  void loopbackLacksNothingAndNeitherDoesABindingForNoInterface() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    for (NetworkInterface on : new NetworkInterface[] {null, loopback}) {
      List<InetAddress> any = List.of(InetAddress.getByName("0.0.0.0"));
      assertNull(LinkWatch.lack(new Binding(on, any, List.of(), 0, Binding.NO_PORT, 1, 0)));
    }
  }
}
