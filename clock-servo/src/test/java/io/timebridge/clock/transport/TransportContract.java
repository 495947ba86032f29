package io.timebridge.clock.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every transport on real sockets must do. */
abstract class TransportContract {
  static final InetAddress ONE = address("127.0.0.1");
  private static final InetAddress TWO = address("127.0.0.2");
  private static final InetAddress GROUP = address("224.0.1.129");

  private final Transport transport = open("test-transport");
  private final LocalClock clock = transport.clock();

  /** A new transport with a thread of that name. */
  abstract Transport open(String threadName);

  /** How good its stamps are. */
  abstract StampQuality quality();

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void answerReturnsByTheRouteOfTheQuestion() throws Exception {
    TestEngine server = new TestEngine(transport);
    server.onReceived =
        datagram -> server.outbox().sendEvent(datagram.payload(), datagram.route(), null);
    server.attach(Binding.unicast(ONE, 0));
    TestEngine client = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    int serverPort = portOf(server);
    client.send("ping", to(ONE, serverPort));
    TestEngine.Told answer = client.await("received EVENT");
    assertEquals("ping", answer.text());
    assertEquals(new InetSocketAddress(ONE, serverPort), answer.sender());
  }

  @Test
  void tokensCountFromZeroAndTheirStampsComeInOrder() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    try (DatagramSocket sink = new DatagramSocket(0, ONE)) {
      Route route = to(ONE, sink.getLocalPort());
      long before = clock.localNanos();
      assertEquals(0, engine.send("a", route));
      assertEquals(1, engine.send("b", route));
      TestEngine.Told first = engine.next("transmitted");
      TestEngine.Told second = engine.next("transmitted");
      long after = clock.localNanos(); // a transport may send when the engine has returned
      assertEquals(List.of(0L, 1L), List.of(first.number(), second.number()));
      assertEquals(quality().name(), first.text());
      assertTrue(first.localNanos() - first.widthNanos() >= before);
      long widths = first.widthNanos() + second.widthNanos();
      assertTrue(first.localNanos() <= second.localNanos() + widths);
      assertTrue(second.localNanos() + second.widthNanos() <= after);
    }
  }

  @Test
  void stampIsNeverToldFromWithinTheEnginesOwnCall() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    Route route = to(ONE, portOf(engine));
    engine.await("transmitted");
    int told =
        engine.call(
            out -> {
              out.sendEvent(TestEngine.bytes("x"), route, null);
              return engine.waiting();
            });
    assertEquals(0, told);
    engine.await("transmitted");
  }

  @Test
  void packetThatCannotBeSentHasNoStamp() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    assertEquals(0, engine.send("no IPv6 socket", to(address("::1"), 9)));
    assertEquals(1, engine.send("no port", to(ONE, 0)));
    assertEquals(2, engine.send("x".repeat(70_000), to(ONE, 9)));
    assertEquals(3, engine.send("fine", to(ONE, 9)));
    assertEquals(3, engine.next("transmitted").number());
  }

  @Test
  void lateStampIsFilledWithinTheSendingAndBeforeWhatDependsOnIt() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    CompletableFuture<Long> told = new CompletableFuture<>();
    LateStamp late =
        new LateStamp(
            4,
            StampFormat.PTP,
            local -> local - Long.MIN_VALUE / 2,
            (message, local) -> {
              message.put(0, (byte) message.getInt(10)); // as a MAC would
              told.complete(local);
            });
    try (DatagramSocket sink = new DatagramSocket(0, ONE)) {
      Route route = to(ONE, sink.getLocalPort());
      ByteBuffer message = ByteBuffer.allocate(20);
      long before = clock.localNanos();
      engine.call(out -> out.sendEvent(message.position(2), route, late));
      long local = told.get(10, TimeUnit.SECONDS);
      long after = clock.localNanos();
      assertTrue(before <= local && local <= after);
      ByteBuffer expected = ByteBuffer.allocate(18);
      StampFormat.PTP.write(expected, 4, local - Long.MIN_VALUE / 2);
      expected.put(0, (byte) expected.getInt(10));
      assertEquals(expected, ByteBuffer.wrap(receive(sink).getData(), 0, 18));
      assertEquals(ByteBuffer.allocate(20), message.rewind(), "the engine's own buffer is as was");
    }
  }

  /** The second packet comes while the engine is busy with the first. */
  @Test
  void arrivalLiesWithinTheStampsWidthThoughTheThreadIsBusy() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    int port = portOf(engine);
    engine.await("transmitted");
    try (DatagramSocket peer = new DatagramSocket(0, ONE)) {
      long[] sent = new long[2]; // before and after
      engine.onReceived =
          datagram -> {
            if (sent[0] == 0) {
              sent[0] = clock.localNanos();
              send(peer, "second", port);
              sent[1] = clock.localNanos();
              while (clock.localNanos() - sent[1] < 5_000_000) {
                Thread.onSpinWait();
              }
            }
          };
      send(peer, "first", port);
      engine.await("received EVENT");
      TestEngine.Told second = engine.await("received EVENT");
      assertEquals("second", second.text());
      long least = second.localNanos() - second.widthNanos();
      long most = second.localNanos() + second.widthNanos();
      assertTrue(least <= sent[1] && most >= sent[0], () -> second + " of " + sent[1]);
    }
  }

  private static void send(DatagramSocket from, String text, int port) {
    try {
      from.send(new DatagramPacket(text.getBytes(US_ASCII), text.length(), ONE, port));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void lanesHaveAPortEach() throws Exception {
    Binding binding = new Binding(null, List.of(ONE), List.of(), 0, 0, 1, 0);
    TestEngine engine = new TestEngine(transport).attach(binding);
    int event = portOf(engine);
    int general = generalPortOf(engine);
    assertNotEquals(event, general);
    engine.await("transmitted");
    engine.send("to event", to(ONE, event));
    assertEquals("to event", engine.await("received EVENT").text());
    engine.send("to general", to(ONE, general));
    assertEquals("to general", engine.await("received GENERAL").text());
  }

  @Test
  void timerRunsOutOnceNotBeforeItsTime() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    long due = clock.localNanos() + 5_000_000;
    engine.call(out -> set(out, 3, due));
    TestEngine.Told expired = engine.next("expired");
    assertEquals(3, expired.number());
    assertTrue(expired.localNanos() - due >= 0);
    engine.call(out -> set(out, 0, due + 10_000_000));
    assertEquals(0, engine.next("expired").number());
    assertEquals(0, engine.waiting());
  }

  @Test
  void timerOfThePastRunsOutAtOnceButNotWithinTheCall() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    int told =
        engine.call(
            out -> {
              out.setTimer(0, clock.localNanos() - 1_000_000_000);
              return engine.waiting();
            });
    assertEquals(0, told);
    engine.next("expired");
  }

  @Test
  void timerThatIsSetAgainIsReplacedAndACancelledOneIsGone() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    long now = clock.localNanos();
    engine.call(
        out -> {
          out.setTimer(0, now + 1_000_000);
          out.setTimer(0, now + 4_000_000);
          out.setTimer(1, now + 2_000_000);
          out.cancelTimer(1);
          out.cancelTimer(7);
          out.setTimer(2, now + 8_000_000);
          return 0;
        });
    TestEngine.Told first = engine.next("expired");
    assertEquals(0, first.number());
    assertTrue(first.localNanos() - now >= 4_000_000);
    assertEquals(2, engine.next("expired").number());
  }

  @Test
  void timerMayBeSetAgainWhenItRunsOut() throws Exception {
    TestEngine engine = new TestEngine(transport);
    engine.onExpired = () -> engine.outbox().setTimer(0, clock.localNanos() + 1000);
    engine.attach(Binding.unicast(ONE, 0));
    engine.call(out -> set(out, 0, clock.localNanos()));
    for (int i = 0; i < 5; i++) {
      engine.next("expired");
    }
  }

  @Test
  void multicastReachesEveryEngineThatSharesThePortsOnce() throws Exception {
    Binding binding = multicast(freePort(), freePort());
    TestEngine one = new TestEngine(transport).attach(binding);
    TestEngine two = new TestEngine(transport).attach(binding);
    one.send("event", to(GROUP, binding.eventPort()));
    for (TestEngine engine : List.of(one, two)) {
      TestEngine.Told event = engine.await("received EVENT");
      assertEquals("event", event.text());
      assertEquals(new InetSocketAddress(ONE, binding.eventPort()), event.sender());
    }
    // Only then: two sockets are read in any order.
    one.call(out -> general(out, "general", to(GROUP, binding.generalPort())));
    for (TestEngine engine : List.of(one, two)) {
      assertEquals("general", engine.await("received GENERAL").text());
    }
    one.call(out -> 0);
    assertEquals(0, two.waiting());
  }

  @Test
  void multicastIsHeardOnceWhateverTheNumberOfLocalAddresses() throws Exception {
    int port = freePort();
    Binding binding =
        new Binding(loopback(), List.of(ONE, TWO), List.of(GROUP), port, Binding.NO_PORT, 1, 0);
    TestEngine engine = new TestEngine(transport).attach(binding);
    engine.send("first", to(GROUP, port));
    engine.send("second", to(GROUP, port));
    assertEquals("first", engine.await("received EVENT").text());
    assertEquals("second", engine.await("received EVENT").text());
  }

  @Test
  void answerLeavesFromTheAddressThatWasAsked() throws Exception {
    TestEngine server = new TestEngine(transport);
    server.onReceived =
        datagram -> server.outbox().sendEvent(datagram.payload(), datagram.route(), null);
    int port = freePort();
    server.attach(new Binding(null, List.of(ONE, TWO), List.of(), port, Binding.NO_PORT, 1, 0));
    for (InetAddress asked : List.of(TWO, ONE)) {
      assertEquals(new InetSocketAddress(asked, port), askedFromOutside(asked, port));
    }
  }

  @Test
  void withoutALocalAddressTheSourceIsTheOneThatTheHostWouldTake() throws Exception {
    Binding binding = new Binding(null, List.of(TWO, ONE), List.of(), 0, Binding.NO_PORT, 1, 0);
    TestEngine engine = new TestEngine(transport).attach(binding);
    try (DatagramSocket sink = new DatagramSocket(0, ONE)) {
      engine.send("x", to(ONE, sink.getLocalPort()));
      assertEquals(ONE, receive(sink).getAddress());
    }
  }

  @Test
  void wildcardAnswersFromTheAddressThatWasAsked() throws Exception {
    TestEngine server = new TestEngine(transport);
    server.onReceived =
        datagram -> server.outbox().sendEvent(datagram.payload(), datagram.route(), null);
    int port = freePort();
    server.attach(Binding.unicast(address("0.0.0.0"), port));
    List<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address.getAddress().length == 4)
            .toList();
    for (InetAddress asked : own) {
      assertEquals(new InetSocketAddress(asked, port), askedFromOutside(asked, port));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 127.0.0.1", "::, ::1"})
  void wildcardWithAnyPortAsksAndHearsTheAnswer(String wildcard, String peer) throws Exception {
    TestEngine client = new TestEngine(transport).attach(Binding.unicast(address(wildcard), 0));
    try (DatagramSocket server = new DatagramSocket(0, address(peer))) {
      client.send("ping", to(address(peer), server.getLocalPort()));
      DatagramPacket question = receive(server);
      assertEquals(address(peer), question.getAddress());
      server.send(new DatagramPacket("pong".getBytes(US_ASCII), 4, question.getSocketAddress()));
      assertEquals("pong", client.await("received EVENT").text());
    }
  }

  @Test
  void connectedBindingSpeaksWithOneOtherOnly() throws Exception {
    try (DatagramSocket one = new DatagramSocket(0, ONE);
        DatagramSocket stranger = new DatagramSocket(0, ONE)) {
      Binding binding = Binding.unicast(ONE, 0).connectedTo(address(one));
      TestEngine engine = new TestEngine(transport).attach(binding);
      engine.send("ping", to(ONE, one.getLocalPort()));
      SocketAddress at = receive(one).getSocketAddress();
      stranger.send(new DatagramPacket("forged".getBytes(US_ASCII), 6, at));
      one.send(new DatagramPacket("pong".getBytes(US_ASCII), 4, at));
      TestEngine.Told first = engine.await("received EVENT");
      assertEquals("pong", first.text());
      assertEquals(address(one), first.sender());
    }
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  @Test
  void addressThatAWildcardHoldsTooIsOpenedOnce() throws Exception {
    int port = freePort();
    List<InetAddress> both = List.of(ONE, address("0.0.0.0"));
    new TestEngine(transport)
        .attach(new Binding(null, both, List.of(), port, Binding.NO_PORT, 1, 0));
    assertThrows(BindException.class, () -> new DatagramSocket(port, ONE).close());
  }

  @Test
  void engineThatFailsDoesNotEndItsThread() throws Exception {
    TestEngine engine = new TestEngine(transport);
    engine.onStarted = () -> fail("started");
    engine.onReceived = datagram -> fail("received");
    engine.onExpired = () -> fail("expired");
    engine.attach(Binding.unicast(ONE, 0));
    engine.send("x", to(ONE, portOf(engine)));
    engine.await("received EVENT");
    engine.call(out -> set(out, 0, clock.localNanos()));
    engine.await("expired");
    engine.send("y", to(ONE, 9));
    engine.await("transmitted");
  }

  private static void fail(String where) {
    throw new IllegalStateException("on purpose, when " + where);
  }

  @Test
  void engineWhoseStartFailsWithAnErrorIsStillAttached() throws Exception {
    TestEngine engine = new TestEngine(transport);
    engine.onStarted =
        () -> {
          throw new AssertionError("on purpose");
        };
    engine.attach(Binding.unicast(ONE, 0));
    engine.send("y", to(ONE, 9));
    engine.await("transmitted");
  }

  @Test
  void portThatIsTakenIsAnIoExceptionThatNamesIt() throws Exception {
    try (DatagramSocket holder = new DatagramSocket(0, ONE)) {
      Binding binding = Binding.unicast(ONE, holder.getLocalPort());
      IOException failure =
          assertThrows(IOException.class, () -> new TestEngine(transport).attach(binding));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("127.0.0.1 port " + holder.getLocalPort()), message);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void sharedPortIsOneServerOfSeveralThreads() throws Exception {
    Binding binding = Binding.unicast(ONE, freePort()).withSharedPort();
    try (Transport second = open("second-thread")) {
      int questions = 64; // all to one of the two: once in 2^63 runs
      CountDownLatch heard = new CountDownLatch(questions);
      AtomicIntegerArray by = new AtomicIntegerArray(2);
      TestEngine one = new TestEngine(transport);
      TestEngine two = new TestEngine(second);
      one.onReceived = datagram -> heardBy(0, by, heard);
      two.onReceived = datagram -> heardBy(1, by, heard);
      one.attach(binding);
      two.attach(binding);
      for (int i = 0; i < questions; i++) {
        try (DatagramSocket client = new DatagramSocket(0, ONE)) {
          client.send(new DatagramPacket(new byte[] {1}, 1, ONE, binding.eventPort()));
        }
      }
      assertTrue(heard.await(10, TimeUnit.SECONDS));
      assertEquals(questions, by.get(0) + by.get(1));
      assertTrue(by.get(0) > 0 && by.get(1) > 0, by::toString);
      assertThrows(
          IOException.class,
          () -> new TestEngine(transport).attach(Binding.unicast(ONE, binding.eventPort())));
    }
  }

  private static void heardBy(int who, AtomicIntegerArray by, CountDownLatch heard) {
    by.incrementAndGet(who);
    heard.countDown();
  }

  @Test
  void wildcardOnAnInterfaceHearsAndAnswersThereOnly() throws Exception {
    int port = freePort();
    Binding binding =
        new Binding(
            loopback(), List.of(address("0.0.0.0")), List.of(GROUP), port, Binding.NO_PORT, 1, 0);
    TestEngine engine = new TestEngine(transport);
    engine.onReceived =
        datagram -> engine.outbox().sendEvent(datagram.payload(), datagram.route(), null);
    engine.attach(binding);
    assertEquals(new InetSocketAddress(ONE, port), askedFromOutside(ONE, port));
    engine.next("received EVENT");
    engine.onReceived = datagram -> {};
    engine.send("to the group", to(GROUP, port));
    TestEngine.Told own = engine.await("received EVENT");
    assertEquals("to the group", own.text());
    assertEquals(new InetSocketAddress(ONE, port), own.sender());
  }

  @Test
  void failedAttachmentLeavesNothingOpen() throws Exception {
    try (DatagramSocket holder = new DatagramSocket(0, ONE)) {
      int port = freePort();
      Binding binding =
          new Binding(null, List.of(ONE), List.of(), port, holder.getLocalPort(), 1, 0);
      assertThrows(IOException.class, () -> new TestEngine(transport).attach(binding));
      new DatagramSocket(port, ONE).close();
    }
  }

  @Test
  void closedAttachmentFreesItsPortAndIsNotCalledAgain() throws Exception {
    int port = freePort();
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, port));
    engine.call(
        out -> {
          out.setTimer(0, clock.localNanos() + 1_000_000);
          out.sendEvent(TestEngine.bytes("x"), to(ONE, port), null);
          engine.close();
          return 0;
        });
    engine.close();
    new DatagramSocket(port, ONE).close();
    TestEngine other = new TestEngine(transport).attach(Binding.unicast(ONE, port));
    other.call(out -> set(out, 0, clock.localNanos() + 10_000_000));
    other.next("expired");
    assertEquals(0, engine.waiting());
  }

  @Test
  void portIsFreeAsSoonAsItsAttachmentIsClosed() throws Exception {
    int port = freePort();
    for (int i = 0; i < 300; i++) {
      new TestEngine(transport).attach(Binding.unicast(ONE, port)).close();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void openingAndClosingLeavesNoDescriptorBehind() throws Exception {
    openAndClose(5);
    long before = descriptors();
    openAndClose(200);
    assertTrue(descriptors() <= before + 20, () -> before + " at first, now " + descriptors());
  }

  private void openAndClose(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Transport other = open("short-lived")) {
        new TestEngine(other).attach(Binding.unicast(ONE, 0)).send("x", to(ONE, 9));
      }
      new TestEngine(transport).attach(multicast(0, 0)).close();
    }
  }

  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closedTransportRunsNothingMoreAndTakesNoOffence() {
    transport.close();
    AtomicBoolean ran = new AtomicBoolean();
    transport.execute(() -> ran.set(true));
    assertFalse(ran.get());
  }

  @Test
  void transportMayBeClosedTwiceAndFromItsOwnThread() throws Exception {
    TestEngine engine = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
    long before = System.nanoTime();
    engine.call(
        out -> {
          transport.close();
          return 0;
        });
    assertTrue(System.nanoTime() - before < 4_000_000_000L, "waited for itself");
    assertTimeoutPreemptively(Duration.ofSeconds(10), transport::close);
    assertTimeoutPreemptively(Duration.ofSeconds(10), transport::close);
  }

  private InetSocketAddress askedFromOutside(InetAddress asked, int port) throws IOException {
    try (DatagramSocket client = new DatagramSocket(0, asked)) {
      client.send(new DatagramPacket(new byte[] {1}, 1, asked, port));
      return (InetSocketAddress) receive(client).getSocketAddress();
    }
  }

  /** The engine's event port, as one that it writes to sees it. */
  static int portOf(TestEngine engine) throws Exception {
    try (DatagramSocket probe = new DatagramSocket(0, ONE)) {
      engine.send("who am I", to(ONE, probe.getLocalPort()));
      return receive(probe).getPort();
    }
  }

  private static int generalPortOf(TestEngine engine) throws Exception {
    try (DatagramSocket probe = new DatagramSocket(0, ONE)) {
      Route route = to(ONE, probe.getLocalPort());
      engine.call(out -> general(out, "who am I", route));
      return receive(probe).getPort();
    }
  }

  private static int general(Outbox out, String text, Route route) {
    out.sendGeneral(TestEngine.bytes(text), route);
    return 0;
  }

  private static int set(Outbox out, int timer, long localNanos) {
    out.setTimer(timer, localNanos);
    return 0;
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(10_000);
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    socket.receive(packet);
    return packet;
  }

  private static Binding multicast(int eventPort, int generalPort) throws IOException {
    return new Binding(loopback(), List.of(ONE), List.of(GROUP), eventPort, generalPort, 1, 46);
  }

  private static NetworkInterface loopback() throws IOException {
    return Objects.requireNonNull(NetworkInterface.getByInetAddress(ONE));
  }

  static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, ONE)) {
      return socket.getLocalPort();
    }
  }

  static Route to(InetAddress address, int port) {
    return Route.to(new InetSocketAddress(address, port));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
