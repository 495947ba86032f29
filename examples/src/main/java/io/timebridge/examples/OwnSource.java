package io.timebridge.examples;

import io.timebridge.bridge.SourceInput;
import io.timebridge.bridge.SourceQuality;
import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.TimeSource;
import io.timebridge.bridge.config.BridgeConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A source of time of one's own, judged and filtered like those that the library has: here another
 * clock of the host, in place of a radio or a card. What it says of its error is believed.
 *
 * <p>Run it with a number of seconds.
 */
public final class OwnSource implements TimeSource {
  private static final long ERROR_NANOS = 2_000_000;

  private volatile boolean closed;
  private final AtomicLong told = new AtomicLong();

  @Override
  public String name() {
    return "radio";
  }

  @Override
  public void start(SourceInput input) {
    input.quality(SourceQuality.of(1, ERROR_NANOS)); // as of an NTP server of stratum 1
    input.executor().execute(() -> listen(input));
  }

  private void listen(SourceInput input) {
    while (!closed) {
      long before = input.clock().localNanos();
      Instant heard = Instant.now(); // here the radio is read
      long half = (input.clock().localNanos() - before) / 2;
      long utc = ChronoUnit.NANOS.between(Instant.EPOCH, heard);
      input.reading(before + half, utc, ERROR_NANOS + half);
      told.incrementAndGet();
      try {
        TimeUnit.MILLISECONDS.sleep(250);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public Map<String, ?> status() {
    return Map.of("told", told.get());
  }

  /**
   * Runs a bridge that follows it.
   *
   * @param args seconds
   * @throws Exception if the bridge cannot start
   */
  public static void main(String[] args) throws Exception {
    BridgeConfig config = BridgeConfig.builder().http("off").ownSource("radio").build();
    try (TimeBridge bridge = TimeBridge.builder(config).source(new OwnSource()).start()) {
      for (int second = 0; second < Integer.parseInt(args[0]); second++) {
        TimeUnit.SECONDS.sleep(1);
        System.out.println(bridge.now());
      }
    }
  }
}
