package io.timebridge.benchmarks;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.SignalingMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Many followers on one socket, each at an address of its own, 127.1.0.1 and on: asks a master for
 * Announce, Sync and Delay_Resp, then sends Delay_Req at an even beat and counts what comes and
 * what does not.
 */
final class UnicastCrowd implements Engine {
  /**
   * What all of them have seen.
   *
   * @param syncGaps how often a Sync did not bear the next number
   * @param withoutFollowUp how many Syncs had none when the next one came
   * @param withoutDelayResp how many Delay_Req had none when the next one left
   */
  record Counts(
      long syncs,
      long announces,
      long delayReqs,
      long syncGaps,
      long withoutFollowUp,
      long withoutDelayResp) {
    Counts minus(Counts before) {
      return new Counts(
          syncs - before.syncs,
          announces - before.announces,
          delayReqs - before.delayReqs,
          syncGaps - before.syncGaps,
          withoutFollowUp - before.withoutFollowUp,
          withoutDelayResp - before.withoutDelayResp);
    }
  }

  private static final int TURN = 0;
  private static final long TURN_NANOS = 1_000_000;
  private static final long FIRST = 0xFFFF_7F01_0001L; // 127.1.0.1
  private static final int JOINS_A_TURN = 8;
  private static final int DURATION_SECONDS = 300;
  private static final int LOG_ANNOUNCE = 0;

  private final Outbox outbox;
  private final Route route;
  private final PortIdentity master;
  private final int size;
  private final int logInterval;
  private final int eventPort;
  private final int generalPort;
  private final int[] syncIds;
  private final int[] followUpIds; // it may be read before its Sync: they come on two ports
  private final int[] requestIds;
  private final boolean[] syncOpen;
  private final boolean[] requestOpen;
  private final ByteBuffer out = ByteBuffer.allocate(128);
  private final PtpHeader header = new PtpHeader();
  private final DelayRespMessage delayResp = new DelayRespMessage();
  private final SignalingMessage signaling = new SignalingMessage();
  private int joined;
  private double due; // Delay_Req that the beat asks for
  private int nextToAsk;
  private long turnedAt;
  private long syncs;
  private long announces;
  private long delayReqs;
  private long syncGaps;
  private long withoutFollowUp;
  private long withoutDelayResp;

  UnicastCrowd(Outbox outbox, Route server, PortIdentity master, int size, int logInterval) {
    this.outbox = outbox;
    this.route = new Route().copyFrom(server);
    this.master = master;
    this.size = size;
    this.logInterval = logInterval;
    this.eventPort = server.remotePort();
    this.generalPort = eventPort + 1;
    this.syncIds = new int[size];
    Arrays.fill(syncIds, 0xFFFF);
    this.followUpIds = new int[size];
    Arrays.fill(followUpIds, 0xFFFF);
    this.requestIds = new int[size];
    this.syncOpen = new boolean[size];
    this.requestOpen = new boolean[size];
  }

  @Override
  public void started(long nowLocalNanos) {
    turnedAt = nowLocalNanos;
    outbox.setTimer(TURN, nowLocalNanos);
  }

  /** On the transport's thread. */
  Counts counts() {
    return new Counts(syncs, announces, delayReqs, syncGaps, withoutFollowUp, withoutDelayResp);
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    for (int i = 0; i < JOINS_A_TURN && joined < size; i++) {
      join(joined++);
    }
    if (joined == size) {
      due += (nowLocalNanos - turnedAt) / 1e9 * size * Math.pow(2, -logInterval);
      for (; due >= 1; due--) {
        ask(nextToAsk);
        nextToAsk = (nextToAsk + 1) % size;
      }
    }
    turnedAt = nowLocalNanos;
    outbox.setTimer(TURN, nowLocalNanos + TURN_NANOS);
  }

  private PortIdentity identity(int follower) {
    return new PortIdentity(new ClockIdentity(0x0200_00FF_FE00_0000L + follower), 1);
  }

  private void join(int follower) {
    out.clear();
    signaling.wrap(out);
    signaling.begin(0, identity(follower), 0);
    signaling.target(master.clock().bits(), master.portNumber());
    signaling.addRequest(MessageType.ANNOUNCE, LOG_ANNOUNCE, DURATION_SECONDS);
    signaling.addRequest(MessageType.SYNC, logInterval, DURATION_SECONDS);
    signaling.addRequest(MessageType.DELAY_RESP, logInterval, DURATION_SECONDS);
    out.limit(signaling.messageLength());
    outbox.sendGeneral(out, from(follower, generalPort));
  }

  private Route from(int follower, int port) {
    return route
        .setRemote(route.remoteHigh(), route.remoteLow(), port, 0)
        .setLocal(0, FIRST + follower);
  }

  private void ask(int follower) {
    out.clear().limit(MessageType.DELAY_REQ.length());
    header.wrap(out);
    requestIds[follower] = requestIds[follower] + 1 & 0xFFFF;
    withoutDelayResp += requestOpen[follower] ? 1 : 0;
    requestOpen[follower] = true;
    header.write(
        MessageType.DELAY_REQ,
        0,
        identity(follower),
        requestIds[follower],
        PtpFlags.UNICAST,
        PtpHeader.LOG_INTERVAL_UNKNOWN);
    outbox.sendEvent(out, from(follower, eventPort), null);
    delayReqs++;
  }

  @Override
  public void received(Datagram datagram) {
    long follower = datagram.route().localLow() - FIRST;
    header.wrap(datagram.payload());
    MessageType type = header.messageType();
    if (follower < 0 || follower >= size || type == null) {
      return;
    }
    int who = (int) follower;
    switch (type) {
      case SYNC -> sync(who, header.sequenceId());
      case FOLLOW_UP -> {
        followUpIds[who] = header.sequenceId();
        syncOpen[who] &= header.sequenceId() != syncIds[who];
      }
      case DELAY_RESP -> {
        delayResp.wrap(datagram.payload());
        if (requestOpen[who] && header.sequenceId() == requestIds[who]) {
          requestOpen[who] = false;
        }
      }
      case ANNOUNCE -> announces++;
      default -> {}
    }
  }

  private void sync(int follower, int sequenceId) {
    syncGaps += sequenceId == (syncIds[follower] + 1 & 0xFFFF) ? 0 : 1;
    withoutFollowUp += syncOpen[follower] ? 1 : 0;
    syncIds[follower] = sequenceId;
    syncOpen[follower] = followUpIds[follower] != sequenceId;
    syncs++;
  }

  @Override
  public void transmitted(long token, long localNanos, long width, StampQuality quality) {}
}
