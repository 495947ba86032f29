package io.timebridge.ptp;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimeProperties;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.List;

/** Packets of a master in domain 0, as a test wants them. */
final class Packets {
  static final TimeProperties TAI =
      new TimeProperties(37, true, false, false, true, true, true, 0x20);
  static final TimeProperties ARBITRARY =
      new TimeProperties(37, false, false, false, false, false, false, 0xA0);
  static final ClockQuality GOOD = new ClockQuality(6, 0x21, 0x4E5D);

  private Packets() {}

  static PortIdentity port(long clock) {
    return new PortIdentity(new ClockIdentity(clock), 1);
  }

  /** An Announce of a grandmaster, each second. */
  static AnnounceMessage announceOf(PortIdentity source, int sequenceId) {
    return announceOf(source, sequenceId, 128, source.clock(), TAI);
  }

  static AnnounceMessage announceOf(
      PortIdentity source,
      int sequenceId,
      int priority1,
      ClockIdentity grandmaster,
      TimeProperties time) {
    int steps = grandmaster.equals(source.clock()) ? 0 : 1;
    return new AnnounceMessage(
        CommonHeader.of(MessageType.ANNOUNCE, 0, source, sequenceId & 0xFFFF, 0),
        0,
        time,
        priority1,
        GOOD,
        128,
        grandmaster,
        steps,
        List.of());
  }

  static byte[] bytes(AnnounceMessage announce) {
    ByteBuffer packet = ByteBuffer.allocate(announce.length());
    announce.write(packet);
    return packet.array();
  }

  static byte[] announce(PortIdentity source, int sequenceId) {
    return bytes(announceOf(source, sequenceId));
  }

  static byte[] twoStepSync(PortIdentity source, int sequenceId, long correctionScaled) {
    return stamped(MessageType.SYNC, source, sequenceId, PtpFlags.TWO_STEP, correctionScaled, 0);
  }

  static byte[] oneStepSync(
      PortIdentity source, int sequenceId, long correctionScaled, long originNanos) {
    return stamped(MessageType.SYNC, source, sequenceId, 0, correctionScaled, originNanos);
  }

  static byte[] followUp(
      PortIdentity source, int sequenceId, long correctionScaled, long originNanos) {
    return stamped(MessageType.FOLLOW_UP, source, sequenceId, 0, correctionScaled, originNanos);
  }

  static byte[] delayReq(PortIdentity source, int sequenceId, long correctionScaled) {
    return stamped(MessageType.DELAY_REQ, source, sequenceId, 0, correctionScaled, 0);
  }

  private static byte[] stamped(
      MessageType type, PortIdentity source, int id, int flags, long correction, long nanos) {
    ByteBuffer packet = ByteBuffer.allocate(type.length());
    TimestampMessage message = new TimestampMessage();
    message.wrap(packet);
    message.write(type, 0, source, id & 0xFFFF, flags, -3);
    message.correctionScaledNanos(correction);
    message.timestampNanos(nanos);
    return packet.array();
  }

  static byte[] delayResp(
      PortIdentity source, PtpHeader request, long correctionScaled, long receiveNanos) {
    ByteBuffer packet = ByteBuffer.allocate(MessageType.DELAY_RESP.length());
    DelayRespMessage message = new DelayRespMessage();
    message.wrap(packet);
    message.write(MessageType.DELAY_RESP, 0, source, request.sequenceId(), 0, 0);
    message.correctionScaledNanos(correctionScaled);
    message.answer(receiveNanos, request);
    return packet.array();
  }

  static byte[] pdelayReq(PortIdentity source, int id, long correctionScaled) {
    ByteBuffer packet = ByteBuffer.allocate(MessageType.PDELAY_REQ.length());
    PtpHeader header = new PtpHeader();
    header.wrap(packet);
    header.write(MessageType.PDELAY_REQ, 0, source, id, 0, PtpHeader.LOG_INTERVAL_UNKNOWN);
    header.correctionScaledNanos(correctionScaled);
    return packet.array();
  }

  /** A Pdelay_Resp or its follow-up. */
  static byte[] pdelayAnswer(
      MessageType type,
      PortIdentity source,
      PtpHeader request,
      int flags,
      long correctionScaled,
      long nanos) {
    ByteBuffer packet = ByteBuffer.allocate(type.length());
    DelayRespMessage message = new DelayRespMessage();
    message.wrap(packet);
    int interval = PtpHeader.LOG_INTERVAL_UNKNOWN;
    message.write(type, 0, source, request.sequenceId(), flags, interval);
    message.correctionScaledNanos(correctionScaled);
    message.answer(nanos, request);
    return packet.array();
  }

  /** A whole PTP version 1 Sync as native Dante sends it: 124 octets. */
  static byte[] version1Sync() {
    ByteBuffer packet = ByteBuffer.allocate(124);
    packet.putShort((short) 1).putShort((short) 1); // versionPTP, versionNetwork
    packet.put("_DFLT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    packet.put(20, (byte) 1); // an event message
    packet.put(21, (byte) 1); // over Ethernet
    packet.putLong(22, 0x001D_C1_AB_CD_EF_0001L);
    packet.putShort(30, (short) 42);
    return packet.array();
  }
}
