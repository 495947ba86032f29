package io.timebridge.bridge.media;

import java.util.List;
import java.util.Optional;

/**
 * What clocks are said of a session, a medium or one source of it.
 *
 * @param referenceClocks of which any is meant, as they are equivalent; in the order of the lines
 * @param mediaClock how the media clock comes from one of them
 */
public record SdpClocks(List<ReferenceClock> referenceClocks, Optional<MediaClock> mediaClock) {

  /** Makes the list one that cannot be changed. */
  public SdpClocks {
    referenceClocks = List.copyOf(referenceClocks);
  }

  /** What is not said here is as it is said of the whole. RFC 7273 §4, §5. */
  SdpClocks within(SdpClocks whole) {
    return new SdpClocks(
        referenceClocks.isEmpty() ? whole.referenceClocks : referenceClocks,
        mediaClock.or(() -> whole.mediaClock));
  }
}
