package io.timebridge.bridge.config;

import io.timebridge.clock.Timescale;
import java.time.Duration;

/** An entry of a config's {@code sources.ptp}: a PTP domain to follow. */
public final class PtpSourceSettings extends PtpSettings<PtpSourceSettings> {
  PtpSourceSettings(String name, String networkInterface) {
    super(ConfigTable.PTP_SOURCE, networkInterface);
    put(ConfigTable.PTP_NAME, name);
  }

  /**
   * Sets {@code timescale}. What the domain's time is; {@code auto} believes what its grandmaster
   * announces.
   *
   * @param value auto, tai, utc, arbitrary; left out: {@code auto}
   * @return this
   */
  public PtpSourceSettings timescale(Timescale value) {
    return put(ConfigTable.TIMESCALE, value);
  }

  /**
   * Sets {@code unicastMasters}. The leaders to ask for unicast messages, at most 32; the best of
   * them is followed, and what is multicast is not. An empty list follows what is multicast.
   *
   * @param texts each an IPv4 or IPv6 address without a zone; left out: {@code []}
   * @return this
   */
  public PtpSourceSettings unicastMasters(String... texts) {
    return putAll(ConfigTable.PTP_CLIENT.masters, texts);
  }

  /**
   * Sets {@code unicastDuration}. For how long a request asks, in whole seconds; it is made again
   * before that ends.
   *
   * @param value from 10s to 1h; left out: {@code 300s}
   * @return this
   */
  public PtpSourceSettings unicastDuration(Duration value) {
    return put(ConfigTable.PTP_CLIENT.duration, value);
  }

  /**
   * Sets {@code logUnicastRequestInterval}. The time between requests of what is not granted
   * ({@code ptp4l}'s {@code logQueryInterval}).
   *
   * @param value from -2 to 6 log2 of seconds; left out: {@code 0}
   * @return this
   */
  public PtpSourceSettings logUnicastRequestInterval(int value) {
    return put(ConfigTable.PTP_CLIENT.logRequestInterval, value);
  }

  /**
   * Sets {@code hybridE2E}. Whether Delay_Req are sent to the leader alone, while Sync and Announce
   * are multicast ({@code ptp4l}'s {@code hybrid_e2e}).
   *
   * @param value true or false; left out: {@code false}
   * @return this
   */
  public PtpSourceSettings hybridE2E(boolean value) {
    return put(ConfigTable.PTP_CLIENT.hybrid, value);
  }
}
