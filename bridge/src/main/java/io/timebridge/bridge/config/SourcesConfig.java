package io.timebridge.bridge.config;

import java.util.List;

/**
 * Where time comes from.
 *
 * @param ptp the PTP domains to follow; at least one in this version
 */
public record SourcesConfig(List<PtpSourceConfig> ptp) {
  public SourcesConfig {
    ptp = List.copyOf(ptp);
  }
}
