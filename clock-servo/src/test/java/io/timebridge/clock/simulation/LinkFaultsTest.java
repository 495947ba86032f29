package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel.Faults;
import io.timebridge.clock.simulation.LinkModel.Switches;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes wrong on the way, who is cut off, and what switches add. */
class LinkFaultsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PORT = 123;

  private final VirtualTime time = new VirtualTime();

  private final class Host extends LoggingEngine {
    final SimulatedNode node;
    final InetAddress address;

    Host(SimulatedNetwork network, int last) {
      try {
        address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
      } catch (UnknownHostException e) {
        throw new UncheckedIOException(new IOException(e));
      }
      node = network.addNode(new SimulatedOscillator(0, 0, 0, new SeededRandom(0)));
      node.attach(Binding.unicast(address, PORT), this::withOutbox);
      time.runUntil(time.nowNanos());
    }

    void send(String text, Host to) {
      outbox().sendEvent(bytes(text), Route.to(new InetSocketAddress(to.address, PORT)), null);
    }
  }

  private SimulatedNetwork network(LinkModel link) {
    return new SimulatedNetwork(time, link, new SeededRandom(7));
  }

  private static LinkModel faulty(Faults faults) {
    return new LinkModel(10_000, Load.NONE, faults, Switches.NONE);
  }

  @Test
  void someArriveTwice() {
    SimulatedNetwork network = network(faulty(new Faults(0, 0.2, 0, 0)));
    Host one = new Host(network, 1);
    Host two = new Host(network, 2);
    for (int i = 0; i < 10_000; i++) {
      one.send("x", two);
    }
    time.runUntil(SECOND);
    assertEquals(12_000, two.texts().size(), 150);
  }

  @Test
  void someAreOvertaken() {
    SimulatedNetwork network = network(faulty(new Faults(0, 0, 0.1, 50_000)));
    Host one = new Host(network, 1);
    Host two = new Host(network, 2);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      time.runUntil(i * 10_000L);
      sent.add("m" + i);
      one.send("m" + i, two);
    }
    time.runUntil(SECOND);
    List<String> came = two.texts();
    assertEquals(List.copyOf(sent).stream().sorted().toList(), came.stream().sorted().toList());
    int early = 0;
    for (int i = 1; i < came.size(); i++) {
      early += number(came.get(i)) < number(came.get(i - 1)) ? 1 : 0;
    }
    assertTrue(early > 50 && early < 150, early + " out of order");
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(1));
  }

  @Test
  void aPartitionCutsThoseInItOffAndHeals() {
    SimulatedNetwork network = network(LinkModel.DIRECT);
    Host one = new Host(network, 1);
    Host two = new Host(network, 2);
    Host three = new Host(network, 3);
    one.node.partition(1);
    two.node.partition(1);
    one.send("within", two);
    one.send("out", three);
    three.send("in", one);
    time.runUntil(SECOND);
    one.node.partition(0);
    one.send("healed", three);
    one.send("gone", two);
    time.runUntil(2 * SECOND);
    assertEquals(List.of("within"), two.texts());
    assertEquals(List.of("healed"), three.texts());
    assertEquals(List.of(), one.texts());
  }

  @Test
  void eachNodeHasItsOwnWaysInAndOut() {
    SimulatedNetwork network = network(new LinkModel(1_000, 0, 0));
    Host one = new Host(network, 1);
    Host two = new Host(network, 2);
    two.node.out(new LinkModel(200, 0, 0));
    two.node.in(new LinkModel(30_000, 0, 0));
    one.send("to", two);
    two.send("from", one);
    time.runUntil(SECOND);
    assertEquals(List.of(31_000L), two.stamps);
    assertEquals(List.of(1_200L), one.stamps);
  }

  @Test
  void aLinkIsReplacedForWhatIsSentFromThenOn() {
    SimulatedNetwork network = network(new LinkModel(1_000, 0, 0));
    Host one = new Host(network, 1);
    Host two = new Host(network, 2);
    one.send("a", two);
    network.link(new LinkModel(5_000, 0, 0));
    one.send("b", two);
    time.runUntil(SECOND);
    assertEquals(List.of(1_000L, 5_000L), two.stamps);
  }

  @Test
  void switchesStoreAndForwardAndTransparentOnesTell() {
    // 34 octets and 66 of headers at 100 Mbit/s are 8 µs, in each of three switches.
    for (boolean transparent : new boolean[] {false, true}) {
      Switches switches = new Switches(3, 80, Load.NONE, transparent);
      SimulatedNetwork network = network(new LinkModel(500, Load.NONE, Faults.NONE, switches));
      List<Long> told = new ArrayList<>();
      network.residenceField(
          (message, lane, nanos) -> {
            assertEquals(Lane.EVENT, lane);
            message.put(0, (byte) 'T');
            told.add(nanos);
          });
      Host one = new Host(network, 1);
      Host two = new Host(network, 2);
      long start = time.nowNanos();
      one.send("x".repeat(34), two);
      time.runUntil(start + SECOND);
      assertEquals(List.of(start + 24_500), two.stamps);
      assertEquals(transparent ? List.of(24_000L) : List.of(), told);
      assertEquals(transparent, two.texts().get(0).startsWith("Tx"));
    }
  }

  @Test
  void portsOfShortLivedClientsAreUsedAgain() {
    SimulatedNetwork network = network(LinkModel.DIRECT);
    Host server = new Host(network, 1);
    Host client = new Host(network, 2);
    LoggingEngine kept = new LoggingEngine();
    client.node.attach(Binding.unicast(client.address, 0), kept::withOutbox);
    for (int i = 0; i < 20_000; i++) {
      client.node.attach(Binding.unicast(client.address, 0), outbox -> new LoggingEngine()).close();
    }
    server.echo = true;
    time.runUntil(SECOND);
    kept.outbox()
        .sendEvent(
            LoggingEngine.bytes("x"), Route.to(new InetSocketAddress(server.address, PORT)), null);
    time.runUntil(2 * SECOND);
    assertEquals(List.of("x"), kept.texts());
    int port = server.lastRoute.remotePort();
    assertTrue(port >= 49_152 && port <= 65_535, "port " + port);
  }
}
