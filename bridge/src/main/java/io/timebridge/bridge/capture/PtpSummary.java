package io.timebridge.bridge.capture;

import static java.util.stream.Collectors.joining;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementErrorId;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.ManagementTlv;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.OrganizationTlv;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.Tlv;
import io.timebridge.ptp.wire.UnicastTlv;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A PTPv2 message in one line. */
final class PtpSummary {
  private static final double SCALE = 65_536;

  /** Says what a message is, and if nothing is wrong with it, what it says. */
  void say(PtpHeader header, ByteBuffer bytes, Draft draft) {
    draft.say("PTPv" + header.version() + "." + header.minorVersion());
    draft.say(PtpDecoder.name(header.messageType()));
    draft.say("domain", header.domainNumber(), "seq", header.sequenceId());
    draft.say("from", header.sourcePortIdentity());
    if (header.sdoId() != 0) {
      draft.say("sdo", "0x%03x".formatted(header.sdoId()));
    }
    flag(header, PtpFlags.TWO_STEP, "two-step", draft);
    flag(header, PtpFlags.UNICAST, "unicast", draft);
    if (header.logMessageInterval() != PtpHeader.LOG_INTERVAL_UNKNOWN) {
      draft.say("log", header.logMessageInterval());
    }
    if (header.correctionScaledNanos() != 0) {
      draft.say("corr", "%.3f".formatted(header.correctionScaledNanos() / SCALE));
    }
    if (PtpCheck.check(bytes) == null) {
      PtpMessage message = PtpMessage.read(bytes);
      body(message, draft);
      message.tlvs().forEach(tlv -> draft.say(tlv(tlv)));
    }
  }

  private static void flag(PtpHeader header, int flag, String name, Draft draft) {
    if (header.has(flag)) {
      draft.say(name);
    }
  }

  private static void body(PtpMessage message, Draft draft) {
    if (message instanceof PtpMessage.Sync m) {
      draft.say("ts", time(m.originNanos()));
    } else if (message instanceof PtpMessage.DelayReq m) {
      draft.say("ts", time(m.originNanos()));
    } else if (message instanceof PtpMessage.PdelayReq m) {
      draft.say("ts", time(m.originNanos()));
    } else if (message instanceof PtpMessage.FollowUp m) {
      draft.say("ts", time(m.preciseOriginNanos()));
    } else if (message instanceof PtpMessage.DelayResp m) {
      answer(m.receiveNanos(), m.requestingPort(), draft);
    } else if (message instanceof PtpMessage.PdelayResp m) {
      answer(m.requestReceiptNanos(), m.requestingPort(), draft);
    } else if (message instanceof PtpMessage.PdelayRespFollowUp m) {
      answer(m.responseOriginNanos(), m.requestingPort(), draft);
    } else if (message instanceof AnnounceMessage m) {
      announce(m, draft);
    } else if (message instanceof PtpMessage.Signaling m) {
      draft.say("to", m.target());
    } else if (message instanceof PtpMessage.Management m) {
      draft.say("to", m.target(), action(m.actionField()));
    }
  }

  private static void answer(long nanos, PortIdentity to, Draft draft) {
    draft.say("ts", time(nanos), "to", to);
  }

  private static void announce(AnnounceMessage m, Draft draft) {
    draft.say("gm", m.grandmasterIdentity(), "prio", m.grandmasterPriority1());
    draft.say(m.grandmasterPriority2(), "class", m.grandmasterClockQuality().clockClass());
    draft.say("accuracy", "0x%02x".formatted(m.grandmasterClockQuality().clockAccuracy()));
    draft.say("variance", m.grandmasterClockQuality().offsetScaledLogVariance());
    draft.say("steps", m.stepsRemoved(), "utc", m.timeProperties().currentUtcOffset());
    draft.say("source", "0x%02x".formatted(m.timeProperties().timeSource()));
  }

  private static String time(long nanos) {
    return BigDecimal.valueOf(nanos, 9).toPlainString();
  }

  private static String tlv(Tlv tlv) {
    if (tlv instanceof UnicastTlv.Request t) {
      return "[request %s, log %d, %d s]"
          .formatted(name(t), t.logInterMessagePeriod(), t.durationField());
    }
    if (tlv instanceof UnicastTlv.Grant t) {
      return "[grant %s, log %d, %d s]"
          .formatted(name(t), t.logInterMessagePeriod(), t.durationField());
    }
    if (tlv instanceof UnicastTlv.Cancel t) {
      return "[cancel " + name(t) + "]";
    }
    if (tlv instanceof UnicastTlv.AcknowledgeCancel t) {
      return "[acknowledge cancel " + name(t) + "]";
    }
    if (tlv instanceof Tlv.PathTrace t) {
      return "[path " + t.path().stream().map(ClockIdentity::toString).collect(joining(" ")) + "]";
    }
    if (tlv instanceof Tlv.AlternateTimeOffset t) {
      return "[local time \"%s\" %+d s]".formatted(t.displayName(), t.currentOffset());
    }
    if (tlv instanceof ManagementTlv.Data t) {
      return "[" + id(t.managementId()) + "]";
    }
    if (tlv instanceof ManagementTlv.ErrorStatus t) {
      ManagementErrorId error = ManagementErrorId.of(t.managementErrorId());
      return "[error %s, %s]".formatted(named(error, t.managementErrorId()), id(t.managementId()));
    }
    if (tlv instanceof OrganizationTlv.SynchronizationMetadata) {
      return "[SMPTE synchronisation metadata]";
    }
    if (tlv instanceof OrganizationTlv.FollowUpInformation) {
      return "[802.1AS follow-up information]";
    }
    return "[TLV 0x%04x, %d octets]".formatted(tlv.type(), tlv.valueLength());
  }

  private static String name(UnicastTlv tlv) {
    return PtpDecoder.name(MessageType.of(tlv.messageType()));
  }

  private static String id(int number) {
    return named(ManagementId.of(number), number);
  }

  private static String action(int code) {
    return named(ManagementAction.of(code), code);
  }

  private static String named(@Nullable Enum<?> known, int number) {
    return known == null ? "0x%04x".formatted(number) : known.name();
  }
}
