package io.timebridge.bridge.config;

import java.time.Duration;

/** An entry of a config's {@code sources.gpsd}: a GNSS receiver behind gpsd. */
public final class GpsdSettings extends Settings<GpsdSettings> {
  GpsdSettings(String name) {
    put(ConfigTable.GPSD_NAME, name);
  }

  /**
   * Sets {@code host}. The host that gpsd runs on.
   *
   * @param value a host's name or address; left out: {@code localhost}
   * @return this
   */
  public GpsdSettings host(String value) {
    return put(ConfigTable.GPSD_HOST, value);
  }

  /**
   * Sets {@code port}. gpsd's TCP port.
   *
   * @param value from 1 to 65535; left out: {@code 2947}
   * @return this
   */
  public GpsdSettings port(int value) {
    return put(ConfigTable.GPSD_PORT, value);
  }

  /**
   * Sets {@code device}. The receiver, where gpsd has several.
   *
   * @param value a device as gpsd calls it, such as /dev/ttyS0; left out: the first that speaks
   * @return this
   */
  public GpsdSettings device(String value) {
    return put(ConfigTable.GPSD_DEVICE, value);
  }

  /**
   * Sets {@code offset}. How long after its second a sentence of the receiver arrives; of no
   * meaning while there is a pulse (PPS). To measure it: while pulses come {@code /api/status}
   * tells it as {@code details.sentenceDelayNanos}; and where another source is followed, it is
   * this {@code offset} less {@code versusTimelineNanos}.
   *
   * @param value from 0s to 2s; left out: {@code 500ms}
   * @return this
   */
  public GpsdSettings offset(Duration value) {
    return put(ConfigTable.GPSD_OFFSET, value);
  }

  /**
   * Sets {@code errorBound}. What a sentence's time may be off by at most, after {@code offset} was
   * taken off. The defaults of both say that it arrives within the second that it tells of; who has
   * measured {@code offset} may say some ten milliseconds.
   *
   * @param value from 1us to 2s; left out: {@code 500ms}
   * @return this
   */
  public GpsdSettings errorBound(Duration value) {
    return put(ConfigTable.GPSD_ERROR_BOUND, value);
  }

  /**
   * Sets {@code ppsError}. What a pulse (PPS) may be off by at most, beyond what gpsd says of its
   * stamp: antenna, receiver and the host's interrupt.
   *
   * @param value from 0s to 1ms; left out: {@code 20us}
   * @return this
   */
  public GpsdSettings ppsError(Duration value) {
    return put(ConfigTable.GPSD_PPS_ERROR, value);
  }
}
