package io.timebridge.bridge.capture;

import java.util.Set;

/**
 * The UDP ports on which messages are looked for, at either end.
 *
 * @param ptp beside 319 and 320
 * @param ntp beside 123
 * @param rtcp beside the odd ports from 1024 up
 */
public record CapturePorts(Set<Integer> ptp, Set<Integer> ntp, Set<Integer> rtcp) {
  private static final int PTP_EVENT = 319;
  private static final int PTP_GENERAL = 320;
  private static final int NTP = 123;
  private static final int FIRST_RTCP = 1024;

  /** Copies the sets. */
  public CapturePorts {
    ptp = Set.copyOf(ptp);
    ntp = Set.copyOf(ntp);
    rtcp = Set.copyOf(rtcp);
  }

  /** {@return the usual ones alone} */
  public static CapturePorts usual() {
    return new CapturePorts(Set.of(), Set.of(), Set.of());
  }

  boolean isPtp(int port) {
    return port == PTP_EVENT || port == PTP_GENERAL || ptp.contains(port);
  }

  boolean isNtp(int port) {
    return port == NTP || ntp.contains(port);
  }

  /** RFC 3550 §11: the odd port above the even one of RTP. */
  boolean mayBeRtcp(int port) {
    return (port >= FIRST_RTCP && port % 2 == 1) || rtcp.contains(port);
  }
}
