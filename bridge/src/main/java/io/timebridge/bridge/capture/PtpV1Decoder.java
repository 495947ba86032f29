package io.timebridge.bridge.capture;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * PTP version 1, which Dante's older devices speak: the header, and the bodies of Sync, Delay_Req,
 * Follow_Up and Delay_Resp. Offsets and names as Wireshark has them.
 */
final class PtpV1Decoder {
  private static final int SUBDOMAIN = 4;
  private static final int SUBDOMAIN_LENGTH = 16;
  private static final int MESSAGE_TYPE = 20;
  private static final int SOURCE_TECHNOLOGY = 21;
  private static final int SOURCE_UUID = 22;
  private static final int SOURCE_PORT_ID = 28;
  private static final int SEQUENCE_ID = 30;
  private static final int CONTROL = 32;
  private static final int FLAGS = 34;
  private static final int HEADER = 40;

  private static final int SYNC = 0;
  private static final int DELAY_REQ = 1;
  private static final int FOLLOW_UP = 2;
  private static final int DELAY_RESP = 3;
  private static final int MANAGEMENT = 4;

  private static final int SYNC_LENGTH = 124;
  private static final int FOLLOW_UP_LENGTH = 52;
  private static final int DELAY_RESP_LENGTH = 60;

  private PtpV1Decoder() {}

  /** {@return true if a message begins with version 1 of PTP and of its transport} */
  static boolean isVersion1(ByteBuffer bytes) {
    return bytes.limit() >= 4 && bytes.getInt(0) == 0x0001_0001;
  }

  /** Decodes a message that {@link #isVersion1}. */
  static void decode(ByteBuffer bytes, Draft draft) {
    draft.say("PTPv1");
    if (bytes.limit() < HEADER) {
      draft.problem("the header has " + bytes.limit() + " octets of " + HEADER);
      return;
    }
    int control = Byte.toUnsignedInt(bytes.get(CONTROL));
    header(bytes, draft.fields(), control);
    draft.say(name(control), "subdomain", text(bytes, SUBDOMAIN, SUBDOMAIN_LENGTH));
    draft.say("seq", uint16(bytes, SEQUENCE_ID), "from");
    draft.say("%012x-%d".formatted(uuid(bytes), uint16(bytes, SOURCE_PORT_ID)));
    int length = length(control);
    if (bytes.limit() < length) {
      draft.problem("has " + bytes.limit() + " octets of " + length);
      return;
    }
    switch (control) {
      case SYNC, DELAY_REQ -> sync(bytes, draft);
      case FOLLOW_UP -> followUp(bytes, draft);
      case DELAY_RESP -> delayResp(bytes, draft);
      default -> {}
    }
  }

  private static long uuid(ByteBuffer bytes) {
    return bytes.getLong(SOURCE_UUID) >>> 16;
  }

  private static String name(int control) {
    return switch (control) {
      case SYNC -> "Sync";
      case DELAY_REQ -> "Delay_Req";
      case FOLLOW_UP -> "Follow_Up";
      case DELAY_RESP -> "Delay_Resp";
      case MANAGEMENT -> "Management";
      default -> "control " + control;
    };
  }

  private static int length(int control) {
    return switch (control) {
      case SYNC, DELAY_REQ -> SYNC_LENGTH;
      case FOLLOW_UP -> FOLLOW_UP_LENGTH;
      case DELAY_RESP -> DELAY_RESP_LENGTH;
      default -> HEADER;
    };
  }

  private static void header(ByteBuffer bytes, Fields fields, int control) {
    fields.add("ptp.versionptp", uint16(bytes, 0));
    fields.add("ptp.versionnetwork", uint16(bytes, 2));
    fields.add("ptp.subdomain", text(bytes, SUBDOMAIN, SUBDOMAIN_LENGTH));
    fields.add("ptp.messagetype", uint8(bytes, MESSAGE_TYPE));
    fields.add("ptp.sourcecommunicationtechnology", uint8(bytes, SOURCE_TECHNOLOGY));
    fields.octets("ptp.sourceuuid", bytes, SOURCE_UUID, 6);
    fields.add("ptp.sourceportid", uint16(bytes, SOURCE_PORT_ID));
    fields.add("ptp.sequenceid", uint16(bytes, SEQUENCE_ID));
    fields.add("ptp.controlfield", control);
    int flags = uint16(bytes, FLAGS);
    fields.add("ptp.flags", flags);
    fields.bits("ptp.flags.li61", flags, 0x01);
    fields.bits("ptp.flags.li59", flags, 0x02);
    fields.bits("ptp.flags.boundary_clock", flags, 0x04);
    fields.bits("ptp.flags.assist", flags, 0x08);
    fields.bits("ptp.flags.ext_sync", flags, 0x10);
    fields.bits("ptp.flags.parent_stats", flags, 0x20);
    fields.bits("ptp.flags.sync_burst", flags, 0x40);
  }

