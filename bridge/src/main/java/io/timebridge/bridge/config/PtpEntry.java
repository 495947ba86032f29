package io.timebridge.bridge.config;

import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every PTP entry of a config says of its port, be it followed or served.
 *
 * @param interfaceName the network interface by name, MAC or address
 * @param port the profile's numbers with what the entry says otherwise
 * @param clockIdentity our clockIdentity, its first octet in the most significant byte; null to
 *     make one from the interface
 * @param managementGet the subnets whose management GET is answered; null for those of the
 *     interface
 * @param managementSet the subnets whose management SET and COMMAND are obeyed
 */
public record PtpEntry(
    String interfaceName,
    PtpPortConfig port,
    @Nullable Long clockIdentity,
    @Nullable List<Subnet> managementGet,
    List<Subnet> managementSet) {

  /** Copies the lists. */
  public PtpEntry {
    managementGet = managementGet == null ? null : List.copyOf(managementGet);
    managementSet = List.copyOf(managementSet);
  }

  /**
   * {@return an entry that says nothing but where and what}
   *
   * @param interfaceName the network interface by name, MAC or address
   * @param port the port
   */
  public static PtpEntry of(String interfaceName, PtpPortConfig port) {
    return new PtpEntry(interfaceName, port, null, null, List.of());
  }

  /** {@return the domainNumber; 0 to 127} */
  public int domain() {
    return profile().domainNumber();
  }

  /** {@return the profile's numbers with what the entry says otherwise} */
  public PtpProfile profile() {
    return port.profile();
  }
}
