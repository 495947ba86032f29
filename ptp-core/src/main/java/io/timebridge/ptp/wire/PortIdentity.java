package io.timebridge.ptp.wire;

/**
 * A port of a clock: ordered by clock, then by number.
 *
 * @param clock the clock
 * @param portNumber 1 to 65534; 65535 means all ports
 */
public record PortIdentity(ClockIdentity clock, int portNumber)
    implements Comparable<PortIdentity> {

  /**
   * {@return the port that a text names}
   *
   * @param text a clock's identity, a dash and the port's number, as in {@code
   *     001122.fffe.334455-1}
   * @throws IllegalArgumentException if it is not that
   */
  public static PortIdentity parse(String text) {
    int dash = text.lastIndexOf('-');
    String number = text.substring(dash + 1);
    if (dash < 0 || !number.matches("[0-9]{1,5}") || Integer.parseInt(number) > 0xFFFF) {
      throw new IllegalArgumentException("not a clock's identity, a dash and a number: " + text);
    }
    return new PortIdentity(ClockIdentity.parse(text.substring(0, dash)), Integer.parseInt(number));
  }

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
