package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What others may know of a {@link TransparentClock}. Immutable.
 *
 * @param identity its clockIdentity
 * @param syntonised whether the master's rate is known
 * @param ratePpb by how much faster the master's time runs than the local clock, parts per 10⁹; 0
 *     before it is known
 * @param ports its ports
 */
public record TransparentStatus(
    ClockIdentity identity, boolean syntonised, double ratePpb, List<Port> ports) {

  /**
   * One port.
   *
   * @param number portNumber, from 1
   * @param fault why nothing passes here now, or null
   * @param linkDelayKnown whether the peer delay has been measured; false end-to-end
   * @param linkDelayNanos the peer delay, nanoseconds; 0 before it is known
   */
  public record Port(
      int number, @Nullable String fault, boolean linkDelayKnown, long linkDelayNanos) {}

  /** Copies the list. */
  public TransparentStatus {
    ports = List.copyOf(ports);
  }
}
