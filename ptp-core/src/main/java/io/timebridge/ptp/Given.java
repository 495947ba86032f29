package io.timebridge.ptp;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import io.timebridge.ptp.wire.Tlv;
import java.util.ArrayList;
import java.util.List;

/**
 * What a master port announces: its own clock's claims, or those of the grandmaster that another
 * port of the clock follows.
 *
 * @param priority1 the grandmaster's
 * @param quality the grandmaster's
 * @param priority2 the grandmaster's
 * @param grandmaster its identity
 * @param stepsRemoved how many clocks are between it and this one
 * @param properties the grandmaster's timescale
 * @param tlvs what is appended
 */
record Given(
    int priority1,
    ClockQuality quality,
    int priority2,
    ClockIdentity grandmaster,
    int stepsRemoved,
    TimeProperties properties,
    List<Tlv> tlvs) {

  static Given own(MasterRole.Settings settings, MasterTime.Claims claims, ClockIdentity self) {
    return new Given(
        settings.priority1(),
        claims.quality(),
        settings.priority2(),
        self,
        0,
        claims.properties(),
        List.of());
  }

  /** What is handed on of a parent's Announce; a path that was traced is traced further. */
  static Given handedOn(AnnounceMessage announce, ClockIdentity self) {
    return new Given(
        announce.grandmasterPriority1(),
        announce.grandmasterClockQuality(),
        announce.grandmasterPriority2(),
        announce.grandmasterIdentity(),
        announce.stepsRemoved() + 1,
        announce.timeProperties(),
        announce.tlvs().stream()
            .filter(Tlv.PathTrace.class::isInstance)
            .map(trace -> longer((Tlv.PathTrace) trace, self))
            .toList());
  }

  private static Tlv longer(Tlv.PathTrace trace, ClockIdentity self) {
    List<ClockIdentity> path = new ArrayList<>(trace.path());
    path.add(self);
    return new Tlv.PathTrace(path);
  }
}
