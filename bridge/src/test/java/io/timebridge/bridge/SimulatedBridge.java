package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.bridge.config.ConfigReader;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.bridge.config.PtpEntry;
import io.timebridge.bridge.config.PtpServeConfig;
import io.timebridge.bridge.config.PtpSourceConfig;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpMulticast;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bridge's sources and timeline on a LAN in virtual time, with masters that can be made to lie,
 * to jump and to die. The bridge's oscillator is 10 ppm fast and wanders.
 */
final class SimulatedBridge {
  static final long SECOND = 1_000_000_000L;

  /** TAI, its UTC offset valid, traceable to GNSS. */
  static final TimeProperties TAI = announcing(37, true);

  /** So few that an hour fills them. */
  static final int KEPT_POINTS = 300;

  /** 10 ppm fast, and it wanders. */
  private static final OscillatorModel CRYSTAL = new OscillatorModel(10, 1);

  private static final PtpProfile PROFILE = PtpProfile.AES67.withIntervals(0, -3, -3);

  /** Runs after each update of the timeline. */
  Runnable afterUpdate = () -> {};

  final VirtualTime time;
  final Timeline timeline;
  final List<PtpSource> sources = new ArrayList<>();
  final List<PtpOutput> outputs = new ArrayList<>();
  final List<NtpSource> ntpSources = new ArrayList<>();
  final SimulatedNode node;

  /** What others know the bridge by, and where it serves NTP. */
  final InetAddress address;

  private final List<NtpConnection> connections = new ArrayList<>();
  private final LeapSeconds leapSeconds;

  /** The table that the bridge has, which may not know all of the world's leap seconds. */
  private final LeapSeconds table;

  private long startTai;
  private final SeededRandom random;
  private final SimulatedNetwork lan;
  private final BridgeConfig config;
  private final UnaryOperator<Engine> around;
  private boolean alive = true;

  /** How many addresses are taken on the LAN. */
  private final int[] hosts;

  private final int number;

  /**
   * Creates one.
   *
   * @param yaml a config's {@code clock}, {@code policy} and sources
   * @param startUtc UTC nanoseconds since 1970 at true time 0
   */
  SimulatedBridge(long seed, long startUtc, String yaml) throws ConfigException, IOException {
    this(seed, startUtc, yaml, LeapSeconds.builtIn());
  }

  /** Creates one in a world that has a leap second table of its own, which it knows. */
  SimulatedBridge(long seed, long startUtc, String yaml, LeapSeconds leapSeconds)
      throws ConfigException, IOException {
    this(seed, startUtc, yaml, leapSeconds, leapSeconds);
  }

  /** Creates one whose NTP associations have something between them and the network. */
  SimulatedBridge(long seed, long startUtc, String yaml, UnaryOperator<Engine> around)
      throws ConfigException, IOException {
    this(seed, startUtc, yaml, LeapSeconds.builtIn(), LeapSeconds.builtIn(), CRYSTAL, around);
  }

  /** Creates one that has another leap second table than the world has. */
  SimulatedBridge(long seed, long startUtc, String yaml, LeapSeconds leapSeconds, LeapSeconds table)
      throws ConfigException, IOException {
    this(seed, startUtc, yaml, leapSeconds, table, CRYSTAL, engine -> engine);
  }

  /** Creates one whose oscillator is as bad as it is told. */
  SimulatedBridge(
      long seed,
      long startUtc,
      String yaml,
      LeapSeconds leapSeconds,
      LeapSeconds table,
      OscillatorModel crystal)
      throws ConfigException, IOException {
    this(seed, startUtc, yaml, leapSeconds, table, crystal, engine -> engine);
  }

