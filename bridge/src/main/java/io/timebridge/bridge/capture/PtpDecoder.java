package io.timebridge.bridge.capture;

import io.timebridge.ptp.wire.FieldName;
import io.timebridge.ptp.wire.FieldSink;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.Octets;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFields;
import io.timebridge.ptp.wire.PtpHeader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A PTPv2 message: all that {@link PtpFields} tells of it. */
final class PtpDecoder {
  private static final int VERSION = 2;
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private final PtpHeader header = new PtpHeader();
  private final PtpSummary summary = new PtpSummary();

  /** Decodes a message as far as it goes. */
  void decode(ByteBuffer bytes, Draft draft) {
    PtpDropReason reason = PtpCheck.check(bytes);
    draft.problem(reason == null ? null : reason.sentence());
    header.wrap(bytes);
    if (bytes.limit() < PtpHeader.LENGTH || header.version() != VERSION) {
      draft.say("PTP");
      return;
    }
    PtpFields.tell(bytes, new Sink(draft.fields()));
    summary.say(header, bytes, draft);
  }

  /** Takes the fields by Wireshark's names. */
  private record Sink(Fields fields) implements FieldSink {
    @Override
    public void number(FieldName field, long value) {
      fields.add(field.filter(), value);
    }

    /** An identity has its digits, as Wireshark prints it; a time is a number like others. */
    @Override
    public void unsigned(FieldName field, long bits) {
      if (field.filter().endsWith(".ns")) {
        BigInteger value = BigInteger.valueOf(bits);
        fields.add(field.filter(), bits < 0 ? value.add(TWO_TO_64) : value);
      } else {
        fields.add(field.filter(), "0x%016x".formatted(bits));
      }
    }

    @Override
    public void fraction(FieldName field, double value) {
      fields.add(field.filter(), value == 0 ? 0 : BigDecimal.valueOf(value));
    }

    @Override
    public void flag(FieldName field, boolean value) {
      fields.add(field.filter(), value ? 1 : 0);
    }

    @Override
    public void text(FieldName field, String value) {
      fields.add(field.filter(), value);
    }

    @Override
    public void octets(FieldName field, Octets value) {
      if (value.length() == 0) {
        fields.add(field.filter(), ""); // there, but empty: an address without octets
      } else {
        fields.octets(field.filter(), value.toBuffer(), 0, value.length());
      }
    }
  }

  /** {@return the standard's name of a type: {@code Pdelay_Resp_Follow_Up}} */
  static String name(@Nullable MessageType type) {
    if (type == null) {
      return "reserved";
    }
    StringBuilder name = new StringBuilder();
    for (String part : type.name().split("_", -1)) {
      name.append(name.isEmpty() ? "" : "_").append(part.charAt(0));
      name.append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
