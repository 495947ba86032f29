package io.timebridge.bridge;

import io.timebridge.bridge.config.SystemSourceConfig;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SystemClock;
import java.time.InstantSource;

/**
 * The host's clock as a source: read each second, believed to be off by no more than the operator
 * says. It has no thread: the bridge's tick drives it.
 */
final class SystemSource implements TimeSource {
  private static final long EVERY_NANOS = 1_000_000_000L;

  /** As of chrony's {@code local}: whoever has a real reference is to be preferred. */
  private static final int STRATUM = 10;

  private final SystemSourceConfig config;
  private final InstantSource clock;
  private volatile SourceInput input;
  private volatile boolean closed;
  private boolean started;
  private long lastLocalNanos;

  @SuppressWarnings("NullAway.Init") // the bridge starts it before it ticks
  SystemSource(SystemSourceConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return SystemSourceConfig.NAME;
  }

  @Override
  public void start(SourceInput to) {
    input = to;
    to.quality(
        new SourceQuality(
            STRATUM,
            false,
            Reference.OSCILLATOR,
            "LOCL",
            0,
            "a last resort: where there is no other source the host's clock is taken for right"));
  }

  /** Time passed. On the bridge's thread. */
  void tick(LocalClock local) {
    long now = local.localNanos();
    if (closed || (started && now - lastLocalNanos < EVERY_NANOS)) {
      return;
    }
    started = true;
    lastLocalNanos = now;
    SystemClock.Reading read = SystemClock.read(local, clock);
    input.reading(read.localNanos(), read.utcNanos(), config.errorBoundNanos() + read.widthNanos());
  }

  @Override
  public void close() {
    closed = true;
  }
}
