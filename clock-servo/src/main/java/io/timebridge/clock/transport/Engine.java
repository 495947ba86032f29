package io.timebridge.clock.transport;

import io.timebridge.clock.StampQuality;

/**
 * A protocol without I/O: it owns no thread, socket, clock or timer. It is told what happened, and
 * when, and answers through its {@link Outbox}. The same engine runs on sockets and in virtual
 * time.
 *
 * <p>All calls come from one thread, never from within a call of the engine to its outbox.
 */
public interface Engine {

  /**
   * The first call: the sockets are open.
   *
   * @param nowLocalNanos local time
   */
  void started(long nowLocalNanos);

  /**
   * A packet came.
   *
   * @param datagram the packet; it and its buffer are valid during the call only
   */
  void received(Datagram datagram);

  /**
   * An event message left. It is told once for each one sent, unless its stamp was lost: one that
   * did not come within a second or so never comes, so an engine that waits for it sets a timer.
   *
   * @param token what {@link Outbox#sendEvent} returned
   * @param localNanos when it left, local time
   * @param widthNanos half the width of the interval that the stamp is known to lie in
   * @param quality where the stamp was taken
   */
  void transmitted(long token, long localNanos, long widthNanos, StampQuality quality);

  /**
   * A timer that was set has run out.
   *
   * @param timer its number
   * @param nowLocalNanos local time
   */
  void expired(int timer, long nowLocalNanos);

  /**
   * The engine's link is gone: its interface was deleted, is down, has no carrier or no address. No
   * packet comes until {@link #linkUp}, and what is sent is lost. It may be the first call after
   * {@link #started}, and is told within a second or so.
   *
   * @param nowLocalNanos local time
   * @param why in words, the interface's name first
   */
  default void linkDown(long nowLocalNanos, String why) {}

  /**
   * The link is back.
   *
   * @param nowLocalNanos local time
   */
  default void linkUp(long nowLocalNanos) {}
}
