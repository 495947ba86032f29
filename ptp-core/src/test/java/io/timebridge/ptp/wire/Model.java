package io.timebridge.ptp.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.ListArbitrary;

/** Anything that can be said in PTP, as jqwik makes it up. */
final class Model {
  private Model() {}

  static Arbitrary<PtpMessage> messages() {
    return Arbitraries.oneOf(
        stamped(MessageType.SYNC),
        stamped(MessageType.DELAY_REQ),
        stamped(MessageType.PDELAY_REQ),
        stamped(MessageType.FOLLOW_UP),
        answers(MessageType.PDELAY_RESP),
        answers(MessageType.DELAY_RESP),
        answers(MessageType.PDELAY_RESP_FOLLOW_UP),
        announces(),
        Combinators.combine(headers(MessageType.SIGNALING), ports(), tlvs())
            .as(PtpMessage.Signaling::new),
        Combinators.combine(
                headers(MessageType.MANAGEMENT), ports(), octet(), octet(), bits(4), tlvs())
            .as(PtpMessage.Management::new));
  }

  private static Arbitrary<PtpMessage> stamped(MessageType type) {
    return Combinators.combine(headers(type), nanos(), tlvs())
        .as(
            (header, nanos, tlvs) ->
                switch (type) {
                  case SYNC -> new PtpMessage.Sync(header, nanos, tlvs);
                  case DELAY_REQ -> new PtpMessage.DelayReq(header, nanos, tlvs);
                  case PDELAY_REQ -> new PtpMessage.PdelayReq(header, nanos, tlvs);
                  default -> new PtpMessage.FollowUp(header, nanos, tlvs);
                });
  }

  private static Arbitrary<PtpMessage> answers(MessageType type) {
    return Combinators.combine(headers(type), nanos(), ports(), tlvs())
        .as(
            (header, nanos, port, tlvs) ->
                switch (type) {
                  case DELAY_RESP -> new PtpMessage.DelayResp(header, nanos, port, tlvs);
                  case PDELAY_RESP -> new PtpMessage.PdelayResp(header, nanos, port, tlvs);
                  default -> new PtpMessage.PdelayRespFollowUp(header, nanos, port, tlvs);
                });
  }

  private static Arbitrary<PtpMessage> announces() {
    Arbitrary<TimeProperties> time =
        Combinators.combine(bits(6), int16(), octet())
            .as(
                (flags, offset, source) ->
                    new TimeProperties(
                        offset,
                        (flags & 1) != 0,
                        (flags & 2) != 0,
                        (flags & 4) != 0,
                        (flags & 8) != 0,
                        (flags & 16) != 0,
                        (flags & 32) != 0,
                        source));
    Arbitrary<ClockQuality> quality =
        Combinators.combine(octet(), octet(), bits(16)).as(ClockQuality::new);
    return Combinators.combine(headers(MessageType.ANNOUNCE), nanos(), time, octet(), quality)
        .flatAs(
            (header, nanos, properties, priority1, clockQuality) ->
                Combinators.combine(octet(), clocks(), bits(16), tlvs())
                    .as(
                        (priority2, grandmaster, steps, tlvs) ->
                            new AnnounceMessage(
                                header,
                                nanos,
                                properties,
                                priority1,
                                clockQuality,
                                priority2,
                                grandmaster,
                                steps,
                                tlvs)));
  }

  /** controlField need not be the type's, and every flag may be set. */
  private static Arbitrary<CommonHeader> headers(MessageType type) {
    Arbitrary<Long> corrections = Arbitraries.longs().filter(c -> c != Long.MAX_VALUE);
    Arbitrary<Integer> control = Arbitraries.oneOf(octet(), Arbitraries.just(type.controlField()));
    return Combinators.combine(bits(12), bits(4), octet(), bits(16), corrections)
        .flatAs(
            (sdoId, minor, domain, flags, correction) ->
                Combinators.combine(unsigned(32), ports(), bits(16), control, int8())
                    .as(
                        (specific, source, sequenceId, controlField, log) ->
                            new CommonHeader(
                                sdoId,
                                minor,
                                domain,
                                flags,
                                correction,
                                specific,
                                source,
                                sequenceId,
                                controlField,
                                log)));
  }

  private static ListArbitrary<Tlv> tlvs() {
    return tlv().list().ofMaxSize(4);
  }

