package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.GpsdSourceConfig;
import io.timebridge.bridge.config.HistoryConfig;
import io.timebridge.bridge.config.NtpServeConfig;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.bridge.config.SourcesConfig;
import io.timebridge.bridge.config.SystemSourceConfig;
import io.timebridge.bridge.gnss.GpsdSource;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.servo.ServoConfig;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bridge: follows its sources and serves their time, until it is closed.
 *
 * <pre>{@code
 * BridgeConfig config = ConfigReader.read(Path.of("timebridge.yaml")); // or BridgeConfig.builder()
 * try (TimeBridge bridge = TimeBridge.start(config)) {
 *   TimeReading now = bridge.now();
 *   if (now.usable()) {
 *     … now.utc() … now.errorBoundNanos() …
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: any thread may call any method, and none of them waits for the network but {@link
 * #close()}, which waits for the bridge's own threads. Packets are handled on threads of the
 * transports, named {@code timebridge-ptp} and {@code timebridge-ntp}; a tick comes from the
 * scheduler, and what may take long (names, files, listeners) runs on the executor: {@link
 * TimeBridgeBuilder} takes the embedder's own in their place. Several bridges may run in one
 * program.
 */
public final class TimeBridge implements AutoCloseable {
  private static final long TICK_MILLIS = 200;
  private static final long HISTORY_MILLIS = 1_000;
  static final double AUDIO_SLEW_PPM = 4;
  private static final long LOOK_MILLIS = 2_000;

  private final LocalClock clock;
  private final Stamping stamping;
  private final Workers workers;
  private final Listeners listeners;
  private final Timeline timeline;
  private final PtpDomains ptp;
  private final List<NtpSource> ntpSources = new ArrayList<>();
  private final List<ReadingSource> readingSources = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable SystemSource hostClock;
  private @Nullable HistoryFile historyFile;
  private @Nullable NtpInputs ntpInputs;
  private @Nullable NtpOutput ntp;
  private @Nullable StatusServer http;

  private TimeBridge(TimeBridgeBuilder given, LeapSeconds table, Stamping stamping) {
    BridgeConfig config = given.config();
    this.stamping = stamping;
    this.clock = stamping.ptp().clock();
    this.workers = given.workers();
    this.listeners = new Listeners(given.listeners(), workers);
    this.timeline = new Timeline(clock, config.clock(), config.policy(), table, gentlePpm(config));
    this.ptp = new PtpDomains(config, timeline, table, stamping.ptp());
  }

  /**
   * Starts a bridge that makes all that it needs itself.
   *
   * @param config what it follows and serves
   * @return the running bridge
   * @throws BridgeException if an interface is missing or a socket cannot be opened; nothing is
   *     left open then
   */
  public static TimeBridge start(BridgeConfig config) throws BridgeException {
    return builder(config).start();
  }

  /**
   * {@return what starts a bridge within a program that has listeners, clocks, sockets or threads
   * for it}
   *
   * @param config what it follows and serves
   */
  public static TimeBridgeBuilder builder(BridgeConfig config) {
    return new TimeBridgeBuilder(config);
  }

  static TimeBridge start(TimeBridgeBuilder given) throws BridgeException {
    LeapSeconds table = LeapTable.choose(given.config().clock().leapSecondsFile());
    TimeBridge bridge = new TimeBridge(given, table, given.openStamping());
    boolean started = false;
    try {
      bridge.open(given, table);
      started = true;
      return bridge;
    } finally {
      if (!started) {
        bridge.close();
      }
    }
  }

  private void open(TimeBridgeBuilder given, LeapSeconds table) throws BridgeException {
    BridgeConfig config = given.config();
    HistoryConfig history = config.clock().history();
    if (history != null) {
      HistoryFile file = new HistoryFile(history, new SecureRandom().nextLong());
      historyFile = file;
      // A disk that is stuck must not stop the ticks.
      workers.every(HISTORY_MILLIS, () -> file.flushOn(workers));
    }
    ServoConfig servo =
        new ServoConfig(config.clock().maxSlewPpm(), config.clock().stepThresholdNanos());
    timeline.onPublish(listeners::published);
    ptp.openSources(servo, this::points);
    for (NtpSourceConfig source : config.sources().ntp()) {
      add(source, servo, table);
    }
    openReadings(given, servo, table);
    ptp.openOutputs();
    // The first packet updates the timeline on another thread: by then it has all its sources.
    ptp.attach();
    workers.every(LOOK_MILLIS, ptp::followSubnets);
    if (!ntpSources.isEmpty()) {
      NtpInputs inputs = new NtpInputs(ntpSources, stamping.ptp(), workers);
      ntpInputs = inputs;
      workers.nowAndEvery(LOOK_MILLIS, inputs::check);
    }
    NtpServeConfig serve = config.serve().ntp();
    if (serve != null) {
      NtpOutput output = NtpOutput.start(serve, timeline, table, stamping.ntp());
      ntp = output;
      workers.every(LOOK_MILLIS, output::followSubnets);
    }
    for (ReadingSource source : readingSources) {
      source.told().start(source.input(stamping.ptp()::execute, workers));
    }
    stamping.onSuspend(timeline::hostSlept);
    workers.every(TICK_MILLIS, () -> stamping.ptp().execute(this::tick));
    InetSocketAddress address = config.http();
    if (address != null) {
      http = StatusServer.start(address, this::statusJson);
    }
  }

  private void openReadings(TimeBridgeBuilder given, ServoConfig servo, LeapSeconds table) {
    SourcesConfig sources = given.config().sources();
    for (GpsdSourceConfig each : sources.gpsd()) {
      add(new GpsdSource(each, table, given.systemClock()), Source.Kind.GPSD, servo, table);
    }
    for (TimeSource each : given.sources()) {
      add(each, Source.Kind.OWN, servo, table);
    }
    SystemSourceConfig system = sources.system();
    if (system != null) {
      hostClock = new SystemSource(system, given.systemClock());
      add(hostClock, Source.Kind.SYSTEM, servo, table);
    }
  }

  private void add(TimeSource told, Source.Kind kind, ServoConfig servo, LeapSeconds table) {
    ReadingSource source =
        new ReadingSource(
            told,
            kind,
            servo,
            table,
            timeline.leapVote(),
            clock,
            timeline.rateClock(),
            timeline::update);
    readingSources.add(source);
    timeline.add(source, points(source.name()));
  }

  private void tick() {
    SystemSource host = hostClock;
    if (host != null) {
      host.tick(clock);
    }
    readingSources.forEach(ReadingSource::check);
    timeline.update();
    ptp.timelineChanged(clock.localNanos());
  }

  private void add(NtpSourceConfig config, ServoConfig servo, LeapSeconds table)
      throws BridgeException {
    SecureRandom random = new SecureRandom(); // who can guess a request can forge its answer
    NtpSource source =
        new NtpSource(
            config,
            KeyFiles.of(config),
            servo,
            table,
            timeline.leapVote(),
            clock,
            timeline.rateClock(),
            random::nextLong,
            timeline::update);
    ntpSources.add(source);
    timeline.add(source, points(source.name()));
  }

  /** Audio that follows us cannot bear a fast slew; NTP clients filter it by themselves. */
  static double gentlePpm(BridgeConfig config) {
    return config.serve().ptp().isEmpty() ? config.clock().maxSlewPpm() : AUDIO_SLEW_PPM;
  }

  /** What takes the points that relate a domain to UTC. */
  private Consumer<Correlation.Point> points(String source) {
    HistoryFile file = historyFile;
    EpochWatch watch = new EpochWatch();
    return point -> {
      if (file != null) {
        file.add(source, point);
      }
      if (watch.isNew(point.epoch())) {
        correlation(source).ifPresent(domain -> listeners.epochBegan(domain, point.epoch()));
      }
    };
  }

  private static final class EpochWatch {
    private long last;

    boolean isNew(long epoch) {
      boolean isNew = epoch != last;
      last = epoch;
      return isNew;
    }
  }

  /** {@return what time it is now, with its errors} */
  public TimeReading now() {
    return at(clock.localNanos());
  }

  /**
   * {@return what time it was, or will be, at a local time; as good as the timeline is now, so that
   * it is meant for stamps of the last seconds}
   *
   * @param localNanos a reading of {@link #clock()}
   */
  public TimeReading at(long localNanos) {
    return new TimeReading(timeline.snapshot(), localNanos);
  }

  /** {@return the one time that the bridge stands behind} */
  public Timeline timeline() {
    return timeline;
  }

  /**
   * {@return how a PTP domain's time relates to UTC, now and in the past; empty if there is no such
   * source}
   *
   * @param source the name of a PTP source
   */
  public Optional<Correlation> correlation(String source) {
    return Optional.ofNullable(timeline.correlation(source));
  }

  /** {@return the local clock that the timeline is asked with} */
  public LocalClock clock() {
    return clock;
  }

  /** {@return everything about the bridge now, as JSON: the body of {@code /api/status}} */
  public String statusJson() {
    List<Source> all = new ArrayList<>(ptp.sources());
    all.addAll(ntpSources);
    all.addAll(readingSources);
    return StatusReport.of(
        clock, timeline, timestamps(), stamping.sockets(), all, ntp, ptp.outputs());
  }

  /** {@return where packets get their stamps: {@code kernel} or {@code user}} */
  public String timestamps() {
    return stamping.word();
  }

  /** Stops: its sockets, threads and timers are gone when it returns. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    StatusServer server = http;
    if (server != null) {
      server.close();
    }
    workers.stopTicks();
    readingSources.forEach(ReadingSource::close);
    NtpInputs inputs = ntpInputs;
    if (inputs != null) {
      inputs.close();
    }
    stamping.close();
    closeHistory();
    workers.close();
  }

  /** Writes what is left, but waits for no disk that is stuck. */
  private void closeHistory() {
    HistoryFile history = historyFile;
    if (history == null) {
      return;
    }
    CountDownLatch written = new CountDownLatch(1);
    try {
      workers.execute(
          () -> {
            history.flush();
            written.countDown();
          });
      boolean unused = written.await(HISTORY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      history.flush(); // nobody else is there to do it any more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
