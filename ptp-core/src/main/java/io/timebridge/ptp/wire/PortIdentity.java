package io.timebridge.ptp.wire;

/**
 * A port of a clock: ordered by clock, then by number.
 *
 * @param clock the clock
 * @param portNumber 1 to 65534; 65535 means all ports
 */
public record PortIdentity(ClockIdentity clock, int portNumber)
    implements Comparable<PortIdentity> {

  @Override
  public int compareTo(PortIdentity other) {
    int byClock = clock.compareTo(other.clock);
    return byClock != 0 ? byClock : Integer.compare(portNumber, other.portNumber);
  }

  /** {@return the form that pmc prints: {@code 001122.fffe.334455-1}} */
  @Override
  public String toString() {
    return clock + "-" + portNumber;
  }
}