  private SimulatedBridge(
      long seed,
      long startUtc,
      String yaml,
      LeapSeconds leapSeconds,
      LeapSeconds table,
      OscillatorModel crystal,
      UnaryOperator<Engine> around)
      throws ConfigException, IOException {
    this.around = around;
    this.random = new SeededRandom(seed);
    this.time = new VirtualTime();
    this.leapSeconds = leapSeconds;
    this.table = table;
    this.startTai = leapSeconds.utcToTai(startUtc);
    this.lan = new SimulatedNetwork(time, new LinkModel(10_000, 5_000, 0), random.split());
    this.hosts = new int[] {1};
    this.number = 0;
    this.node = lan.addNode(new SimulatedOscillator(5_000, crystal, random.split()));
    this.address = address(2, 1 + number);
    this.config = ConfigReader.parse("simulated", yaml);
    this.timeline = timeline();
    start();
  }

  /** Creates another on the LAN of one, its crystal as bad as it is told. */
  SimulatedBridge(
      SimulatedBridge first, int number, double offsetPpm, double walkPerSecond, String yaml)
      throws ConfigException, IOException {
    this.around = engine -> engine;
    this.random = first.random.split();
    this.time = first.time;
    this.leapSeconds = first.leapSeconds;
    this.table = first.table;
    this.startTai = first.startTai;
    this.lan = first.lan;
    this.hosts = first.hosts;
    this.number = number;
    long now = time.nowNanos(); // who was just switched on counts from then
    this.node =
        lan.addNode(new SimulatedOscillator(9_000 - now, offsetPpm, walkPerSecond, random.split()));
    this.address = address(2, 1 + number);
    this.config = ConfigReader.parse("simulated", yaml);
    this.timeline = timeline();
    start();
  }

  private Timeline timeline() {
    return new Timeline(
        node.clock(),
        config.clock(),
        config.policy(),
        table,
        TimeBridge.gentlePpm(config),
        KEPT_POINTS);
  }

  private void start() throws IOException {
    config.serve().ptp().forEach(this::serve);
    for (PtpSourceConfig each : config.sources().ptp()) {
      add(each);
    }
    for (PtpOutput output : outputs) {
      node.attach(binding(), output.clock()::port);
    }
    for (NtpSourceConfig each : config.sources().ntp()) {
      add(each);
    }
    if (config.serve().ntp() != null) {
      node.attach(
          Binding.unicast(address, 123).withoutTransmitStamps(),
          outbox -> new NtpServer(outbox, this::view, AccessList.everyone(), -30));
    }
    tick();
  }

  /** It is gone at once, without a word. */
  void kill() {
    alive = false;
    node.close();
  }

  static SimulatedBridge ofOneSource(long seed) throws ConfigException, IOException {
    return ofOneSource(seed, "{}");
  }

  static SimulatedBridge ofOneSource(long seed, String clock) throws ConfigException, IOException {
    String yaml = "{clock: %s, sources: {ptp: [{name: a, interface: lo}]}}".formatted(clock);
    return new SimulatedBridge(seed, BuildDate.UTC_NANOS, yaml);
  }

  static SimulatedBridge ofTimescale(String timescale) throws ConfigException, IOException {
    String yaml = "{sources: {ptp: [{name: a, interface: lo, timescale: %s}]}}";
    return new SimulatedBridge(1, BuildDate.UTC_NANOS, yaml.formatted(timescale));
  }

  static TimeProperties announcing(int utcOffset, boolean valid) {
    return new TimeProperties(utcOffset, valid, false, false, true, true, true, 0x20);
  }

  static TimeProperties arbitrary() {
    return new TimeProperties(0, false, false, false, false, false, false, 0xA0);
  }

  /** The simulation's own intervals, whatever the config says. */
  private static PtpEntry withProfile(PtpEntry entry) {
    return PtpEntry.of(entry.interfaceName(), PtpPortConfig.of(PROFILE.withDomain(entry.domain())));
  }

  private void add(PtpSourceConfig each) throws IOException {
    PtpSource source =
        new PtpSource(
            new PtpSourceConfig(each.name(), withProfile(each.entry()), each.timescale()),
            identity(1000L + 10_000L * number + sources.size()),
            ServoConfig.DEFAULT,
            table,
            random.split(),
            this::update,
            null);
    source
        .clock()
        .refuse(
            identity ->
                outputs.stream().anyMatch(o -> o.clock().status().identity().equals(identity)));
    sources.add(source);
    timeline.add(source, point -> {});
    node.attach(binding(), source.clock()::port);
  }

