package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.clock.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress GROUP = address("224.0.1.129");

  private final VirtualTime time = new VirtualTime();

  @Test
  void multicastReachesEveryOtherNodeOfTheGroup() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host member = new Host(network, "10.0.0.2", true);
    Host stranger = new Host(network, "10.0.0.3", false);
    time.runUntil(0);
    sender.event("hello", GROUP, null);
    time.runUntil(SECOND);
    assertEquals(List.of("started"), stranger.log);
    assertEquals(List.of("started", "hello EVENT from /10.0.0.1:319 at 1000"), member.log);
    assertEquals(List.of("started", "sent 0 at 0"), sender.log);
  }

  @Test
  void whatCameToAGroupIsAnsweredFromTheHostsOwnAddress() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host member = new Host(network, "10.0.0.2", true);
    time.runUntil(0);
    sender.event("hello", GROUP, null);
    time.runUntil(SECOND);
    assertTrue(member.lastRoute.isLocal(member.address));
  }

  @Test
  void unicastReachesTheNodeThatHasTheAddressOnly() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host one = new Host(network, "10.0.0.2", true);
    Host two = new Host(network, "10.0.0.3", true);
    time.runUntil(0);
    sender.general("hello", two.address);
    time.runUntil(SECOND);
    assertEquals(List.of("started"), one.log);
    assertEquals(List.of("started", "hello GENERAL from /10.0.0.1:320 at 1000"), two.log);
    assertEquals(List.of("started"), sender.log);
  }

  @Test
  void answerGoesBackByTheRouteOfTheQuestion() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host asker = new Host(network, "10.0.0.1", false);
    Host answerer = new Host(network, "10.0.0.2", false);
    answerer.echo = true;
    time.runUntil(0);
    asker.event("ping", answerer.address, null);
    time.runUntil(SECOND);
    assertEquals(
        List.of("started", "sent 0 at 0", "ping EVENT from /10.0.0.2:319 at 2000"), asker.log);
  }

  @Test
  void transmitTokensCountFromZeroAndTheirStampsAreLocalTime() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    SimulatedOscillator fast = new SimulatedOscillator(500, 100, 0, new SeededRandom(1));
    Host sender = new Host(network, "10.0.0.1", true, fast);
    time.runUntil(SECOND);
    assertEquals(0, sender.event("a", GROUP, null));
    assertEquals(1, sender.event("b", GROUP, null));
    sender.general("not stamped", GROUP);
    assertEquals(List.of("started"), sender.log, "never from within the engine's own call");
    time.runUntil(SECOND);
    long local = 500 + SECOND + 100_000;
    assertEquals(List.of("started", "sent 0 at " + local, "sent 1 at " + local), sender.log);
  }

  @Test
  void lateStampIsFilledWithTheTimeOfLeaving() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host receiver = new Host(network, "10.0.0.2", true);
    time.runUntil(7 * SECOND);
    ByteBuffer message = ByteBuffer.allocate(12);
    long[] told = new long[1];
    LateStamp late =
        new LateStamp(2, StampFormat.PTP, local -> local + 5, (m, local) -> told[0] = local);
    sender.outbox().sendEvent(message, route(GROUP, 319), late);
    time.runUntil(8 * SECOND);
    byte[] expected = new byte[12];
    StampFormat.PTP.write(ByteBuffer.wrap(expected), 2, 7 * SECOND + 5);
    assertArrayEquals(expected, receiver.lastBytes);
    assertEquals(7 * SECOND, told[0]);
    assertArrayEquals(new byte[12], message.array(), "the sender's own buffer is left alone");
  }

  @Test
  void lossTakesItsShare() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0.3), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host receiver = new Host(network, "10.0.0.2", true);
    time.runUntil(0);
    for (int i = 0; i < 10_000; i++) {
      sender.general("x", GROUP);
    }
    time.runUntil(SECOND);
    assertEquals(7000, receiver.log.size() - 1, 200);
  }

  @Test
  void delayIsBasePlusExponential() throws Exception {
    SimulatedNetwork network = network(new LinkModel(10_000, 5000, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host receiver = new Host(network, "10.0.0.2", true);
    time.runUntil(0);
    for (int i = 0; i < 10_000; i++) {
      sender.general("x", GROUP);
    }
    time.runUntil(SECOND);
    assertTrue(receiver.stamps.stream().allMatch(stamp -> stamp >= 10_000));
    double mean = receiver.stamps.stream().mapToLong(stamp -> stamp).average().orElseThrow();
    assertEquals(15_000, mean, 250);
  }

  @Test
  void sameSeedGivesTheSameTrace() throws Exception {
    assertEquals(trace(5), trace(5));
    assertNotEquals(trace(5), trace(6));
  }

  private static List<String> trace(long seed) throws Exception {
    return new SimulatedNetworkTest().traceOfChatter(seed);
  }

  private List<String> traceOfChatter(long seed) throws Exception {
    SimulatedNetwork network = network(new LinkModel(10_000, 5000, 0.1), seed);
    Host one = new Host(network, "10.0.0.1", true);
    Host two = new Host(network, "10.0.0.2", true);
    two.echo = true;
    for (int i = 0; i < 50; i++) {
      time.runUntil(i * 1_000_000L);
      one.event("m" + i, GROUP, null);
    }
    time.runUntil(SECOND);
    List<String> all = new ArrayList<>(one.log);
    all.addAll(two.log);
    return all;
  }

  @Test
  void timersRunByTheNodesOwnClock() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    SimulatedOscillator fast = new SimulatedOscillator(0, 100, 0, new SeededRandom(1));
    Host host = new Host(network, "10.0.0.1", false, fast);
    host.outbox().setTimer(3, SECOND);
    time.runUntil(SECOND - 100_001);
    assertEquals(List.of("started"), host.log);
    time.runUntil(SECOND);
    assertEquals(List.of("started", "timer 3 at " + SECOND), host.log);
  }

  @Test
  void timerIsReplacedWhenSetAgainAndGoneWhenCancelled() throws Exception {
    Host host = new Host(network(new LinkModel(1000, 0, 0), 1), "10.0.0.1", false);
    time.runUntil(0);
    host.outbox().setTimer(0, 100);
    host.outbox().setTimer(0, 200);
    host.outbox().setTimer(1, 150);
    host.outbox().cancelTimer(1);
    host.outbox().cancelTimer(9);
    time.runUntil(SECOND);
    assertEquals(List.of("started", "timer 0 at 200"), host.log);
    host.outbox().setTimer(0, 5);
    time.runUntil(SECOND);
    assertEquals("timer 0 at " + SECOND, host.log.get(2), "at once if past");
  }

  @Test
  void closedEngineIsNotCalledAgain() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host receiver = new Host(network, "10.0.0.2", true);
    time.runUntil(0);
    receiver.outbox().setTimer(0, 500);
    sender.event("x", GROUP, null);
    receiver.attachment.close();
    sender.attachment.close();
    receiver.attachment.close();
    time.runUntil(SECOND);
    assertEquals(List.of("started"), receiver.log);
    assertEquals(List.of("started"), sender.log);
  }

  @Test
  void executeRunsLaterAtTheSameInstant() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host host = new Host(network, "10.0.0.1", true);
    time.runUntil(10);
    host.transport.execute(() -> host.log.add("task at " + host.transport.clock().localNanos()));
    assertEquals(List.of("started"), host.log);
    time.runUntil(10);
    assertEquals(List.of("started", "task at 10"), host.log);
  }

  @Test
  void enginesOfOneNodeHaveTheirOwnPortsAndTimers() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Transport node = network.addNode(perfect());
    LoggingEngine server = new LoggingEngine();
    LoggingEngine client = new LoggingEngine();
    InetAddress own = address("10.0.0.1");
    server.echo = true;
    Transport.Attachment serving = node.attach(Binding.unicast(own, 123), server::withOutbox);
    node.attach(Binding.unicast(own, 0), client::withOutbox);
    Host other = new Host(network, "10.0.0.2", false);
    other.echo = true;
    time.runUntil(0);
    client.outbox().setTimer(0, 10);
    server.outbox().setTimer(0, 20);
    client.outbox().sendEvent(LoggingEngine.bytes("in"), route(own, 123), null);
    client.outbox().sendEvent(LoggingEngine.bytes("out"), route(other.address, 319), null);
    time.runUntil(SECOND);
    assertEquals(List.of("in", "out"), client.texts());
    assertEquals(List.of("in"), server.texts());
    assertTrue(client.log.contains("timer 0 at 10") && server.log.contains("timer 0 at 20"));
    serving.close();
    client.outbox().sendEvent(LoggingEngine.bytes("in"), route(own, 123), null);
    client.outbox().sendEvent(LoggingEngine.bytes("again"), route(other.address, 319), null);
    time.runUntil(2 * SECOND);
    assertEquals(List.of("in", "out", "again"), client.texts());
    assertEquals(List.of("in"), server.texts());
  }

  @Test
  void clientsWithAnyPortHearTheirOwnAnswersOnly() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Transport node = network.addNode(perfect());
    Binding any = Binding.unicast(address("10.0.0.1"), 0);
    LoggingEngine one = new LoggingEngine();
    LoggingEngine two = new LoggingEngine();
    node.attach(any, one::withOutbox);
    node.attach(any, two::withOutbox);
    Host server = new Host(network, "10.0.0.2", false);
    server.echo = true;
    time.runUntil(0);
    one.outbox().sendEvent(LoggingEngine.bytes("one"), route(server.address, 319), null);
    two.outbox().sendEvent(LoggingEngine.bytes("two"), route(server.address, 319), null);
    time.runUntil(SECOND);
    assertEquals(List.of("one"), one.texts());
    assertEquals(List.of("two"), two.texts());
  }

  @Test
  void connectedBindingSpeaksWithOneOtherOnly() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host stranger = new Host(network, "10.0.0.2", false);
    Host other = new Host(network, "10.0.0.3", false);
    LoggingEngine client = new LoggingEngine();
    InetSocketAddress remote = new InetSocketAddress(other.address, 319);
    network
        .addNode(perfect())
        .attach(Binding.unicast(address("10.0.0.1"), 319).connectedTo(remote), client::withOutbox);
    time.runUntil(0);
    stranger.event("forged", address("10.0.0.1"), null);
    other.event("heard", address("10.0.0.1"), null);
    client.outbox().sendEvent(LoggingEngine.bytes("out"), route(stranger.address, 319), null);
    time.runUntil(SECOND);
    assertEquals(List.of("heard"), client.texts());
    assertEquals(List.of(), stranger.texts());
    assertEquals(List.of("out"), other.texts());
  }

  @Test
  void answerLeavesFromTheAddressThatWasAsked() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    LoggingEngine server = new LoggingEngine();
    server.echo = true;
    List<InetAddress> both = List.of(address("10.0.0.1"), address("10.0.0.9"));
    network
        .addNode(perfect())
        .attach(new Binding(null, both, List.of(), 319, Binding.NO_PORT, 1, 0), server::withOutbox);
    Host asker = new Host(network, "10.0.0.2", false);
    time.runUntil(0);
    asker.event("ping", address("10.0.0.9"), null);
    time.runUntil(SECOND);
    assertEquals("ping EVENT from /10.0.0.9:319 at 2000", asker.log.get(2));
  }

  @Test
  void receiverThatWritesIntoItsCopyChangesNoOther() throws Exception {
    SimulatedNetwork network = network(new LinkModel(1000, 0, 0), 1);
    Host sender = new Host(network, "10.0.0.1", true);
    Host scribbler = new Host(network, "10.0.0.2", true);
    Host reader = new Host(network, "10.0.0.3", true);
    scribbler.scribble = true;
    time.runUntil(0);
    sender.general("hello", GROUP);
    time.runUntil(SECOND);
    assertEquals(List.of("hello"), reader.texts());
  }

  @Test
  void engineThatIsClosedBeforeItsStartIsNotStarted() throws Exception {
    Host host = new Host(network(new LinkModel(1000, 0, 0), 1), "10.0.0.1", false);
    host.attachment.close();
    time.runUntil(SECOND);
    assertEquals(List.of(), host.log);
  }

  private SimulatedNetwork network(LinkModel link, long seed) {
    return new SimulatedNetwork(time, link, new SeededRandom(seed));
  }

  private static SimulatedOscillator perfect() {
    return new SimulatedOscillator(0, 0, 0, new SeededRandom(0));
  }

  private static Route route(InetAddress to, int port) {
    return Route.to(new InetSocketAddress(to, port));
  }

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A node with one engine that writes down what it is told. */
  private static final class Host extends LoggingEngine {
    final Transport transport;
    final Transport.Attachment attachment;
    final InetAddress address;

    Host(SimulatedNetwork network, String address, boolean member) throws Exception {
      this(network, address, member, perfect());
    }

    Host(SimulatedNetwork network, String address, boolean member, SimulatedOscillator oscillator)
        throws Exception {
      this.address = address(address);
      this.transport = network.addNode(oscillator);
      this.attachment =
          transport.attach(binding(this.address, member), outbox -> withOutbox(outbox));
    }

    private static Binding binding(InetAddress address, boolean member) throws SocketException {
      NetworkInterface loopback = NetworkInterface.getByInetAddress(address("127.0.0.1"));
      List<InetAddress> groups = member ? List.of(GROUP) : List.of();
      return new Binding(loopback, List.of(address), groups, 319, 320, 1, 0);
    }

    long event(String text, InetAddress to, @Nullable LateStamp late) {
      return outbox().sendEvent(LoggingEngine.bytes(text), route(to, 319), late);
    }

    void general(String text, InetAddress to) {
      outbox().sendGeneral(LoggingEngine.bytes(text), route(to, 320));
    }
  }
}
