package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpEntry;
import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.wire.ClockIdentity;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Whose identity a config's PTP entry has. */
final class PtpIdentities {
  private PtpIdentities() {}

  static PtpIdentity identity(
      PtpEntry entry, NetworkInterface networkInterface, SeededRandom random)
      throws SocketException {
    Long configured = entry.clockIdentity();
    return configured == null
        ? PtpIdentity.ofInterface(networkInterface, random)
        : PtpIdentity.configured(new ClockIdentity(configured));
  }
}
