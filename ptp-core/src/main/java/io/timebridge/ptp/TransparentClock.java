package io.timebridge.ptp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A transparent clock: what comes by one port leaves by all others, and the time that it took in
 * between is told in its correctionField, so that a follower behind it measures as if it was not
 * there. End-to-end, the delay is measured through it; peer-to-peer, each port measures its own
 * link and adds that, too.
 *
 * <p>It hands on every domain, of whichever sdoId. The rate at which a residence time is counted is
 * that of the master of the message's own domain (syntonisation), of 16 domains at most; of others,
 * and until it is known, the local clock's. Only what is multicast passes: unicast packets are for
 * the host's routing. It does not spare a network its spanning tree, but what comes round by a loop
 * is dropped.
 *
 * <p>Lives on one thread, with all its ports. {@link #status()} and the counters may be read by any
 * thread.
 */
public final class TransparentClock {
  private final String name;
  private final ClockIdentity identity;
  private final PtpProfile profile;
  private final SeededRandom random;
  private final List<TransparentPort> ports = new ArrayList<>();
  private final Syntonisation syntonisation;
  private final LoopGuard guard = new LoopGuard();
  private final Passage passage;
  private final Counters<MessageType> received = new Counters<>(MessageType.class);
  private final Counters<MessageType> sent = new Counters<>(MessageType.class);
  private final Counters<PtpDropReason> dropped = new Counters<>(PtpDropReason.class);
  private final LongAdder missedStamps = new LongAdder();
  private volatile TransparentStatus status;

  /**
   * Creates one without ports.
   *
   * @param name how the log calls it
   * @param identity its identity
   * @param profile its delayMechanism, {@link DelayMechanism#E2E} or {@link DelayMechanism#P2P};
   *     its domain is the one in which the peer delay is measured, and whose rate always has a
   *     place
   * @param random this clock's alone
   * @throws IllegalArgumentException if the profile measures the delay otherwise
   */
  public TransparentClock(
      String name, PtpIdentity identity, PtpProfile profile, SeededRandom random) {
    if (profile.delayMechanism() != DelayMechanism.E2E
        && profile.delayMechanism() != DelayMechanism.P2P) {
      throw new IllegalArgumentException("a transparent clock is E2E or P2P");
    }
    this.name = name;
    this.identity = identity.identity();
    this.profile = profile;
    this.random = random;
    this.syntonisation = new Syntonisation(profile.domainNumber());
    this.passage = new Passage(this, Collections.unmodifiableList(ports));
    this.status = makeStatus();
  }

  /**
   * {@return the engine of another port, to be attached to a transport: all of them to one thread}
   *
   * @param config the port's. Its profile's delayMechanism is the clock's; with {@link
   *     PtpPortConfig#twoStep} the residence time is told by a follow-up, from the stamp that was
   *     taken, otherwise in the message itself, from one that was expected
   * @param outbox the transport's
   * @throws IllegalArgumentException if its delayMechanism is another than the clock's
   */
  public Engine port(PtpPortConfig config, Outbox outbox) {
    if (config.profile().delayMechanism() != profile.delayMechanism()) {
      throw new IllegalArgumentException("all ports are " + profile.delayMechanism());
    }
    TransparentPort made =
        new TransparentPort(this, ports.size() + 1, config, outbox, passage, random);
    ports.add(made);
    changed();
    return made;
  }

  /** {@return the clock as it was when a port last measured or changed; any thread} */
  public TransparentStatus status() {
    return status;
  }

  /** {@return the messages that came and were whole, by type; any thread} */
  public Counters<MessageType> received() {
    return received;
  }

  /** {@return the messages that were sent, by type; any thread} */
  public Counters<MessageType> sent() {
    return sent;
  }

  /** {@return the packets that did not pass, by reason; any thread} */
  public Counters<PtpDropReason> dropped() {
    return dropped;
  }

  /** {@return how many event messages left at a time that is not known; any thread} */
  public long missedStamps() {
    return missedStamps.sum();
  }

  String name() {
    return name;
  }

  ClockIdentity identity() {
    return identity;
  }

  DelayMechanism delayMechanism() {
    return profile.delayMechanism();
  }

  Syntonisation syntonisation() {
    return syntonisation;
  }

  LoopGuard guard() {
    return guard;
  }

  void drop(PtpDropReason reason) {
    dropped.count(reason);
  }

  void stampMissed() {
    missedStamps.increment();
  }

  void changed() {
    status = makeStatus();
  }

  private TransparentStatus makeStatus() {
    return new TransparentStatus(
        identity,
        syntonisation.own().isKnown(),
        syntonisation.own().ppb(),
        syntonisation.known(),
        ports.stream()
            .map(
                port ->
                    new TransparentStatus.Port(
                        port.number(),
                        port.fault(),
                        port.peerDelay().isSettled(),
                        port.peerDelay().isSettled() ? port.peerDelay().nanos() : 0))
            .toList());
  }
}