  private void add(NtpSourceConfig each) {
    NtpSource source =
        new NtpSource(
            each,
            NtpKeys.none(),
            ServoConfig.DEFAULT,
            table,
            timeline.leapVote(),
            node.clock(),
            timeline.rateClock(),
            random::nextLong,
            this::update);
    ntpSources.add(source);
    timeline.add(source, point -> {});
    connections.add(
        new NtpConnection(
            source,
            new Addressed(node, address, around),
            new OwnReferenceIds(() -> Stream.of(address)),
            new ServerAddresses(),
            InetAddress::getAllByName,
            Runnable::run));
  }

  /** A host on the simulated network that has one address and knows it: what is 0.0.0.0 is that. */
  private record Addressed(SimulatedNode node, InetAddress address, UnaryOperator<Engine> around)
      implements Transport {
    @Override
    public LocalClock clock() {
      return node.clock();
    }

    @Override
    public Attachment attach(Binding binding, Function<Outbox, Engine> factory) {
      return node.attach(
          Binding.unicast(address, binding.eventPort()),
          outbox -> around.apply(factory.apply(outbox)));
    }

    @Override
    public void execute(Runnable task) {
      node.execute(task);
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /** An NTP server on the LAN that has true UTC. */
  SimulatedNtpServer ntpServer(String literal) throws UnknownHostException {
    return new SimulatedNtpServer(lan, InetAddress.getByName(literal), this::utc, random.split());
  }

  private void serve(PtpServeConfig each) {
    PtpOutput output =
        new PtpOutput(
            new PtpServeConfig(withProfile(each.entry()), each.priority1(), each.priority2()),
            identity(2000L + 10_000L * number + outputs.size()),
            timeline,
            table,
            random.split());
    outputs.add(output);
  }

  /** A clock on the same LAN that follows a domain. */
  Follower follower(int domain) throws IOException {
    return new Follower(domain);
  }

  private void update() {
    timeline.update();
    afterUpdate.run();
  }

  private void tick() {
    if (!alive) {
      return;
    }
    connections.forEach(NtpConnection::check);
    update();
    outputs.forEach(output -> output.timelineChanged(local()));
    time.schedule(time.nowNanos() + SECOND / 5, this::tick);
  }

  PtpSource source() {
    return sources.get(0);
  }

  long local() {
    return node.clock().localNanos();
  }

  /**
   * The host is suspended, and its clock stands still meanwhile: to it, it is as if all others had
   * moved on at once.
   */
  void sleep(double seconds) {
    startTai += Math.round(seconds * SECOND);
    timeline.hostSlept();
  }

  /** What befalls every packet from now on. */
  void link(LinkModel model) {
    lan.link(model);
  }

  /** True time since the beginning, in seconds. */
  double seconds() {
    return time.nowNanos() * 1e-9;
  }

  /** True TAI. */
  long tai() {
    return startTai + time.nowNanos();
  }

  /** True UTC by the leap second table. */
  long utc() {
    return leapSeconds.taiToUtc(tai());
  }

  ServerTime view() {
    return NtpView.of(timeline.snapshot());
  }

  boolean synchronised() {
    return view().synchronisedAt(local());
  }

  /** What the NTP view claims that its time cannot be wrong by. */
  long bound() {
    return view().rootDispersionNanosAt(local()) + view().rootDelayNanos() / 2;
  }

  void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }

  /** Lets time pass and checks something each 100 ms of it. */
  void run(double seconds, Runnable check) {
    long end = time.nowNanos() + Math.round(seconds * SECOND);
    while (time.nowNanos() < end) {
      time.runUntil(Math.min(end, time.nowNanos() + SECOND / 10));
      check.run();
    }
  }

  Master master(int priority1) {
    return new Master(priority1, 0);
  }

  Master master(int priority1, int domain) {
    return new Master(priority1, domain);
  }

  private static PtpIdentity identity(long bits) {
    return PtpIdentity.configured(new ClockIdentity(bits));
  }

  /** Where the next PTP port listens. */
  Binding binding() {
    try {
      return new Binding(
          Objects.requireNonNull(NetworkInterface.getByIndex(1)),
          List.of(nextAddress()),
          List.of(PtpMulticast.PRIMARY_IPV4),
          319,
          320,
          1,
          46);
    } catch (SocketException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A host on the LAN whose local clock is true time. */
  Transport perfectHost() {
    return lan.addNode(new SimulatedOscillator(0, 0, 0, random.split()));
  }

  /** An address that nobody has. */
  InetAddress nextAddress() {
    return address(0, hosts[0]++);
  }

  private static InetAddress address(int subnet, int host) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) subnet, (byte) host});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An ordinary follower, its crystal 7 ppm slow. */
  final class Follower {
    final PtpClock clock;
    private final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
    private final Transport host =
        lan.addNode(new SimulatedOscillator(9, -7, 1e-9, random.split()));

