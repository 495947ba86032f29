package io.timebridge.clock.transport;

import io.timebridge.clock.StampQuality;
import java.nio.ByteBuffer;

/**
 * A packet that came, with its stamp. A transport reuses it: it is valid during the call that hands
 * it over, on that thread.
 */
public final class Datagram {
  private final Route route = new Route();
  private ByteBuffer payload = ByteBuffer.allocate(0);
  private Lane lane = Lane.EVENT;
  private long localNanos;
  private long widthNanos;
  private StampQuality quality = StampQuality.USER;

  /** Creates an empty one. */
  public Datagram() {}

  /**
   * Fills it; the route is filled apart, by {@link #route()}.
   *
   * @param payload the bytes, from position to limit, big-endian
   * @param lane on which of the two ports it came
   * @param localNanos when it came, local time
   * @param widthNanos half the width of the interval that the stamp is known to lie in
   * @param quality where the stamp was taken
   * @return this
   */
  public Datagram set(
      ByteBuffer payload, Lane lane, long localNanos, long widthNanos, StampQuality quality) {
    this.payload = payload;
    this.lane = lane;
    this.localNanos = localNanos;
    this.widthNanos = widthNanos;
    this.quality = quality;
    return this;
  }

  /** {@return the bytes, from position to limit, big-endian} */
  public ByteBuffer payload() {
    return payload;
  }

  /** {@return who sent it, and to which of our addresses} */
  public Route route() {
    return route;
  }

  /** {@return on which of the two ports it came} */
  public Lane lane() {
    return lane;
  }

  /** {@return when it came, local time} */
  public long localNanos() {
    return localNanos;
  }

  /** {@return half the width of the interval that the stamp is known to lie in, nanoseconds} */
  public long widthNanos() {
    return widthNanos;
  }

  /** {@return where the stamp was taken} */
  public StampQuality quality() {
    return quality;
  }
}