  private static void sync(ByteBuffer bytes, Draft draft) {
    Fields fields = draft.fields();
    timestamp(bytes, 40, "ptp.sdr.origintimestamp", draft);
    fields.add("ptp.sdr.epochnumber", uint16(bytes, 48));
    fields.add("ptp.sdr.currentutcoffset", bytes.getShort(50));
    fields.add("ptp.sdr.grandmastercommunicationtechnology", uint8(bytes, 53));
    fields.octets("ptp.sdr.grandmasterclockuuid", bytes, 54, 6);
    fields.add("ptp.sdr.grandmasterportid", uint16(bytes, 60));
    fields.add("ptp.sdr.grandmastersequenceid", uint16(bytes, 62));
    fields.add("ptp.sdr.grandmasterclockstratum", uint8(bytes, 67));
    fields.add("ptp.sdr.grandmasterclockidentifier", text(bytes, 68, 4));
    fields.add("ptp.sdr.grandmasterclockvariance", bytes.getShort(74));
    fields.add("ptp.sdr.grandmasterpreferred", uint8(bytes, 77));
    fields.add("ptp.sdr.grandmasterisboundaryclock", uint8(bytes, 79));
    fields.add("ptp.sdr.syncinterval", bytes.get(83));
    fields.add("ptp.sdr.localclockvariance", bytes.getShort(86));
    fields.add("ptp.sdr.localstepsremoved", uint16(bytes, 90));
    fields.add("ptp.sdr.localclockstratum", uint8(bytes, 95));
    fields.add("ptp.sdr.localclockidentifier", text(bytes, 96, 4));
    fields.add("ptp.sdr.parentcommunicationtechnology", uint8(bytes, 101));
    fields.octets("ptp.sdr.parentuuid", bytes, 102, 6);
    fields.add("ptp.sdr.parentportfield", uint16(bytes, 110));
    fields.add("ptp.sdr.estimatedmastervariance", bytes.getShort(114));
    fields.add("ptp.sdr.estimatedmasterdrift", bytes.getInt(116));
    fields.add("ptp.sdr.utcreasonable", uint8(bytes, 123) == 0 ? 0 : 1);
    draft.say("gm", "%012x".formatted(bytes.getLong(54) >>> 16), "stratum", uint8(bytes, 67));
  }

  private static void followUp(ByteBuffer bytes, Draft draft) {
    draft.fields().add("ptp.fu.associatedsequenceid", uint16(bytes, 42));
    timestamp(bytes, 44, "ptp.fu.preciseorigintimestamp", draft);
  }

  private static void delayResp(ByteBuffer bytes, Draft draft) {
    Fields fields = draft.fields();
    timestamp(bytes, 40, "ptp.dr.delayreceipttimestamp", draft);
    fields.add("ptp.dr.requestingsourcecommunicationtechnology", uint8(bytes, 49));
    fields.octets("ptp.dr.requestingsourceuuid", bytes, 50, 6);
    fields.add("ptp.dr.requestingsourceportid", uint16(bytes, 56));
    fields.add("ptp.dr.requestingsourcesequenceid", uint16(bytes, 58));
    draft.say("to", "%012x-%d".formatted(bytes.getLong(50) >>> 16, uint16(bytes, 56)));
  }

  /** The sign of the nanoseconds is that of the whole. */
  private static void timestamp(ByteBuffer bytes, int at, String name, Draft draft) {
    long seconds = Integer.toUnsignedLong(bytes.getInt(at));
    int nanos = bytes.getInt(at + 4);
    BigDecimal whole =
        BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(Math.abs((long) nanos), 9));
    BigDecimal time = nanos < 0 ? whole.negate() : whole;
    draft.fields().add(name, time);
    draft.fields().add(name + "_seconds", seconds);
    draft.fields().add(name + "_nanoseconds", nanos);
    draft.say("ts", time.toPlainString());
  }

  /** A text that zeros fill. */
  private static String text(ByteBuffer bytes, int at, int length) {
    int end = at;
    while (end < at + length && bytes.get(end) != 0) {
      end++;
    }
    byte[] octets = new byte[end - at];
    bytes.get(at, octets);
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static int uint8(ByteBuffer bytes, int at) {
    return Byte.toUnsignedInt(bytes.get(at));
  }

  private static int uint16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }
}
