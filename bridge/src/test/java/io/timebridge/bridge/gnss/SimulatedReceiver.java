package io.timebridge.bridge.gnss;

import io.timebridge.bridge.SourceInput;
import io.timebridge.bridge.TimeSource;
import io.timebridge.bridge.config.GpsdSourceConfig;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.SystemClock;
import io.timebridge.clock.simulation.VirtualTime;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A GNSS receiver and its gpsd in virtual time, on a host whose own clock is right: a sentence each
 * second that comes 80 to 140 ms late, and, if it has one, a pulse that is late by some µs.
 */
public final class SimulatedReceiver implements TimeSource {
  private static final long SECOND = 1_000_000_000L;
  private static final String DEVICE = "/dev/ttyS0";

  private final GpsdSourceConfig config;
  private final VirtualTime time;
  private final LongSupplier utc;
  private final SeededRandom random;
  private @Nullable GpsdReceiver receiver;

  /** Whether it has a pulse. */
  public boolean pps;

  /** 3 with a fix, 1 without. */
  public int mode = 3;

  /** Whether it says anything. */
  public boolean plugged = true;

  /** By how much its time is ahead of UTC. */
  public long aheadNanos;

  public SimulatedReceiver(
      GpsdSourceConfig config, VirtualTime time, LongSupplier utc, SeededRandom random) {
    this.config = config;
    this.time = time;
    this.utc = utc;
    this.random = random;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public void start(SourceInput input) {
    GpsdReceiver made =
        new GpsdReceiver(
            config,
            input,
            () -> new SystemClock.Reading(input.clock().localNanos(), utc.getAsLong(), 300),
            LeapSeconds.builtIn());
    receiver = made;
    made.connected(true);
    atNextSecond();
  }

  private void atNextSecond() {
    long second = Math.floorDiv(utc.getAsLong(), SECOND) * SECOND + SECOND;
    in(second - utc.getAsLong(), () -> pulse(second));
  }

  private void in(long nanos, Runnable task) {
    time.schedule(time.nowNanos() + nanos, task);
  }

  private void pulse(long second) {
    long late = Math.round(2_000 * random.nextExponential());
    long sentence = 80_000_000 + random.nextLong(60_000_000);
    if (plugged && pps) {
      in(late + 300_000, () -> moment("PPS", second, second + late));
    }
    in(sentence, () -> sentence(second, second + sentence));
    in(SECOND - 1_000_000, this::atNextSecond);
  }

  private void sentence(long second, long stamp) {
    if (plugged) {
      line("{\"class\":\"TPV\",\"device\":\"%s\",\"mode\":%d}".formatted(DEVICE, mode));
      in(200_000, () -> moment("TOFF", second, stamp));
    }
  }

  private void moment(String what, long second, long stamp) {
    long real = second + aheadNanos;
    line(
        "{\"class\":\"%s\",\"device\":\"%s\",\"real_sec\":%d,\"real_nsec\":%d,\"clock_sec\":%d,\"clock_nsec\":%d}"
            .formatted(what, DEVICE, real / SECOND, real % SECOND, stamp / SECOND, stamp % SECOND));
  }

  private void line(String text) {
    Objects.requireNonNull(receiver).line(text);
  }

  @Override
  public void close() {
    plugged = false;
  }

  @Override
  public Map<String, ?> status() {
    return Objects.requireNonNull(receiver).status();
  }
}
