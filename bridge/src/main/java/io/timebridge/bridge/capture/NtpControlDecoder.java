package io.timebridge.bridge.capture;

import java.nio.ByteBuffer;

/**
 * The headers of NTP's control messages: mode 6 (RFC 9327 §2) and ntpd's private mode 7, which no
 * standard tells of. What they carry is text or the structures of one program, and not looked into.
 */
final class NtpControlDecoder {
  // RFC 9327 §2.
  private static final int FLAGS = 1;
  private static final int SEQUENCE = 2;
  private static final int STATUS = 4;
  private static final int ASSOCIATION_ID = 6;
  private static final int OFFSET = 8;
  private static final int COUNT = 10;
  private static final int CONTROL_HEADER = 12;

  private static final int RESPONSE = 0x80;
  private static final int ERROR = 0x40;
  private static final int MORE = 0x20;
  private static final int OPCODE = 0x1F;

  private static final int READ_STATUS = 1;
  private static final int READ_VARIABLES = 2;
  private static final int WRITE_VARIABLES = 3;
  private static final int READ_CLOCK = 4;
  private static final int WRITE_CLOCK = 5;
  private static final int TRAP_RESPONSE = 7;

  private static final int PRIVATE_HEADER = 8;

  /** Decodes mode 6. */
  void control(ByteBuffer bytes, Draft draft) {
    int first = bytes.get(0);
    draft.fields().bits("ntp.flags.li", first, 0xC0);
    draft.fields().bits("ntp.flags.vn", first, 0x38);
    draft.fields().bits("ntp.flags.mode", first, 0x07);
    if (bytes.limit() < CONTROL_HEADER) {
      draft.problem("the header has " + bytes.limit() + " octets of " + CONTROL_HEADER);
      return;
    }
    Fields fields = draft.fields();
    int flags = Byte.toUnsignedInt(bytes.get(FLAGS));
    fields.add("ntp.ctrl.flags2", flags);
    fields.bits("ntp.ctrl.flags2.r", flags, RESPONSE);
    fields.bits("ntp.ctrl.flags2.error", flags, ERROR);
    fields.bits("ntp.ctrl.flags2.more", flags, MORE);
    fields.bits("ntp.ctrl.flags2.opcode", flags, OPCODE);
    fields.add("ntp.ctrl.sequence", uint16(bytes, SEQUENCE));
    int status = uint16(bytes, STATUS);
    int association = uint16(bytes, ASSOCIATION_ID);
    int count = uint16(bytes, COUNT);
    fields.add("ntp.ctrl.status", status);
    if ((flags & RESPONSE) != 0) {
      status(fields, flags, status, association);
    }
    fields.add("ntp.ctrl.associd", association);
    fields.add("ntp.ctrl.offset", uint16(bytes, OFFSET));
    fields.add("ntp.ctrl.count", count);
    draft.say(operation(flags & OPCODE), kind(flags), "association", association);
    draft.say("sequence", uint16(bytes, SEQUENCE), "count", count);
    int room = bytes.limit() - CONTROL_HEADER;
    if (count > room) {
      draft.problem("says that it has " + count + " octets of data, there are " + room);
    } else if ((flags & (RESPONSE | ERROR | OPCODE)) == (RESPONSE | READ_STATUS)) {
      associations(bytes, count, fields);
    }
  }

  private static String kind(int flags) {
    if ((flags & RESPONSE) == 0) {
      return "request";
    }
    return (flags & ERROR) != 0 ? "error" : "response";
  }

  /** RFC 9327 §3: what the status word means depends on who says it of what. */
  private static void status(Fields fields, int flags, int word, int association) {
    if ((flags & ERROR) != 0) {
      fields.bits("ntp.ctrl.err_status", word, 0xFF00);
      return;
    }
    switch (flags & OPCODE) {
      case READ_STATUS, READ_VARIABLES, WRITE_VARIABLES, TRAP_RESPONSE -> {
        if (association == 0) {
          systemStatus(fields, word);
        } else {
          peerStatus(fields, word);
        }
      }
      case READ_CLOCK, WRITE_CLOCK -> {
        fields.bits("ntp.ctrl.clock_status.status", word, 0xFF00);
        fields.bits("ntp.ctrl.clock_status.code", word, 0x00FF);
      }
      default -> {}
    }
  }

