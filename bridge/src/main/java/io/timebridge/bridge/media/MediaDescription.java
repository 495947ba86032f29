package io.timebridge.bridge.media;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One stream of a session description: what is needed to read its time. Immutable; any thread.
 *
 * @param type {@code audio}, {@code video}, …
 * @param port the UDP port
 * @param address the address of {@code c=}, of the medium or of the session; empty without one
 * @param formats what its payload types stand for, in the order of {@code m=}
 * @param clocks what is said of its clocks; what is not said of the medium is the session's
 * @param clocksBySource what is said of single sources, by SSRC; what is not, is the medium's
 * @param packetNanos how much time a packet holds, {@code a=ptime}
 * @param syncTime the RTP timestamp at the zero of the reference clock's time, as RAVENNA says it
 * @param extensions what header extensions its packets may carry
 */
public record MediaDescription(
    String type,
    int port,
    Optional<String> address,
    List<RtpFormat> formats,
    SdpClocks clocks,
    Map<Integer, SdpClocks> clocksBySource,
    OptionalLong packetNanos,
    OptionalInt syncTime,
    List<HeaderExtension> extensions) {

  /** Makes the collections such that cannot be changed. */
  public MediaDescription {
    formats = List.copyOf(formats);
    clocksBySource = Map.copyOf(clocksBySource);
    extensions = List.copyOf(extensions);
  }

  /**
   * {@return the clocks of a source}
   *
   * @param ssrc the synchronisation source, 32 bits
   */
  public SdpClocks clocksOf(int ssrc) {
    return clocksBySource.getOrDefault(ssrc, clocks);
  }

  /** {@return the rate of the RTP clock, exactly; empty if no format says it, or two differ} */
  public Optional<MediaRate> rate() {
    long different = formats.stream().map(RtpFormat::clockRate).distinct().count();
    if (different != 1) {
      return Optional.empty();
    }
    int hertz = formats.get(0).clockRate();
    return clocks.mediaClock().orElse(null) instanceof MediaClock.Direct direct
        ? Optional.of(MediaRate.of(hertz, direct.numerator(), direct.denominator()))
        : Optional.of(MediaRate.of(hertz));
  }

  /**
   * {@return the RTP timestamp at the zero of the reference clock's time, if the media clock is
   * locked to it: by {@code a=mediaclk:direct}, else by {@code a=sync-time}}
   */
  public OptionalInt offset() {
    if (clocks.mediaClock().isEmpty()) {
      return syncTime;
    }
    return clocks.mediaClock().get() instanceof MediaClock.Direct direct
        ? direct.offset()
        : OptionalInt.empty();
  }

  /**
   * {@return the stream's clock, if it is locked to its reference clock; empty if it is not, or the
   * description does not say enough: then its reports tell, {@link ReportedClock}}
   *
   * @param reference the clock that {@link SdpClocks#referenceClocks} names, as it is followed here
   */
  public Optional<StreamClock> directClock(ReferenceTime reference) {
    OptionalInt offset = offset();
    return offset.isPresent()
        ? rate().map(rate -> new DirectClock(rate, offset.getAsInt(), reference))
        : Optional.empty();
  }

  /**
   * {@return the local identifier of a header extension}
   *
   * @param uri what it is, say {@link WallClock#NTP_64_URI}
   */
  public OptionalInt extension(String uri) {
    return extensions.stream()
        .filter(each -> each.uri().equals(uri))
        .mapToInt(HeaderExtension::id)
        .findFirst();
  }
}
