package io.timebridge.clock.transport;

import io.timebridge.clock.LocalClock;
import java.io.IOException;
import java.util.function.Function;

/**
 * Sockets, stamps and timers for engines; all engines of one transport run on its one thread.
 * Methods may be called from any thread.
 */
public interface Transport extends AutoCloseable {

  /** One engine's sockets; closing it twice is closing it once. */
  interface Attachment extends AutoCloseable {
    /** Closes the sockets and cancels the timers: the engine is not called again. */
    @Override
    void close();
  }

  /** {@return the local clock that every stamp is a reading of} */
  LocalClock clock();

  /**
   * Opens sockets for an engine and starts it.
   *
   * @param binding the addresses and ports
   * @param engine makes the engine, given its outbox, on the transport's thread
   * @return what closes them
   * @throws IOException if a socket cannot be opened; none is left open then
   */
  Attachment attach(Binding binding, Function<Outbox, Engine> engine) throws IOException;

  /**
   * Runs something on the engines' thread, soon; nothing once the transport is closed.
   *
   * @param task what to run
   */
  void execute(Runnable task);

  /** Closes every attachment, then the thread. */
  @Override
  void close();
}
