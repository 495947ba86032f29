package io.timebridge.bridge.capture;

import io.timebridge.ntp.NtpNames;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpReferenceId;
import io.timebridge.ntp.NtpTrailer;
import java.nio.ByteBuffer;

/**
 * An NTP packet: the header, extension fields and MAC of the modes that carry time; the header of
 * the modes that do not, 6 and 7, is {@link NtpControlDecoder}'s.
 */
final class NtpDecoder {
  private static final double SHORT_UNITS_PER_SECOND = 65_536; // RFC 5905 §6

  private final NtpPacket packet = new NtpPacket();
  private final NtpTrailer trailer = new NtpTrailer();
  private final NtpControlDecoder control = new NtpControlDecoder();

  /** Decodes a packet as far as it goes. */
  void decode(ByteBuffer bytes, Draft draft) {
    if (!bytes.hasRemaining()) {
      draft.say("NTP").problem("there is nothing in it");
      return;
    }
    packet.wrap(bytes, 0);
    draft.say("NTPv" + packet.version(), NtpNames.mode(packet.mode()));
    draft.fields().add("ntp.flags", Byte.toUnsignedInt(bytes.get(0)));
    switch (packet.mode()) {
      case NtpPacket.MODE_CONTROL -> control.control(bytes, draft);
      case NtpPacket.MODE_PRIVATE -> control.privateMode(bytes, draft);
      default -> time(bytes, draft);
    }
  }

  private void time(ByteBuffer bytes, Draft draft) {
    int first = bytes.get(0);
    draft.fields().bits("ntp.flags.li", first, 0xC0);
    draft.fields().bits("ntp.flags.vn", first, 0x38);
    draft.fields().bits("ntp.flags.mode", first, 0x07);
    if (bytes.limit() < NtpPacket.LENGTH) {
      draft.problem("the header has " + bytes.limit() + " octets of " + NtpPacket.LENGTH);
      return;
    }
    header(bytes, draft.fields());
    say(draft);
    trailer.wrap(bytes, NtpPacket.LENGTH, bytes.limit(), packet.version());
    extensions(bytes, draft);
    mac(bytes, draft);
    if (trailer.isMalformed()) {
      draft.problem("what follows the header is neither extension fields nor a MAC");
    }
  }

  // RFC 5905 §7.3, figure 8.
  private void header(ByteBuffer bytes, Fields fields) {
    fields.add("ntp.stratum", packet.stratum());
    fields.add("ntp.ppoll", packet.poll() & 0xFF); // Wireshark takes both for unsigned
    fields.add("ntp.precision", packet.precision() & 0xFF);
    fields.add("ntp.rootdelay", Integer.toUnsignedLong(packet.rootDelay()));
    fields.add("ntp.rootdispersion", Integer.toUnsignedLong(packet.rootDispersion()));
    fields.octets("ntp.refid", bytes, NtpPacket.REFERENCE_ID, Integer.BYTES);
    fields.add("ntp.reftime", NtpTimes.wireshark(packet.referenceTimestamp()));
    fields.add("ntp.org", NtpTimes.wireshark(packet.originTimestamp()));
    fields.add("ntp.rec", NtpTimes.wireshark(packet.receiveTimestamp()));
    fields.add("ntp.xmt", NtpTimes.wireshark(packet.transmitTimestamp()));
  }

  private void say(Draft draft) {
    draft.say("stratum", packet.stratum());
    draft.say("refid", NtpReferenceId.text(packet.stratum(), packet.referenceId()));
    if (packet.leapIndicator() != NtpPacket.LEAP_NONE) {
      draft.say("leap", packet.leapIndicator());
    }
    draft.say("poll", packet.poll(), "precision", packet.precision());
    draft.say("rootdelay", seconds(packet.rootDelay()));
    draft.say("rootdisp", seconds(packet.rootDispersion()));
    draft.say("xmt", NtpTimes.iso(packet.transmitTimestamp()));
  }

  private static String seconds(int shortFormat) {
    return "%.6f".formatted(Integer.toUnsignedLong(shortFormat) / SHORT_UNITS_PER_SECOND);
  }

  private void extensions(ByteBuffer bytes, Draft draft) {
    Fields fields = draft.fields();
    while (trailer.next()) {
      fields.add("ntp.ext.type", trailer.fieldType());
      fields.add("ntp.ext.length", trailer.fieldLength());
      fields.octets("ntp.ext.value", bytes, trailer.bodyStart(), trailer.bodyLength());
      draft.say("ext", "\"" + NtpNames.extensionField(trailer.fieldType()) + "\"");
    }
  }

  private void mac(ByteBuffer bytes, Draft draft) {
    if (trailer.mac() == NtpTrailer.Mac.NONE) {
      return;
    }
    Fields fields = draft.fields();
    fields.octets("ntp.keyid", bytes, trailer.macStart(), NtpTrailer.KEY_ID_LENGTH);
    fields.octets("ntp.mac", bytes, trailer.digestStart(), trailer.digestLength());
    draft.say(
        switch (trailer.mac()) {
          case CRYPTO_NAK -> "crypto-NAK";
          case MS_SNTP, MS_SNTP_EXTENDED -> "MS-SNTP request";
          default ->
              "MAC of "
                  + trailer.digestLength()
                  + " octets, key "
                  + Integer.toUnsignedString(trailer.keyId());
        });
  }
}
