package io.timebridge.bridge.config;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One PTP domain to lead.
 *
 * @param entry its port
 * @param priority1 the lower leads, before quality is compared; 0 to 255
 * @param priority2 the lower leads among clocks of equal quality; 0 to 255
 * @param boundaryOf the source that this is another port of, so that the grandmaster's time is
 *     handed on as it is; null for the bridge's own time
 * @param frameRate what ST 2059-2's synchronisation metadata tell of pictures
 * @param zone the time zone that they tell of
 * @param unicastAllow the subnets whose requests for unicast messages are answered; null for those
 *     of the interface
 */
public record PtpServeConfig(
    PtpEntry entry,
    int priority1,
    int priority2,
    @Nullable String boundaryOf,
    FrameRate frameRate,
    ZoneId zone,
    @Nullable List<Subnet> unicastAllow) {

  /** Copies the list. */
  public PtpServeConfig {
    unicastAllow = unicastAllow == null ? null : List.copyOf(unicastAllow);
  }

  /**
   * A domain whose requests for unicast messages, if any are granted, come from the interface's.
   */
  public PtpServeConfig(PtpEntry entry, int priority1, int priority2) {
    this(entry, priority1, priority2, null, new FrameRate(25, 1), ZoneId.of("UTC"), null);
  }
}
