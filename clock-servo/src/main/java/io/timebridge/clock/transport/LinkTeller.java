package io.timebridge.clock.transport;

import io.timebridge.clock.LocalClock;

/**
 * For transports: tells an engine that its link went and that it is back, each once. Belongs to the
 * engine's thread.
 */
public final class LinkTeller {
  private final Engine engine;
  private final EngineFailures failures;
  private final LocalClock clock;
  private boolean down;

  /**
   * Creates one whose engine takes its link to be there.
   *
   * @param engine whom to tell
   * @param failures where it is counted what the engine throws
   * @param clock the local clock
   */
  public LinkTeller(Engine engine, EngineFailures failures, LocalClock clock) {
    this.engine = engine;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * No packet can be exchanged now.
   *
   * @param why in words, after the interface's name
   */
  public void down(String why) {
    if (!down) {
      down = true;
      guarded(() -> engine.linkDown(clock.localNanos(), why));
    }
  }

  /** Packets can be exchanged (again). */
  public void up() {
    if (down) {
      down = false;
      guarded(() -> engine.linkUp(clock.localNanos()));
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failures.failed(e, clock.localNanos());
    }
  }
}
