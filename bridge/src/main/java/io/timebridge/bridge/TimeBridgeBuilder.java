package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.clock.LocalClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge is given besides its config: who listens to it, and the clocks, sockets and threads
 * of the program that it is to live in. Whatever is not said, it makes itself. Not for more than
 * one thread.
 */
public final class TimeBridgeBuilder {
  private final BridgeConfig config;
  private final List<TimeBridgeListener> listeners = new ArrayList<>();
  private final List<TimeSource> sources = new ArrayList<>();
  private @Nullable LocalClock localClock;
  private InstantSource systemClock = InstantSource.system();
  private @Nullable TransportFactory transports;
  private @Nullable ScheduledExecutorService scheduler;
  private @Nullable Executor executor;

  TimeBridgeBuilder(BridgeConfig config) {
    this.config = config;
  }

  /**
   * Adds one that is told of changes.
   *
   * @param listener called on the executor for tasks that may take long
   * @return this
   */
  public TimeBridgeBuilder listener(TimeBridgeListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Adds a source of time that the caller made. The config declares it by its name ({@link
   * io.timebridge.bridge.config.BridgeConfigBuilder#ownSource}); the bridge starts and closes it.
   *
   * @param source where time comes from
   * @return this
   */
  public TimeBridgeBuilder source(TimeSource source) {
    sources.add(Objects.requireNonNull(source, "source"));
    return this;
  }

  /**
   * Measures everything with a clock of the caller's; packets are stamped by this program then, and
   * {@code clock.timestamps: kernel} is refused.
   *
   * @param clock free-running; read from many threads
   * @return this
   */
  public TimeBridgeBuilder localClock(LocalClock clock) {
    this.localClock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Reads another clock in place of the host's, where that is asked: as a source of last resort,
   * and to understand gpsd's stamps.
   *
   * @param clock shows UTC; read from several threads
   * @return this
   */
  public TimeBridgeBuilder systemClock(InstantSource clock) {
    this.systemClock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Uses transports of the caller's: their local clock, their stamps and their threads. What the
   * config says of {@code clock.timestamps} is then not asked.
   *
   * @param factory opens them
   * @return this
   */
  public TimeBridgeBuilder transports(TransportFactory factory) {
    this.transports = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /**
   * Uses the caller's timer. What it is given takes microseconds. It is not shut down: when the
   * bridge is closed its tasks are cancelled.
   *
   * @param scheduler calls the bridge a few times a second
   * @return this
   */
  public TimeBridgeBuilder scheduler(ScheduledExecutorService scheduler) {
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    return this;
  }

  /**
   * Uses the caller's threads for what may take long: looking up names, writing the history file,
   * and the listeners. It is not shut down. Virtual threads will do.
   *
   * @param executor runs several tasks at once, each for seconds at times, and for each receiver
   *     behind gpsd one that lasts as long as the bridge; what it refuses for want of room is tried
   *     again later
   * @return this
   */
  public TimeBridgeBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Starts it.
   *
   * @return the running bridge
   * @throws BridgeException if an interface is missing or a socket cannot be opened; nothing is
   *     left open then
   * @throws IllegalStateException if both a local clock and transports were given, which have one,
   *     or the sources given are not those that the config declares
   */
  public TimeBridge start() throws BridgeException {
    if (localClock != null && transports != null) {
      throw new IllegalStateException("transports have a local clock of their own");
    }
    List<String> names = sources.stream().map(TimeSource::name).sorted().toList();
    List<String> declared = config.sources().own().stream().sorted().toList();
    if (!names.equals(declared)) {
      throw new IllegalStateException(
          "the config declares the sources " + declared + ", and given are " + names);
    }
    return TimeBridge.start(this);
  }

  BridgeConfig config() {
    return config;
  }

  Stamping openStamping() throws BridgeException {
    TransportFactory given = transports;
    int ntpThreads = config.serve().ntp() == null ? 1 : config.serve().ntp().threads();
    return given == null
        ? Stamping.open(config.clock().timestamps(), localClock, ntpThreads)
        : Stamping.given(given, ntpThreads);
  }

  InstantSource systemClock() {
    return systemClock;
  }

  Workers workers() {
    return new Workers(scheduler, executor);
  }

  List<TimeSource> sources() {
    return sources;
  }

  List<TimeBridgeListener> listeners() {
    return listeners;
  }
}
