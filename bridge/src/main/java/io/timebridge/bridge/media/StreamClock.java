package io.timebridge.bridge.media;

import java.util.OptionalInt;

/**
 * The clock of one RTP stream: what its timestamps say. Implementations may be asked from any
 * thread.
 */
public interface StreamClock {

  /**
   * {@return when the sample of an RTP timestamp was taken}
   *
   * @param rtpTimestamp the 32 bits on the wire, as a signed or unsigned number alike
   * @param nearUtcNanos when that was, roughly, UTC nanoseconds since 1970: the arrival, or a
   *     recording's date. The timestamp repeats every 2³² ticks (24.86 h at 48 kHz, 13.26 h at 90
   *     kHz); meant is the one nearest to this.
   */
  MediaTime timeOf(int rtpTimestamp, long nearUtcNanos);

  /**
   * {@return the RTP timestamp of the sample nearest to a UTC; empty if that is not known}
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  OptionalInt timestampAt(long utcNanos);
}
