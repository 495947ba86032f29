package io.timebridge.bridge.interop;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one NTP server said to one question, as {@link Agent} saw it.
 *
 * @param leap the leap indicator; 3 is "not synchronised"
 * @param stratum 0 is "unspecified"
 * @param rootDelay the root delay in units of 2^-16 s
 * @param dispersion the root dispersion in units of 2^-16 s
 * @param offsetNanos the server's time minus the host's
 * @param delayNanos the round trip: the offset is wrong by half of it at most
 */
record NtpReply(
    int leap, int stratum, long rootDelay, long dispersion, long offsetNanos, long delayNanos) {

  /** Reads the line {@code leap=… stratum=… …}. */
  static NtpReply parse(String line) {
    Map<String, Long> fields =
        Arrays.stream(line.split(" ", -1))
            .map(field -> field.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
    return new NtpReply(
        Math.toIntExact(fields.getOrDefault("leap", -1L)),
        Math.toIntExact(fields.getOrDefault("stratum", -1L)),
        fields.getOrDefault("rootDelay", -1L),
        fields.getOrDefault("dispersion", -1L),
        fields.getOrDefault("offsetNanos", Long.MAX_VALUE),
        fields.getOrDefault("delayNanos", -1L));
  }

  /** {@return by how much the offset may be wrong, root and exchange together, nanoseconds} */
  long boundNanos() {
    // RFC 5905 §11.2: the root synchronization distance, of what is in one reply.
    return (((dispersion + rootDelay / 2) * 1_000_000_000L) >> 16) + delayNanos / 2;
  }

  boolean unsynchronised() {
    return leap == 3;
  }
}