    private Follower(int domain) throws IOException {
      PtpPortConfig port = PtpPortConfig.of(PROFILE.withDomain(domain));
      clock = PtpClock.follower("follower", port, identity(3000), estimator, random.split());
      host.attach(binding(), clock::port);
    }

    /** Its time less true TAI. */
    long error() {
      ClockMap map = Objects.requireNonNull(estimator.clock().map());
      return map.current().nanosAt(host.clock().localNanos()) - tai();
    }

    /** What its master announced last. */
    AnnounceMessage announce() {
      return Objects.requireNonNull(clock.status().announce(), "it has a master");
    }
  }

  /** A grandmaster whose crystal is perfect. */
  final class Master implements MasterTime {
    ClockIdentity identity;
    private final int priority1;
    private final int domain;
    private final Binding binding;
    private final Transport host = lan.addNode(new SimulatedOscillator(0, 0, 0, random.split()));

    /** By how much its time is ahead of TAI. */
    long aheadNanos;

    private double ratePpb;
    private long rateFrom;

    TimeProperties properties = TAI;
    ClockQuality quality = new ClockQuality(6, 0x21, 0x4E5D);

    /** What it says of local time, if it is of ST 2059-2's profile; before it starts. */
    @Nullable SynchronizationMetadata metadata;

    private Transport.@Nullable Attachment alive;

    private Master(int priority1, int domain) {
      this.priority1 = priority1;
      this.domain = domain;
      this.binding = binding();
      this.identity = new ClockIdentity(hosts[0]);
    }

    Master start() throws IOException {
      if (alive == null) {
        PtpClock clock =
            PtpClock.master(
                "gm" + identity,
                PtpPortConfig.of(
                    (metadata == null ? PROFILE : PtpProfile.ST2059_2).withDomain(domain)),
                PtpIdentity.configured(identity),
                priority1,
                128,
                this,
                random.split());
        alive = host.attach(binding, clock::port);
      }
      return this;
    }

    void die() {
      if (alive != null) {
        alive.close();
        alive = null;
      }
    }

    boolean isAlive() {
      return alive != null;
    }

    /** Its crystal runs off from now on, parts per 10⁹; it goes on from where it is. */
    void runOff(double ppb) {
      aheadNanos = aheadAt(time.nowNanos());
      ratePpb = ppb;
      rateFrom = time.nowNanos();
    }

    private long aheadAt(long nanos) {
      return aheadNanos + Math.round((nanos - rateFrom) * (ratePpb * 1e-9));
    }

    @Override
    public long nanosAt(long localNanos) {
      return startTai + localNanos + aheadAt(localNanos);
    }

    @Override
    public @Nullable SynchronizationMetadata metadataAt(long localNanos) {
      return metadata;
    }

    @Override
    public Claims claimsAt(long localNanos) {
      return new Claims(quality, properties);
    }
  }
}
