package io.timebridge.bridge.interop;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one NTP server said to one question, as {@link Agent} saw it.
 *
 * @param leap the leap indicator; 3 is "not synchronised"
 * @param stratum 0 is "unspecified"
 * @param dispersion the root dispersion in units of 2^-16 s
 * @param offsetNanos the server's time minus the host's
 */
record NtpReply(int leap, int stratum, long dispersion, long offsetNanos) {

  /** Reads the line {@code leap=… stratum=… dispersion=… offsetNanos=…}. */
  static NtpReply parse(String line) {
    Map<String, Long> fields =
        Arrays.stream(line.split(" ", -1))
            .map(field -> field.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
    return new NtpReply(
        Math.toIntExact(fields.getOrDefault("leap", -1L)),
        Math.toIntExact(fields.getOrDefault("stratum", -1L)),
        fields.getOrDefault("dispersion", -1L),
        fields.getOrDefault("offsetNanos", Long.MAX_VALUE));
  }

  boolean unsynchronised() {
    return leap == 3;
  }
}
