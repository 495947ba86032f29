package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.NtpServeConfig;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.bridge.config.PtpSourceConfig;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bridge: follows its sources and serves their time, until it is closed.
 *
 * <pre>{@code
 * try (TimeBridge bridge = TimeBridge.start(ConfigReader.read(Path.of("timebridge.yaml")))) {
 *   TimelineSnapshot now = bridge.timeline().snapshot();
 *   …
 * }
 * }</pre>
 *
 * <p>Any thread may call it.
 */
public final class TimeBridge implements AutoCloseable {
  private static final long TICK_MILLIS = 200;
  private static final long LOOK_MILLIS = 2_000;

  private final LocalClock clock;
  private final Stamping stamping;
  private final ScheduledExecutorService ticker;
  private final Timeline timeline;
  private final List<PtpSource> sources = new ArrayList<>();
  private final List<NtpSource> ntpSources = new ArrayList<>();
  private @Nullable NtpInputs ntpInputs;
  private @Nullable NtpOutput ntp;
  private @Nullable StatusServer http;

  private TimeBridge(BridgeConfig config, Stamping stamping) {
    this.stamping = stamping;
    this.clock = stamping.ptp().clock();
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "timebridge-tick");
              thread.setDaemon(true);
              return thread;
            });
    this.timeline =
        new Timeline(clock, config.clock(), config.policy(), config.clock().maxSlewPpm());
  }

  /**
   * Starts a bridge on the best local clock and stamps that can be had, as the config says.
   *
   * @param config what it follows and serves
   * @return the running bridge
   * @throws BridgeException if an interface is missing or a socket cannot be opened; nothing is
   *     left open then
   */
  public static TimeBridge start(BridgeConfig config) throws BridgeException {
    return start(config, Stamping.open(config.clock().timestamps(), null));
  }

  /**
   * Starts a bridge on a local clock of the caller's; its packets are stamped by this program.
   *
   * @param config what it follows and serves
   * @param clock the local clock that everything is measured with
   * @return the running bridge
   * @throws BridgeException if an interface is missing or a socket cannot be opened; nothing is
   *     left open then
   */
  public static TimeBridge start(BridgeConfig config, LocalClock clock) throws BridgeException {
    return start(config, Stamping.open(config.clock().timestamps(), clock));
  }

  private static TimeBridge start(BridgeConfig config, Stamping stamping) throws BridgeException {
    TimeBridge bridge = new TimeBridge(config, stamping);
    boolean started = false;
    try {
      bridge.open(config);
      started = true;
      return bridge;
    } finally {
      if (!started) {
        bridge.close();
      }
    }
  }

  private void open(BridgeConfig config) throws BridgeException {
    ServoConfig servo =
        new ServoConfig(config.clock().maxSlewPpm(), config.clock().stepThresholdNanos());
    LeapSeconds table = LeapTable.choose(config.clock().leapSecondsFile());
    List<NetworkInterface> interfaces = new ArrayList<>();
    for (PtpSourceConfig source : config.sources().ptp()) {
      interfaces.add(NetworkInterfaces.find(source.interfaceName()));
      add(source, interfaces.get(interfaces.size() - 1), servo, table);
    }
    config.sources().ntp().forEach(source -> add(source, servo, table));
    // The first packet updates the timeline on another thread: by then it has all its sources.
    for (int i = 0; i < sources.size(); i++) {
      attach(sources.get(i), config.sources().ptp().get(i), interfaces.get(i));
    }
    if (!ntpSources.isEmpty()) {
      NtpInputs inputs = new NtpInputs(ntpSources, stamping.ptp());
      ntpInputs = inputs;
      ticker.scheduleWithFixedDelay(inputs::check, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    NtpServeConfig serve = config.serve().ntp();
    if (serve != null) {
      NtpOutput output = NtpOutput.start(serve, timeline, stamping.ntp());
      ntp = output;
      ticker.scheduleWithFixedDelay(
          output::followSubnets, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    ticker.scheduleAtFixedRate(
        () -> stamping.ptp().execute(timeline::update),
        TICK_MILLIS,
        TICK_MILLIS,
        TimeUnit.MILLISECONDS);
    InetSocketAddress address = config.http();
    if (address != null) {
      http = StatusServer.start(address, this::statusJson);
    }
  }

  private void add(
      PtpSourceConfig config,
      NetworkInterface networkInterface,
      ServoConfig servo,
      LeapSeconds table)
      throws BridgeException {
    SeededRandom random = new SeededRandom(ThreadLocalRandom.current().nextLong());
    Long identity = config.clockIdentity();
    try {
      PtpSource source =
          new PtpSource(
              config,
              port(config),
              identity == null
                  ? PtpIdentity.ofInterface(networkInterface, random)
                  : PtpIdentity.configured(new ClockIdentity(identity)),
              servo,
              table,
              random,
              timeline::update);
      sources.add(source);
      timeline.add(source);
    } catch (IOException | IllegalArgumentException e) {
      throw failed(config, e);
    }
  }

  private void add(NtpSourceConfig config, ServoConfig servo, LeapSeconds table) {
    SecureRandom random = new SecureRandom(); // who can guess a request can forge its answer
    NtpSource source =
        new NtpSource(
            config, servo, table, clock, timeline.rateClock(), random::nextLong, timeline::update);
    ntpSources.add(source);
    timeline.add(source);
  }

  private void attach(PtpSource source, PtpSourceConfig config, NetworkInterface networkInterface)
      throws BridgeException {
    try {
      stamping.ptp().attach(port(config).ipv4(networkInterface), source.clock()::port);
    } catch (IOException | IllegalArgumentException e) {
      throw failed(config, e);
    }
  }

  private static BridgeException failed(PtpSourceConfig config, Exception e) {
    return new BridgeException(
        "source %s on %s: %s".formatted(config.name(), config.interfaceName(), e.getMessage()), e);
  }

  /** The profile's numbers with what the config says otherwise. */
  private static PtpPortConfig port(PtpSourceConfig config) {
    PtpProfile base =
        PtpProfile.AES67.name().equals(config.profile())
            ? PtpProfile.AES67
            : PtpProfile.DEFAULT_E2E;
    PtpProfile profile =
        new PtpProfile(
            base.name(),
            config.domain(),
            or(config.logAnnounceInterval(), base.logAnnounceInterval()),
            or(config.logSyncInterval(), base.logSyncInterval()),
            or(config.logMinDelayReqInterval(), base.logMinDelayReqInterval()),
            or(config.announceReceiptTimeout(), base.announceReceiptTimeout()),
            or(config.dscp(), base.dscp()),
            config.ttl());
    return new PtpPortConfig(
        profile,
        config.eventPort(),
        config.generalPort(),
        config.delayAsymmetryNanos(),
        config.ingressLatencyNanos(),
        config.egressLatencyNanos(),
        true);
  }

  private static int or(@Nullable Integer configured, int otherwise) {
    return configured == null ? otherwise : configured;
  }

  /** {@return the one time that the bridge stands behind} */
  public Timeline timeline() {
    return timeline;
  }

  /** {@return the local clock that the timeline is asked with} */
  public LocalClock clock() {
    return clock;
  }

  /** {@return everything about the bridge now, as JSON: the body of {@code /api/status}} */
  public String statusJson() {
    List<Source> all = new ArrayList<>(sources);
    all.addAll(ntpSources);
    return StatusReport.of(clock, timeline, timestamps(), stamping.sockets(), all, ntp);
  }

  /** {@return where packets get their stamps: {@code kernel} or {@code user}} */
  public String timestamps() {
    return stamping.word();
  }

  /** Stops: its sockets, threads and timers are gone when it returns. */
  @Override
  public void close() {
    StatusServer server = http;
    if (server != null) {
      server.close();
    }
    ticker.shutdownNow();
    NtpInputs inputs = ntpInputs;
    if (inputs != null) {
      inputs.close();
    }
    stamping.close();
  }
}
