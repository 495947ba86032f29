package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What others may know of a {@link TransparentClock}. Immutable.
 *
 * @param identity its clockIdentity
 * @param syntonised whether the rate of the master of the clock's own domain is known
 * @param ratePpb by how much faster that master's time runs than the local clock, parts per 10⁹; 0
 *     before it is known
 * @param rates the rates that are known, of whichever domain
 * @param ports its ports
 */
public record TransparentStatus(
    ClockIdentity identity,
    boolean syntonised,
    double ratePpb,
    List<Rate> rates,
    List<Port> ports) {

  /**
   * How fast the time of a domain runs.
   *
   * @param sdoId the domain's sdoId, 0 to 4095
   * @param domainNumber its domainNumber, 0 to 255
   * @param master the clock whose Syncs told it
   * @param ppb by how much faster that one's time runs than the local clock, parts per 10⁹
   */
  public record Rate(int sdoId, int domainNumber, ClockIdentity master, double ppb) {}

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

  /** Copies the lists. */
  public TransparentStatus {
    rates = List.copyOf(rates);
    ports = List.copyOf(ports);
  }
}
