package io.timebridge.clock.transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For transports: what an engine threw. Its bug must neither end the thread that other engines live
 * on nor fill the log: one packet in many may hit the same one, and one trace a minute says as
 * much. Belongs to the engine's thread.
 */
public final class EngineFailures {
  private static final Logger LOG = LoggerFactory.getLogger(EngineFailures.class);
  private static final long AGAIN_NANOS = 60_000_000_000L;

  private final Engine engine;
  private long count;
  private long loggedLocalNanos;

  /**
   * Creates the record of an engine that has not failed yet.
   *
   * @param engine the engine
   */
  public EngineFailures(Engine engine) {
    this.engine = engine;
  }

  /**
   * Counts a failure, and logs the first and then one a minute.
   *
   * @param failure what the engine threw
   * @param nowLocalNanos local time
   */
  public void failed(Throwable failure, long nowLocalNanos) {
    count++;
    if (count == 1 || nowLocalNanos - loggedLocalNanos > AGAIN_NANOS) {
      loggedLocalNanos = nowLocalNanos;
      LOG.error("{} failed, {} times so far", engine.getClass().getSimpleName(), count, failure);
    }
  }
}
