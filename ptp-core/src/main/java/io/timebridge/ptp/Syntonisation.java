package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast the masters' time runs whose Syncs pass a transparent clock, domain by domain: a
 * residence time is to be told in the nanoseconds of whoever reads it. A sequence of Syncs as they
 * came is enough, since the way here, whatever its delay, does not change their rate.
 *
 * <p>Bounded: the clock's own domain always has its place; of the others as many as there is room
 * for, and one gives way only after it has been silent. Makes no garbage but for the status.
 */
final class Syntonisation {
  static final int DOMAINS = 16;

  /** So long a domain that is silent keeps its place. */
  static final long SILENT_NANOS = 60_000_000_000L;

  private static final int FREE = -1;

  /** The rate of one domain, and its newest two-step Sync, until its Follow_Up. */
  private static final class Domain {
    private final RateRatio rate = new RateRatio();
    private int key = FREE;
    private long heardLocal;
    private long syncClock;
    private int syncPort;
    private int syncId = -1;
    private long syncCorrection;
    private long syncArrived;
  }

  private final Domain[] domains = new Domain[DOMAINS];
  private final RateRatio unknown = new RateRatio(); // for ever
  private final TimestampMessage stamped = new TimestampMessage();

  /**
   * Knows no rate yet.
   *
   * @param ownDomain the domainNumber that always has a place, with sdoId 0
   */
  Syntonisation(int ownDomain) {
    for (int i = 0; i < DOMAINS; i++) {
      domains[i] = new Domain();
    }
    domains[0].key = ownDomain;
  }

  /** What a message's domain is told by: sdoId and domainNumber. */
  static int domain(PtpHeader header) {
    return header.sdoId() << 8 | header.domainNumber();
  }

  /** The rate of a domain's master; until it is known, the local clock's own. */
  RateRatio rate(int domain) {
    for (Domain each : domains) {
      if (each.key == domain) {
        return each.rate;
      }
    }
    return unknown;
  }

  /** The rate of the clock's own domain. */
  RateRatio own() {
    return domains[0].rate;
  }

  /**
   * A Sync came.
   *
   * @return whether a rate is another now
   */
  boolean sync(ByteBuffer packet, PtpHeader header, boolean twoStep, long arrivedLocal) {
    Domain domain = place(domain(header), arrivedLocal);
    if (domain == null) {
      return false;
    }
    domain.heardLocal = arrivedLocal;
    long source = header.sourceClockBits();
    if (!twoStep) {
      stamped.wrap(packet);
      long correction = Intervals.roundScaled(header.correctionScaledNanos());
      return domain.rate.measured(source, stamped.timestampNanos() + correction, arrivedLocal);
    }
    domain.syncClock = source;
    domain.syncPort = header.sourcePortNumber();
    domain.syncId = header.sequenceId();
    domain.syncCorrection = header.correctionScaledNanos();
    domain.syncArrived = arrivedLocal;
    return false;
  }

  /**
   * A Follow_Up came.
   *
   * @return whether a rate is another now
   */
  boolean followUp(ByteBuffer packet, PtpHeader header) {
    int key = domain(header);
    long source = header.sourceClockBits();
    for (Domain domain : domains) {
      if (domain.key == key
          && domain.syncId == header.sequenceId()
          && domain.syncClock == source
          && domain.syncPort == header.sourcePortNumber()) {
        domain.syncId = -1;
        stamped.wrap(packet);
        long correction =
            Intervals.roundScaled(domain.syncCorrection)
                + Intervals.roundScaled(header.correctionScaledNanos());
        long master = stamped.timestampNanos() + correction;
        return domain.rate.measured(source, master, domain.syncArrived);
      }
    }
    return false;
  }

  /** The domain's place: its own, or a new one; null if there is none. */
  private @Nullable Domain place(int key, long nowLocal) {
    Domain silent = null;
    for (Domain each : domains) {
      if (each.key == key) {
        return each;
      }
      if (each == domains[0] || (silent != null && silent.key == FREE)) {
        continue;
      }
      if (each.key == FREE || silent == null || each.heardLocal - silent.heardLocal < 0) {
        silent = each;
      }
    }
    if (silent == null || (silent.key != FREE && nowLocal - silent.heardLocal < SILENT_NANOS)) {
      return null;
    }
    silent.key = key;
    silent.syncId = -1;
    silent.rate.restart();
    return silent;
  }

  /** The rates that are known; allocates. */
  List<TransparentStatus.Rate> known() {
    List<TransparentStatus.Rate> known = new ArrayList<>();
    for (Domain each : domains) {
      if (each.key != FREE && each.rate.isKnown()) {
        known.add(
            new TransparentStatus.Rate(
                each.key >> 8,
                each.key & 0xFF,
                new ClockIdentity(each.rate.sourceBits()),
                each.rate.ppb()));
      }
    }
    return known;
  }
}