  static Arbitrary<Tlv> tlv() {
    return Arbitraries.oneOf(
        Combinators.combine(bits(16), octets()).as(ManagementTlv.Data::new),
        Combinators.combine(bits(16), bits(16), texts()).as(ManagementTlv.ErrorStatus::new),
        Combinators.combine(Arbitraries.of(0x0003, 0x4000, 0x8000), bits(24), bits(24), octets())
            .as(OrganizationTlv.Extension::new),
        metadata(),
        Combinators.combine(int32(), bits(16), int96(), int32())
            .as(OrganizationTlv.FollowUpInformation::new),
        Combinators.combine(bits(4), int8(), unsigned(32)).as(UnicastTlv.Request::new),
        Combinators.combine(bits(4), int8(), unsigned(32), bools()).as(UnicastTlv.Grant::new),
        Combinators.combine(bits(4), bools(), bools()).as(UnicastTlv.Cancel::new),
        Combinators.combine(bits(4), bools(), bools()).as(UnicastTlv.AcknowledgeCancel::new),
        clocks().list().ofMaxSize(5).map(Tlv.PathTrace::new),
        Combinators.combine(octet(), int32(), int32(), unsigned(48), texts())
            .as(Tlv.AlternateTimeOffset::new),
        Arbitraries.integers().between(0, 20).map(half -> new Tlv.Pad(2 * half)),
        Combinators.combine(octet(), octet(), unsigned(32), octets()).as(Tlv.Authentication::new),
        Combinators.combine(Arbitraries.integers().between(0x000A, 0x3FFF), octets())
            .as(Tlv.Unknown::new));
  }

  private static Arbitrary<Tlv> metadata() {
    return Combinators.combine(unsigned(32), unsigned(32), octet(), octet(), int32(), int32())
        .flatAs(
            (numerator, denominator, status, flags, offset, jump) ->
                Combinators.combine(
                        unsigned(48), unsigned(48), unsigned(48), int32(), octet(), octet())
                    .as(
                        (nextJump, nextJam, lastJam, lastOffset, saving, leap) ->
                            new OrganizationTlv.SynchronizationMetadata(
                                numerator,
                                denominator,
                                status,
                                flags,
                                offset,
                                jump,
                                nextJump,
                                nextJam,
                                lastJam,
                                lastOffset,
                                saving,
                                leap)));
  }

  private static Arbitrary<Integer> bits(int count) {
    int max = (1 << count) - 1;
    return Arbitraries.oneOf(Arbitraries.integers().between(0, max), Arbitraries.of(0, max));
  }

  private static Arbitrary<Integer> octet() {
    return bits(8);
  }

  private static Arbitrary<Integer> int8() {
    return octet().map(octet -> (int) octet.byteValue());
  }

  private static Arbitrary<Integer> int16() {
    return bits(16).map(bits -> (int) bits.shortValue());
  }

  private static Arbitrary<Integer> int32() {
    return unsigned(32).map(Long::intValue);
  }

  private static Arbitrary<Long> unsigned(int bits) {
    long max = (1L << bits) - 1;
    return Arbitraries.oneOf(Arbitraries.longs().between(0, max), Arbitraries.of(0L, max));
  }

  private static Arbitrary<Boolean> bools() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<BigInteger> int96() {
    BigInteger limit = BigInteger.ONE.shiftLeft(95);
    return Arbitraries.bigIntegers().between(limit.negate(), limit.subtract(BigInteger.ONE));
  }

  private static Arbitrary<Long> nanos() {
    return Arbitraries.longs()
        .between(0, PtpTimestamp.MAX_SECONDS * PtpTimestamp.NANOS + PtpTimestamp.NANOS - 1);
  }

  private static Arbitrary<ClockIdentity> clocks() {
    return Arbitraries.longs().map(ClockIdentity::new);
  }

  private static Arbitrary<PortIdentity> ports() {
    return Combinators.combine(clocks(), bits(16)).as(PortIdentity::new);
  }

  private static Arbitrary<Octets> octets() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(40)
        .map(bytes -> Octets.of(java.util.Arrays.copyOf(bytes, bytes.length & ~1)));
  }

  /** Texts of which UTF-8 makes at most 255 octets. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(60)
        .filter(text -> text.equals(new String(utf8(text), StandardCharsets.UTF_8)))
        .filter(text -> utf8(text).length <= VariableField.Text.MAX_OCTETS);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
