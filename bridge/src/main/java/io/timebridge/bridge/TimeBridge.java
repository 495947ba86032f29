package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.HistoryConfig;
import io.timebridge.bridge.config.NtpServeConfig;
import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.servo.ServoConfig;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
  private static final long HISTORY_MILLIS = 1_000;
  static final double AUDIO_SLEW_PPM = 4;
  private static final long LOOK_MILLIS = 2_000;

  private final LocalClock clock;
  private final Stamping stamping;
  private final ScheduledExecutorService ticker;
  private final Timeline timeline;
  private final PtpDomains ptp;
  private @Nullable HistoryFile historyFile;
  private @Nullable ScheduledExecutorService historyWriter;
  private final List<NtpSource> ntpSources = new ArrayList<>();
  private @Nullable NtpInputs ntpInputs;
  private @Nullable NtpOutput ntp;
  private @Nullable StatusServer http;

  private TimeBridge(BridgeConfig config, LeapSeconds table, Stamping stamping) {
    this.stamping = stamping;
    this.clock = stamping.ptp().clock();
    this.ticker = scheduler("timebridge-tick");
    this.timeline = new Timeline(clock, config.clock(), config.policy(), table, gentlePpm(config));
    this.ptp = new PtpDomains(config, timeline, table, stamping.ptp());
  }

  private static ScheduledExecutorService scheduler(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
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
    return start(config, Stamping.open(config.clock().timestamps(), null, ntpThreads(config)));
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
    return start(config, Stamping.open(config.clock().timestamps(), clock, ntpThreads(config)));
  }

  private static int ntpThreads(BridgeConfig config) {
    NtpServeConfig serve = config.serve().ntp();
    return serve == null ? 1 : serve.threads();
  }

  private static TimeBridge start(BridgeConfig config, Stamping stamping) throws BridgeException {
    LeapSeconds table;
    try {
      table = LeapTable.choose(config.clock().leapSecondsFile());
    } catch (BridgeException e) {
      stamping.close();
      throw e;
    }
    TimeBridge bridge = new TimeBridge(config, table, stamping);
    boolean started = false;
    try {
      bridge.open(config, table);
      started = true;
      return bridge;
    } finally {
      if (!started) {
        bridge.close();
      }
    }
  }

  private void open(BridgeConfig config, LeapSeconds table) throws BridgeException {
    HistoryConfig history = config.clock().history();
    if (history != null) {
      HistoryFile file = new HistoryFile(history, new SecureRandom().nextLong());
      historyFile = file;
      // A disk that is stuck must not stop the ticks.
      ScheduledExecutorService writer = scheduler("timebridge-history");
      historyWriter = writer;
      writer.scheduleWithFixedDelay(
          file::flush, HISTORY_MILLIS, HISTORY_MILLIS, TimeUnit.MILLISECONDS);
    }
    ServoConfig servo =
        new ServoConfig(config.clock().maxSlewPpm(), config.clock().stepThresholdNanos());
    ptp.openSources(servo, this::history);
    for (NtpSourceConfig source : config.sources().ntp()) {
      add(source, servo, table);
    }
    ptp.openOutputs();
    // The first packet updates the timeline on another thread: by then it has all its sources.
    ptp.attach();
    ticker.scheduleWithFixedDelay(
        ptp::followSubnets, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (!ntpSources.isEmpty()) {
      NtpInputs inputs = new NtpInputs(ntpSources, stamping.ptp());
      ntpInputs = inputs;
      ticker.scheduleWithFixedDelay(inputs::check, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    NtpServeConfig serve = config.serve().ntp();
    if (serve != null) {
      NtpOutput output = NtpOutput.start(serve, timeline, table, stamping.ntp());
      ntp = output;
      ticker.scheduleWithFixedDelay(
          output::followSubnets, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    stamping.onSuspend(timeline::hostSlept);
    ticker.scheduleAtFixedRate(
        () -> stamping.ptp().execute(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    InetSocketAddress address = config.http();
    if (address != null) {
      http = StatusServer.start(address, this::statusJson);
    }
  }

  private void tick() {
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
    timeline.add(source, history(source.name()));
  }

  /** Audio that follows us cannot bear a fast slew; NTP clients filter it by themselves. */
  static double gentlePpm(BridgeConfig config) {
    return config.serve().ptp().isEmpty() ? config.clock().maxSlewPpm() : AUDIO_SLEW_PPM;
  }

  private Consumer<Correlation.Point> history(String source) {
    HistoryFile file = historyFile;
    return file == null ? point -> {} : point -> file.add(source, point);
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
    closeHistory();
  }

  private void closeHistory() {
    HistoryFile history = historyFile;
    ScheduledExecutorService writer = historyWriter;
    if (history == null || writer == null) {
      return;
    }
    writer.execute(history::flush);
    writer.shutdown();
    try {
      writer.awaitTermination(HISTORY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
