package io.timebridge.bridge.config;

import java.util.List;

/**
 * Where time comes from: at least one source.
 *
 * @param ptp the PTP domains to follow
 * @param ntp the NTP servers to follow
 */
public record SourcesConfig(List<PtpSourceConfig> ptp, List<NtpSourceConfig> ntp) {
  public SourcesConfig {
    ptp = List.copyOf(ptp);
    ntp = List.copyOf(ntp);
  }
}
