package io.timebridge.bridge;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ConfigReader;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpReferenceId;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * NTP servers as sources of a timeline, in virtual time. The bridge's oscillator is 10 ppm fast.
 */
class NtpSourceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = BuildDate.UTC_NANOS + 86_400 * SECOND;

  private final VirtualTime time = new VirtualTime();
  private final SeededRandom random = new SeededRandom(20261122);
  private final SimulatedNetwork lan =
      new SimulatedNetwork(time, new LinkModel(100_000, 50_000, 0), random.split());
  private final Map<String, List<InetAddress>> names = new HashMap<>();
  private final List<NtpSource> sources = new ArrayList<>();
  private final List<NtpConnection> connections = new ArrayList<>();
  private int refusedLookups;
  private final Transport node =
      lan.addNode(new SimulatedOscillator(5 * SECOND, 10, 1e-9, random.split()));
  private @Nullable Timeline timeline;

  /** A server whose crystal is perfect. */
  private final class Server implements ServerTime {
    private final InetAddress address;
    private Transport.@Nullable Attachment alive;
    private long aheadNanos;
    private int stratum = 1;
    private int referenceId = NtpReferenceId.ofAscii("GPS");
    private boolean synchronised = true;
    private long rootDelayNanos = 4_000_000;
    private long rootDispersionNanos = 3_000_000;

    Server(String literal) {
      this.address = address(literal);
    }

    Server start() throws Exception {
      Transport host = lan.addNode(new SimulatedOscillator(0, 0, 0, random.split()));
      alive =
          host.attach(
              Binding.unicast(address, 123),
              outbox -> new NtpServer(outbox, () -> this, AccessList.everyone(), -30));
      return this;
    }

    void stop() {
      Objects.requireNonNull(alive).close();
    }

    @Override
    public boolean synchronisedAt(long localNanos) {
      return synchronised;
    }

    @Override
    public int leapIndicatorAt(long localNanos) {
      return 0;
    }

    @Override
    public int stratum() {
      return stratum;
    }

    @Override
    public int referenceId() {
      return referenceId;
    }

    @Override
    public long referenceUtcNanos() {
      return START;
    }

    @Override
    public long rootDelayNanos() {
      return rootDelayNanos;
    }

    @Override
    public long rootDispersionNanosAt(long localNanos) {
      return rootDispersionNanos;
    }

    @Override
    public long utcNanosAt(long localNanos) {
      return START + localNanos + aheadNanos;
    }
  }

  private void follow(String yaml) throws Exception {
    BridgeConfig config = ConfigReader.parse("test", yaml);
    Timeline made =
        new Timeline(node.clock(), config.clock(), config.policy(), LeapSeconds.builtIn(), 10);
    timeline = made;
    Map<String, ServerAddresses> pools = new HashMap<>();
    for (NtpSourceConfig each : config.sources().ntp()) {
      NtpSource source =
          new NtpSource(
              each,
              NtpKeys.none(),
              ServoConfig.DEFAULT,
              LeapSeconds.builtIn(),
              made.leapVote(),
              node.clock(),
              made.rateClock(),
              random::nextLong,
              made::update);
      sources.add(source);
      made.add(source, point -> {});
      connections.add(
          new NtpConnection(
              source,
              node,
              new OwnReferenceIds(),
              pools.computeIfAbsent(each.pool(), pool -> new ServerAddresses()),
              this::addresses,
              this::lookUp));
    }
    tick();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getAllByName(literal)[0];
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal address needs no resolving", e);
    }
  }

  private InetAddress[] addresses(String name) throws UnknownHostException {
    if (!name.matches("[0-9.]+") && !names.containsKey(name)) {
      throw new UnknownHostException(name);
    }
    return names.containsKey(name)
        ? names.get(name).toArray(InetAddress[]::new)
        : InetAddress.getAllByName(name);
  }

  private void lookUp(Runnable lookup) {
    if (refusedLookups > 0) {
      refusedLookups--;
      throw new RejectedExecutionException("the embedder's pool is full");
    }
    lookup.run();
  }

  private void tick() {
    connections.forEach(NtpConnection::check);
    timeline().update();
    time.schedule(time.nowNanos() + SECOND / 5, this::tick);
  }

  private Timeline timeline() {
    return Objects.requireNonNull(timeline);
  }

  private void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }

  private NtpSource source() {
    return sources.get(0);
  }

  private long local() {
    return node.clock().localNanos();
  }

  private long utcError() {
    return timeline().snapshot().utcNanosAt(local()) - START - time.nowNanos();
  }

  private JsonNode status(int index) throws Exception {
    String json = StatusReport.of(node.clock(), timeline(), "user", null, sources, null, List.of());
    return new ObjectMapper().readTree(json).get("sources").get(index);
  }

  @Test
  void timelineFollowsOneServerWithAnHonestBound() throws Exception {
    Server server = new Server("192.0.2.10").start();
    follow("sources: {ntp: [{server: 192.0.2.10}]}");
    JsonNode before = status(0);
    assertEquals("ntp", before.get("kind").textValue());
    assertTrue(before.get("offsetNanos").isNull());
    assertTrue(before.get("stratum").isNull());
    run(400);
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
    SourceTime told = source().time();
    assertNotNull(told);
    assertEquals(1, told.stratum());
    assertFalse(told.traceable());
    assertEquals(0xC000020A, told.referenceId());
    assertTrue(told.rootDelayNanos() > server.rootDelayNanos + 200_000);
    long bound = told.tai().errorBoundAt(local());
    assertTrue(bound >= 5_000_000, "half the root delay and the dispersion: " + bound);
    assertTrue(bound < 8_000_000, "and not much more: " + bound);
    assertTrue(told.tai().estimatedErrorAt(local()) < bound);
    for (int i = 0; i < 100; i++) {
      run(3);
      assertTrue(Math.abs(utcError()) < 1_000_000, "error " + utcError());
      long claimed = timeline().snapshot().errorBoundNanosAt(local());
      assertTrue(Math.abs(utcError()) <= claimed && claimed >= 5_000_000, "bound " + claimed);
    }
    assertEquals(
        LeapSeconds.builtIn().utcToTai(timeline().snapshot().utcNanosAt(local())),
        timeline().snapshot().taiNanosAt(local()));
    JsonNode status = status(0);
    assertEquals("locked", status.get("state").textValue());
    assertTrue(status.get("usable").booleanValue());
    assertTrue(status.get("reason").isNull());
    for (String name : List.of("offsetNanos", "jitterNanos", "delayNanos", "heardAgoNanos")) {
      assertTrue(status.get(name).isIntegralNumber(), name);
    }
    assertTrue(status.get("delayNanos").longValue() >= 200_000);
    assertEquals(1, status.get("stratum").intValue());
    assertEquals("GPS", status.get("referenceId").textValue());
    assertEquals(255, status.get("reach").intValue());
    assertTrue(status.get("poll").intValue() >= 4);
    assertEquals("192.0.2.10:123", status.get("address").textValue());
  }

  @Test
  void aPoolOfThreadsThatIsFullForAMomentOnlyDelaysTheLookup() throws Exception {
    Server unused = new Server("192.0.2.10").start();
    refusedLookups = 1;
    follow("sources: {ntp: [{server: 192.0.2.10}]}");
    assertNull(timeline().snapshot().tai());
    run(200);
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
  }

  @Test
  void boundGrowsWhenTheServerGoesAndHoldoverFollows() throws Exception {
    Server server = new Server("192.0.2.10").start();
    follow("{sources: {ntp: [{server: 192.0.2.10, maxpoll: 4}]}, clock: {holdover: 600s}}");
    run(400);
    server.stop();
    run(60);
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
    long early = timeline().snapshot().errorBoundNanosAt(local());
    run(60);
    long late = timeline().snapshot().errorBoundNanosAt(local());
    // 15 ppm for the server's oscillator, and for ours what its history of minutes leaves of that.
    assertTrue(late - early >= 60 * 23_000, early + " then " + late);
    run(100);
    assertEquals(TimelineState.HOLDOVER, timeline().snapshot().state());
    assertEquals(TimelineState.HOLDOVER, source().health().state());
    assertNull(source().time());
    assertTrue(Math.abs(utcError()) < timeline().snapshot().errorBoundNanosAt(local()));
    server.start();
    run(120);
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
  }

  @Test
  void liarAmongThreeIsExcluded() throws Exception {
    Server liar = new Server("192.0.2.10");
    liar.aheadNanos = 10 * SECOND;
    liar.start();
    Server unused1 = new Server("192.0.2.11").start();
    Server unused2 = new Server("192.0.2.12").start();
    follow("sources: {ntp: [{server: 192.0.2.10}, {server: 192.0.2.11}, {server: 192.0.2.12}]}");
    run(600);
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
    assertTrue(Math.abs(utcError()) < 5_000_000, "error " + utcError());
    assertFalse(status(0).get("usable").booleanValue());
    assertTrue(status(0).get("reason").isTextual());
    assertTrue(status(1).get("usable").booleanValue());
  }

  @Test
  void watchedServerIsMeasuredAndNotFollowed() throws Exception {
    Server liar = new Server("192.0.2.10");
    liar.aheadNanos = 10 * SECOND;
    liar.start();
    Server unused = new Server("192.0.2.11").start();
    follow("sources: {ntp: [{server: 192.0.2.10, noselect: true}, {server: 192.0.2.11}]}");
    run(400);
    assertEquals("ntp1", timeline().snapshot().source());
    assertEquals(TimelineState.LOCKED, source().health().state());
    assertTrue(String.valueOf(source().health().reason()).contains("noselect"));
    assertTrue(status(0).get("delayNanos").isIntegralNumber());
    assertTrue(Math.abs(utcError()) < 1_000_000);
  }

  @Test
  void timeBeforeTheBuildIsNotUsed() throws Exception {
    Server old = new Server("192.0.2.10");
    old.aheadNanos = -20L * 365 * 86_400 * SECOND;
    old.start();
    follow("sources: {ntp: [{server: 192.0.2.10}]}");
    run(400);
    assertEquals(TimelineState.LOCKED, source().health().state());
    assertFalse(source().health().usable());
    assertTrue(String.valueOf(source().health().reason()).contains("before this software was"));
    assertFalse(timeline().snapshot().hasTime());
  }

  @Test
  void nameIsTriedUntilItIsKnown() throws Exception {
    Server unused = new Server("192.0.2.10").start();
    follow("sources: {ntp: [{server: ntp.example}]}");
    run(30);
    assertEquals(
        "the name ntp.example cannot be resolved; it is tried again", source().health().reason());
    names.put("ntp.example", List.of(address("192.0.2.10")));
    run(500);
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
  }

  @Test
  void silentServerOfANameIsReplacedAndTheClockIsKept() throws Exception {
    Server first = new Server("192.0.2.10").start();
    names.put("pool.example", List.of(first.address));
    follow("sources: {ntp: [{server: pool.example, maxpoll: 4}]}");
    run(400);
    assertEquals(first.address, Objects.requireNonNull(source().status().server()).getAddress());
    Server second = new Server("192.0.2.11").start();
    second.aheadNanos = 200_000;
    names.put("pool.example", List.of(first.address, second.address));
    first.stop();
    run(600);
    assertEquals(second.address, Objects.requireNonNull(source().status().server()).getAddress());
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
    assertEquals(0, source().status().epoch(), "no new start");
    assertTrue(Math.abs(utcError()) < 1_000_000);
    second.stop();
    first.start();
    run(900);
    assertEquals(first.address, Objects.requireNonNull(source().status().server()).getAddress());
  }

  @Test
  void poolIsAsManySourcesEachAtAnAddressOfItsOwn() throws Exception {
    List<Server> servers = new ArrayList<>();
    for (int i = 10; i < 14; i++) {
      servers.add(new Server("192.0.2." + i).start());
    }
    names.put("pool.example", servers.stream().map(each -> each.address).toList());
    follow("sources: {ntp: [{name: p, server: pool.example, pool: 3, maxpoll: 4}]}");
    run(400);
    assertEquals(List.of("p.1", "p.2", "p.3"), sources.stream().map(NtpSource::name).toList());
    assertEquals(Set.of(10, 11, 12), asked());
    servers.get(1).stop();
    servers.get(2).synchronised = false;
    run(1200);
    assertEquals(Set.of(10, 13), asked().stream().filter(i -> i != 11 && i != 12).collect(toSet()));
    assertEquals(3, asked().size(), "never two at one address: " + asked());
    assertEquals(TimelineState.LOCKED, timeline().snapshot().state());
    assertTrue(Math.abs(utcError()) < 1_000_000);
  }

  @Test
  void poolThatIsTooSmallSaysSoUntilItGrows() throws Exception {
    Server first = new Server("192.0.2.10").start();
    Server second = new Server("192.0.2.11").start();
    names.put("pool.example", List.of(first.address));
    follow("sources: {ntp: [{name: p, server: pool.example, pool: 2}]}");
    run(100);
    assertEquals(
        "pool.example has no address that no other source asks at",
        sources.get(1).health().reason());
    names.put("pool.example", List.of(second.address, first.address));
    run(100);
    assertEquals(Set.of(10, 11), asked());
  }

  private Set<Integer> asked() {
    return sources.stream()
        .map(each -> Objects.requireNonNull(each.status().server()).getAddress().getAddress())
        .map(octets -> (int) octets[3])
        .collect(toSet());
  }

  @Test
  void serverThatFollowsThisHostIsRefused() throws Exception {
    Server looped = new Server("127.0.0.1");
    looped.stratum = 2;
    looped.referenceId = NtpReferenceId.ofAddress(address("127.0.0.1"));
    looped.start();
    follow("sources: {ntp: [{server: 127.0.0.1}]}");
    run(100);
    assertTrue(String.valueOf(source().health().reason()).startsWith("it follows us"));
    assertFalse(timeline().snapshot().hasTime());
  }

  @Test
  void loopbackOfAnotherHostIsNotOurs() throws Exception {
    OwnReferenceIds own = new OwnReferenceIds();
    int loopback = NtpReferenceId.ofAddress(address("127.0.0.1"));
    assertTrue(own.seenFrom(address("::1")).test(loopback));
    assertFalse(own.seenFrom(address("192.0.2.10")).test(loopback));
  }
}
