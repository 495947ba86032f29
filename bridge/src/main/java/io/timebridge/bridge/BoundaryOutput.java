package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpServeConfig;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import org.jspecify.annotations.Nullable;

/**
 * Another port of a source's clock: the grandmaster's time, whatever its timescale, handed on by a
 * boundary clock. While the grandmaster is gone the clock goes on by itself and says so, until the
 * holdover is over; it never gives the timeline's time.
 */
final class BoundaryOutput implements PtpServed {
  private final PtpServeConfig config;
  private final PtpSource source;
  private volatile int portNumber;

  BoundaryOutput(PtpServeConfig config, PtpSource source) {
    this.config = config;
    this.source = source;
  }

  /** {@return the engine of its port} */
  Engine port(Outbox outbox) {
    Engine engine =
        clock().port(config.entry().port().toBuilder().masterOnly(true).build(), outbox);
    portNumber = clock().portCount();
    return engine;
  }

  @Override
  public PtpClock clock() {
    return source.clock();
  }

  @Override
  public int portNumber() {
    return portNumber;
  }

  @Override
  public PtpServeConfig config() {
    return config;
  }

  @Override
  public MasterTime.@Nullable Claims claims() {
    return source.claims();
  }
}
