package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.wire.ClockIdentity;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A clock's identity and where it comes from: configured, or derived from a network adapter's MAC
 * address as an EUI-64. A derived one is given up when a neighbour turns out to use it too.
 */
public final class PtpIdentity {
  private final ClockIdentity identity;
  private final byte @Nullable [] mac;

  private PtpIdentity(ClockIdentity identity, byte @Nullable [] mac) {
    this.identity = identity;
    this.mac = mac;
  }

  /**
   * {@return an identity that stays as it is}
   *
   * @param identity the identity
   */
  public static PtpIdentity configured(ClockIdentity identity) {
    return new PtpIdentity(identity, null);
  }

  /**
   * {@return an identity derived from a MAC address}
   *
   * @param mac 6 octets
   */
  public static PtpIdentity derived(byte[] mac) {
    return new PtpIdentity(ClockIdentity.ofMac(mac, ClockIdentity.EUI48_FILLER), mac.clone());
  }

  /**
   * {@return an identity derived from an interface's MAC address; of one that has none (loopback)
   * from a random, locally administered one}
   *
   * @param networkInterface the interface
   * @param random where the random one comes from
   * @throws SocketException if the interface cannot be asked
   */
  public static PtpIdentity ofInterface(NetworkInterface networkInterface, SeededRandom random)
      throws SocketException {
    byte[] mac = networkInterface.getHardwareAddress();
    return mac != null && mac.length == 6 ? derived(mac) : derived(randomMac(random));
  }

  private static byte[] randomMac(SeededRandom random) {
    long bits = random.nextLong();
    byte[] mac = new byte[6];
    for (int i = 0; i < 6; i++) {
      mac[i] = (byte) (bits >>> (8 * i));
    }
    mac[0] = (byte) ((mac[0] & 0xFC) | 0x02); // an individual address, locally administered
    return mac;
  }

  /** {@return the identity} */
  public ClockIdentity identity() {
    return identity;
  }

  /** Another identity of the same adapter, or null if this one was configured. */
  @Nullable PtpIdentity alternative(SeededRandom random) {
    if (mac == null) {
      return null;
    }
    int filler = (int) random.nextLong(0xFFFE); // neither FFFE nor FFFF
    return new PtpIdentity(ClockIdentity.ofMac(mac, filler), mac);
  }
}
