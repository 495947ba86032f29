package io.timebridge.ptp;

import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.PtpDropReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others may know of a clock: its newest {@link PtpStatus}, and what was heard that an
 * operator should know of. Written on the ports' thread; {@link #status()} may be read by any.
 */
final class StatusBoard {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  /** IEEE 1588's default for both; a clock that never leads has no other. */
  private static final int DEFAULT_PRIORITY = 128;

  private final PtpClock clock;
  private boolean version1Heard;
  private boolean ownOutputHeard;
  private Runnable listener = () -> {};
  private List<PtpPortStatus> portStatus = List.of(); // made anew only where a state changes
  private volatile PtpStatus status;

  StatusBoard(PtpClock clock) {
    this.clock = clock;
    this.status = make(0);
  }

  PtpStatus status() {
    return status;
  }

  void onChange(Runnable action) {
    listener = action;
  }

  void publish(long nowLocalNanos) {
    status = make(nowLocalNanos);
    listener.run();
  }

  /** A master is followed: what may have been the reason that none was heard is over. */
  void masterHeard() {
    version1Heard = false;
    ownOutputHeard = false;
  }

  /** Another clock of this program was heard where a source should be. */
  void heardOwnOutput(AnnounceMessage announce, long nowLocalNanos) {
    if (!ownOutputHeard) {
      ownOutputHeard = true;
      LOG.warn("{}: {} announces our own time; it is refused", clock.name(), announce.source());
      publish(nowLocalNanos);
    }
  }

  /** PTP version 1 is on the network: where no master of ours is, that may be why. */
  void heardVersion1(Datagram datagram) {
    if (clock.parent() == null && !version1Heard) {
      LOG.warn("{}: {} sends {}", clock.name(), datagram.route(), PtpDropReason.PTP_V1.sentence());
      version1Heard = true;
      publish(datagram.localNanos());
    }
  }

  /** A port's state is another now. */
  void stateChanged() {
    portStatus =
        List.copyOf( // so that a status need not copy it
            clock.ports().stream()
                .map(port -> new PtpPortStatus(port.number(), port.state(), port.fault()))
                .toList());
  }

  /** What the clock as a whole is doing: its following port's state, or the first one's. */
  private PortState state() {
    PtpPort follows = clock.parentPort();
    if (follows != null) {
      return follows.state();
    }
    List<PtpPort> ports = clock.ports();
    return ports.isEmpty() ? PortState.INITIALIZING : ports.get(0).state();
  }

  /** Of a clock with one port, whom it is passive for. */
  private ForeignMasters.@Nullable Master passiveFor() {
    List<PtpPort> ports = clock.ports();
    return ports.size() == 1 ? ports.get(0).election().watched() : null;
  }

  private PtpStatus make(long nowLocalNanos) {
    ForeignMasters.Master parent = clock.parent();
    ForeignMasters.Master followed = parent != null ? parent : passiveFor();
    PtpPort parentPort = clock.parentPort();
    MasterRole.Settings master = clock.masterSettings();
    Estimator e = clock.estimator();
    return new PtpStatus(
        clock.identity(),
        master == null ? DEFAULT_PRIORITY : master.priority1(),
        master == null ? DEFAULT_PRIORITY : master.priority2(),
        state(),
        portStatus,
        version1Heard,
        ownOutputHeard,
        parentPort == null ? 0 : parentPort.unansweredDelayReqs(),
        clock.election().trouble(),
        followed == null ? null : followed.announce().source(),
        followed == null ? null : followed.announce(),
        followed == null ? null : followed.address(),
        followed == null ? null : clock.agreed(),
        clock.metadata(),
        e != null && e.locked(),
        e == null ? 0 : e.epoch(),
        e == null ? 0 : e.offsetNanos(),
        e == null ? 0 : e.jitterNanos(),
        e == null ? 0 : e.pathDelayNanos(),
        e == null ? 0 : e.frequencyPpb(),
        nowLocalNanos);
  }
}