  private static void systemStatus(Fields fields, int word) {
    fields.bits("ntp.ctrl.sys_status.li", word, 0xC000);
    fields.bits("ntp.ctrl.sys_status.clksrc", word, 0x3F00);
    fields.bits("ntp.ctrl.sys_status.count", word, 0x00F0);
    fields.bits("ntp.ctrl.sys_status.code", word, 0x000F);
  }

  private static void peerStatus(Fields fields, int word) {
    fields.bits("ntp.ctrl.peer_status.config", word, 0x8000);
    fields.bits("ntp.ctrl.peer_status.authenable", word, 0x4000);
    fields.bits("ntp.ctrl.peer_status.authentic", word, 0x2000);
    fields.bits("ntp.ctrl.peer_status.reach", word, 0x1000);
    fields.bits("ntp.ctrl.peer_status.bcast", word, 0x0800);
    fields.bits("ntp.ctrl.peer_status.selection", word, 0x0700);
    fields.bits("ntp.ctrl.peer_status.count", word, 0x00F0);
    fields.bits("ntp.ctrl.peer_status.code", word, 0x000F);
  }

  /** The answer to "read status" of no association in particular is a pair for each there is. */
  private static void associations(ByteBuffer bytes, int count, Fields fields) {
    if (uint16(bytes, ASSOCIATION_ID) != 0) {
      return;
    }
    for (int at = CONTROL_HEADER; at + 4 <= CONTROL_HEADER + count; at += 4) {
      fields.add("ntp.ctrl.associd", uint16(bytes, at));
      fields.add("ntp.ctrl.status", uint16(bytes, at + 2));
      peerStatus(fields, uint16(bytes, at + 2));
    }
  }

  /** RFC 9327 §2, table 1. */
  private static String operation(int opcode) {
    return switch (opcode) {
      case READ_STATUS -> "read-status";
      case READ_VARIABLES -> "read-variables";
      case WRITE_VARIABLES -> "write-variables";
      case READ_CLOCK -> "read-clock-variables";
      case WRITE_CLOCK -> "write-clock-variables";
      case 6 -> "set-trap";
      case TRAP_RESPONSE -> "trap-response";
      case 8 -> "configure";
      case 9 -> "export-configuration";
      case 10 -> "read-mru";
      case 11 -> "read-ordered-list";
      case 12 -> "request-nonce";
      case 31 -> "unset-trap";
      default -> "opcode " + opcode;
    };
  }

  /** Decodes mode 7. */
  void privateMode(ByteBuffer bytes, Draft draft) {
    Fields fields = draft.fields();
    int first = bytes.get(0);
    fields.bits("ntp.priv.flags.r", first, 0x80);
    fields.bits("ntp.priv.flags.more", first, 0x40);
    fields.bits("ntp.flags.vn", first, 0x38);
    fields.bits("ntp.flags.mode", first, 0x07);
    if (bytes.limit() < PRIVATE_HEADER) {
      draft.problem("the header has " + bytes.limit() + " octets of " + PRIVATE_HEADER);
      return;
    }
    int sequence = Byte.toUnsignedInt(bytes.get(1));
    int code = Byte.toUnsignedInt(bytes.get(3));
    fields.add("ntp.priv.auth_seq", sequence);
    fields.bits("ntp.priv.auth", sequence, 0x80);
    fields.bits("ntp.priv.seq", sequence, 0x7F);
    fields.add("ntp.priv.impl", Byte.toUnsignedInt(bytes.get(2)));
    fields.add("ntp.priv.reqcode", code);
    fields.bits("ntp.priv.err", uint16(bytes, 4), 0xF000);
    fields.bits("ntp.priv.numitems", uint16(bytes, 4), 0x0FFF);
    fields.bits("ntp.priv.reserved", uint16(bytes, 6), 0xF000);
    fields.bits("ntp.priv.itemsize", uint16(bytes, 6), 0x0FFF);
    draft.say((first & 0x80) != 0 ? "response" : "request", "code", code);
    draft.say("items", uint16(bytes, 4) & 0xFFF);
  }

  private static int uint16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }
}
