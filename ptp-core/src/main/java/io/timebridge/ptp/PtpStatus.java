package io.timebridge.ptp;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PTP clock as it was when something last changed. Immutable; any thread.
 *
 * @param identity the clock's own identity
 * @param priority1 its own, 0 to 255
 * @param priority2 its own, 0 to 255
 * @param state what its port is doing; of several, the one that follows, or else the first
 * @param ports what each port is doing, by number
 * @param version1Heard whether PTP version 1 (native Dante) was heard since a master last was
 * @param ownOutputHeard whether our own time came back and was refused since a master last was
 *     heard
 * @param unansweredDelayReqs how many Delay_Req messages in a row had no answer
 * @param electionTrouble what keeps the election of a master from coming to rest, in words: it
 *     flaps, or two lead at once; or null
 * @param parent the port that is followed, or that the clock's only port is passive for; or null
 * @param announce the newest Announce of the parent, or null
 * @param masterAddress the address that it came from, or null
 * @param timeProperties what two Announces of the present grandmaster agreed on, or null before
 * @param metadata what the master that is followed said last of local time and time code (SMPTE ST
 *     2059-2's synchronisation metadata), or null
 * @param locked true while the clock follows its master closely
 * @param epoch the present epoch's number
 * @param offsetNanos the newest raw offset from the master, positive if ahead
 * @param jitterNanos the root mean square of recent offsets
 * @param pathDelayNanos the one-way delay in use, 0 while not known
 * @param frequencyPpb how much faster than the local clock the master runs, parts per 10⁹
 * @param changedLocalNanos local time of the change
 */
public record PtpStatus(
    ClockIdentity identity,
    int priority1,
    int priority2,
    PortState state,
    List<PtpPortStatus> ports,
    boolean version1Heard,
    boolean ownOutputHeard,
    int unansweredDelayReqs,
    @Nullable String electionTrouble,
    @Nullable PortIdentity parent,
    @Nullable AnnounceMessage announce,
    @Nullable String masterAddress,
    @Nullable TimeProperties timeProperties,
    @Nullable SynchronizationMetadata metadata,
    boolean locked,
    long epoch,
    long offsetNanos,
    long jitterNanos,
    long pathDelayNanos,
    double frequencyPpb,
    long changedLocalNanos) {

  /** Copies the list. */
  public PtpStatus {
    ports = List.copyOf(ports);
  }
}
