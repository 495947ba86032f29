package io.timebridge.bridge.media;

import io.timebridge.ptp.wire.ClockIdentity;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a stream's clock refers to, as its session description says: {@code a=ts-refclk}. RFC 7273
 * §4, and what devices send beside. Immutable; any thread.
 */
public sealed interface ReferenceClock {

  /** {@return true if the clock is said to be traceable to TAI or UTC} */
  boolean traceable();

  /**
   * A PTP domain.
   *
   * @param version what the description says: {@code IEEE1588-2008}, {@code IEEE1588-2002}, {@code
   *     IEEE1588-2019}, {@code IEEE802.1AS-2011}; empty if it does not say
   * @param grandmaster the grandmaster's identity; empty if it is only said that it is traceable
   * @param domain the domain's number, 0 to 255; empty if none is given, which is domain 0 with
   *     most devices
   * @param domainName the domain's name, of PTP version 1
   * @param traceable whether any traceable grandmaster will do
   */
  record Ptp(
      String version,
      Optional<ClockIdentity> grandmaster,
      OptionalInt domain,
      Optional<String> domainName,
      boolean traceable)
      implements ReferenceClock {

    /**
     * {@return true if a domain that is followed is the one that is meant, as far as the
     * description says}
     *
     * @param present the identity of the domain's present grandmaster
     * @param number the domain's number
     */
    public boolean matches(ClockIdentity present, int number) {
      return domain.orElse(number) == number
          && (grandmaster.isEmpty() || grandmaster.get().equals(present));
    }
  }

  /**
   * An NTP server.
   *
   * @param host its name or address; empty if any traceable one is meant
   * @param port its port
   */
  record Ntp(Optional<String> host, int port) implements ReferenceClock {
    @Override
    public boolean traceable() {
      return host.isEmpty();
    }
  }

  /**
   * A satellite system.
   *
   * @param system {@code gps}, {@code gal} or {@code glonass}
   */
  record Satellites(String system) implements ReferenceClock {
    @Override
    public boolean traceable() {
      return true;
    }
  }

  /** The sender's own clock, and nothing more is known of it. */
  record Local() implements ReferenceClock {
    @Override
    public boolean traceable() {
      return false;
    }
  }

  /**
   * The clock of the device of a MAC address: streams of the same are of one clock. SMPTE ST
   * 2110-10.
   *
   * @param mac 12 hexadecimal digits in lower case
   */
  record LocalMac(String mac) implements ReferenceClock {
    @Override
    public boolean traceable() {
      return false;
    }
  }

  /** A clock that is not named. */
  record Private(boolean traceable) implements ReferenceClock {}

  /**
   * One of a kind that is not known here.
   *
   * @param text as it was written
   */
  record Other(String text) implements ReferenceClock {
    @Override
    public boolean traceable() {
      return false;
    }
  }
}
