package io.timebridge.bridge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where time comes from: at least one source.
 *
 * @param ptp the PTP domains to follow
 * @param ntp the NTP servers to follow
 * @param gpsd the GNSS receivers behind gpsd
 * @param own the names of sources that the program brings along
 * @param system the host's clock as a source of last resort; null if it is none
 */
public record SourcesConfig(
    List<PtpSourceConfig> ptp,
    List<NtpSourceConfig> ntp,
    List<GpsdSourceConfig> gpsd,
    List<String> own,
    @Nullable SystemSourceConfig system) {

  /** Copies the lists. */
  public SourcesConfig {
    ptp = List.copyOf(ptp);
    ntp = List.copyOf(ntp);
    gpsd = List.copyOf(gpsd);
    own = List.copyOf(own);
  }
}
