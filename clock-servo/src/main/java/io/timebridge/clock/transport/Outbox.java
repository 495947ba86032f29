package io.timebridge.clock.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What an engine may ask of the world. To be called on the engine's own thread only. */
public interface Outbox {

  /**
   * Sends a message whose departure is stamped; the stamp comes back by {@link Engine#transmitted},
   * unless the slot says that it need not.
   *
   * @param message the bytes from position to limit; they are copied before the call returns
   * @param route where to, and from which address
   * @param late the field to be written just before the packet leaves, or null
   * @return the token that the stamp will bear, increasing from 0
   */
  long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late);

  /**
   * Sends a message whose departure does not matter.
   *
   * @param message the bytes from position to limit; they are copied before the call returns
   * @param route where to, and from which address
   */
  void sendGeneral(ByteBuffer message, Route route);

  /**
   * Sets a timer, in place of what it was set to.
   *
   * @param timer its number: small, not negative
   * @param localNanos when it runs out; at once if that is past
   */
  void setTimer(int timer, long localNanos);

  /**
   * Unsets a timer; nothing happens if it is not set.
   *
   * @param timer its number
   */
  void cancelTimer(int timer);
}
