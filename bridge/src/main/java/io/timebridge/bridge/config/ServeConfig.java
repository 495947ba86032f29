package io.timebridge.bridge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where time goes to.
 *
 * @param ntp the NTP server; null if NTP is not served
 * @param ptp the PTP domains to lead
 */
public record ServeConfig(@Nullable NtpServeConfig ntp, List<PtpServeConfig> ptp) {
  public ServeConfig {
    ptp = List.copyOf(ptp);
  }
}
