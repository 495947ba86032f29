package io.timebridge.bridge.media;

import io.timebridge.bridge.EpochReading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a stream that is known by its sender's reports: pairs of an RTP timestamp and the
 * wall-clock time of the same instant, from RTCP sender reports (RFC 3550 §6.4.1) or header
 * extensions (RFC 6051, ONVIF).
 *
 * <p>Three reports that agree are believed, no less. A wall clock that is stepped is told from RTP
 * timestamps that jump by which of the two goes on as the arrivals do; after a step the stream is
 * read on by the old relation until the new one is known, as its media clock has not noticed. A
 * report that is missing, too old or without a time is said so and nothing is put in its place.
 *
 * <p>Fed by one thread, the same for all streams of one {@link SenderClock}; any thread may ask.
 */
public final class ReportedClock implements StreamClock {
  /** How old the newest report may be for the timestamps after it: 60 s, twelve intervals. */
  public static final long DEFAULT_STALE_NANOS = 60_000_000_000L;

  /** Of header extensions one in so long is looked at. */
  private static final long SPACING_NANOS = 1_000_000_000L;

  /** As long as reports come, header extensions say nothing new of the sender's clock. */
  private static final long REPORTS_COUNT_NANOS = 60_000_000_000L;

  private record Held(long wallNanos, Arrival arrival) {}

  private record View(ReportHistory history, ReportStatus status, boolean lost) {}

  private final MediaRate rate;
  private final ReferenceTime clock;
  private final @Nullable SenderClock sender;
  private final long staleNanos;
  private final RtcpPacket rtcp = new RtcpPacket();
  private final ReportLine line = new ReportLine();
  private final List<Held> held = new ArrayList<>();

  private boolean haveSource;
  private int source;
  private int strangers;
  private boolean haveTick;
  private long lastTick; // of a report that fitted
  private long lastArrival;
  private long suspectTick;
  private long suspectArrival;
  private long lineSince;
  private ReportHistory history = ReportHistory.EMPTY;
  private boolean extended;
  private long extensionArrival;
  private boolean reported;
  private long reportArrival;
  private boolean lost;
  private boolean timeless;

  private long accepted;
  private long withoutTime;
  private long accidents;
  private long clockSteps;
  private long lastStep;
  private long mediaJumps;
  private long otherSources;
  private long malformed;
  private volatile View view;

  /**
   * Creates one that has heard nothing.
   *
   * @param rate the rate of the RTP clock
   * @param clock the sender's clock: a {@link SenderClock} is measured by the way; another one,
   *     {@link ReferenceTime#utc} or a PTP domain's, is what the sender's NTP timestamps are taken
   *     for
   */
  public ReportedClock(MediaRate rate, ReferenceTime clock) {
    this(rate, clock, DEFAULT_STALE_NANOS);
  }

  /**
   * Creates one that has heard nothing.
   *
   * @param rate the rate of the RTP clock
   * @param clock the sender's clock
   * @param staleNanos how long after the newest report a timestamp may still be read, nanoseconds
   */
  public ReportedClock(MediaRate rate, ReferenceTime clock, long staleNanos) {
    this.rate = rate;
    this.clock = clock;
    this.sender = clock instanceof SenderClock measured ? measured : null;
    this.staleNanos = staleNanos;
    this.view = new View(history, makeStatus(), false);
  }

  /**
   * Takes a datagram of RTCP and looks for sender reports; the first one's source is the stream's,
   * until another one's have come three times without it.
   *
   * @param datagram from its position to its limit, neither of which is moved; big-endian
   * @param arrival when it arrived
   */
  public void rtcp(ByteBuffer datagram, Arrival arrival) {
    if (!RtcpPacket.isCompound(datagram)) {
      malformed++;
      publish();
      return;
    }
    for (boolean more = rtcp.first(datagram); more; more = rtcp.next()) {
      if (rtcp.isSenderReport()) {
        senderReport(rtcp.ssrc(), rtcp.rtpTimestamp(), rtcp.ntpTimestamp(), arrival);
      }
    }
  }

  /**
   * Takes a sender report.
   *
   * @param ssrc the sender's synchronisation source
   * @param rtpTimestamp the report's RTP timestamp
   * @param ntpTimestamp the NTP timestamp of the same instant; 0 if the sender does not know it
   * @param arrival when it arrived
   */
  public void senderReport(int ssrc, int rtpTimestamp, long ntpTimestamp, Arrival arrival) {
    if (haveSource && ssrc != source && ++strangers < ReportLine.ENOUGH) {
      otherSources++;
      publish();
      return;
    }
    if (haveSource && ssrc != source) {
      startAnew();
    }
    haveSource = true;
    source = ssrc;
    strangers = 0;
    reported = true;
    reportArrival = arrival.utcNanos();
    pair(rtpTimestamp, ntpTimestamp, arrival, true);
  }

  /**
   * Takes the wall-clock time that a packet carries in a header extension: see {@link
   * WallClock#ofHeaderExtension} and {@link OnvifExtension}. Of the packets of one frame the first
   * will do.
   *
   * @param rtpTimestamp the packet's RTP timestamp
   * @param ntpTimestamp the extension's NTP timestamp; 0 if the sender does not know it
   * @param arrival when the packet arrived; of a recording that is played back, the time of the
   *     recording, and with a clock that is taken at its word
   */
  public void headerExtension(int rtpTimestamp, long ntpTimestamp, Arrival arrival) {
    long since = arrival.utcNanos() - extensionArrival;
    if (extended && since >= 0 && since < SPACING_NANOS) {
      return;
    }
    extended = true;
    extensionArrival = arrival.utcNanos();
    boolean alone = !reported || arrival.utcNanos() - reportArrival > REPORTS_COUNT_NANOS;
    pair(rtpTimestamp, ntpTimestamp, arrival, alone);
  }

  private void pair(int rtpTimestamp, long ntpTimestamp, Arrival arrival, boolean tellsClock) {
    timeless = ntpTimestamp == 0;
    if (timeless) { // RFC 3550 §6.4.1: it has no notion of wall-clock time
      withoutTime++;
      publish();
      return;
    }
    long wall = WallClock.nanosOf(ntpTimestamp, arrival.utcNanos());
    long tick = extend(rtpTimestamp, wall, arrival);
    long media = rate.nanosAt(tick);
    ReportLine.Line before = line.line();
    ReportLine.Verdict verdict = line.add(media, wall);
    if (verdict == ReportLine.Verdict.SUSPECT) {
      suspectTick = tick;
      suspectArrival = arrival.utcNanos();
      hold(wall, arrival);
      publish();
      return;
    }
    if (!haveTick || verdict == ReportLine.Verdict.BEGINS_ANEW) {
      lineSince = arrival.utcNanos();
    }
    haveTick = true;
    lastTick = tick;
    lastArrival = arrival.utcNanos();
    if (verdict == ReportLine.Verdict.JUMPED && before != null) {
      held.add(new Held(wall, arrival));
      jumped(before, media, tellsClock);
    } else {
      accidents += held.size() + (verdict == ReportLine.Verdict.BEGINS_ANEW ? 1 : 0);
      held.clear();
      accepted++;
      tell(tellsClock, wall, arrival);
    }
    remember(tick, arrival);
    publish();
  }

  private void hold(long wall, Arrival arrival) {
    if (line.suspects() == 1) { // those before were accidents
      accidents += held.size();
      held.clear();
    }
    held.add(new Held(wall, arrival));
  }

  private void tell(boolean tellsClock, long wall, Arrival arrival) {
    if (sender != null && tellsClock) {
      sender.heard(wall, arrival);
    }
  }

  /** Three reports agree that the old line does not hold: which of the clocks was it? */
  private void jumped(ReportLine.Line before, long media, boolean tellsClock) {
    accepted += ReportLine.ENOUGH;
    lineSince = held.get(0).arrival().utcNanos();
    Held newest = held.get(held.size() - 1);
    if (isMediaSteady(before.wallAt(media), newest)) {
      clockSteps++;
      lastStep = ReportLine.miss(before, media, newest.wallNanos());
      // The sender's other streams may have told of it already.
      if (sender != null && sender.epoch() == clockEpoch()) {
        sender.jumped();
      }
    } else {
      mediaJumps++;
      lost = true;
    }
    held.forEach(each -> tell(tellsClock, each.wallNanos(), each.arrival()));
    held.clear();
  }

  /**
   * Whether the RTP timestamp, read by the old line, is nearer to the arrival than the wall-clock
   * time of the report, both by what was known of the clock before.
   */
  private boolean isMediaSteady(long wallByMedia, Held report) {
    Optional<EpochReading> byMedia = clock.utcOf(clockEpoch(), wallByMedia);
    if (byMedia.isEmpty()) {
      return false;
    }
    double late = (double) (report.arrival().utcNanos() - byMedia.get().nanos());
    double stepped = (double) (report.wallNanos() - wallByMedia);
    return Math.abs(late) < Math.abs(stepped - late);
  }

  /** The epoch of the sender's clock that the newest timestamps are read by. */
  private long clockEpoch() {
    ReportHistory.Piece newest = history.newest();
    return newest == null ? 0 : newest.clockEpoch();
  }

  private void startAnew() {
    line.clear();
    held.clear();
    haveTick = false;
    mediaJumps++;
    lost = true;
  }

  /** The RTP timestamp without wrapping: near to where the arrivals have got to. */
  private long extend(int rtpTimestamp, long wall, Arrival arrival) {
    if (!haveTick) {
      return Integer.toUnsignedLong(rtpTimestamp);
    }
    long tick =
        MediaRate.unwrap(rtpTimestamp, lastTick + rate.ticksAt(arrival.utcNanos() - lastArrival));
    if (line.suspects() == 0 || line.fits(rate.nanosAt(tick), wall)) {
      return tick;
    }
    // After a jump by half of all timestamps it is near to neither side; but to those that jumped.
    return MediaRate.unwrap(
        rtpTimestamp, suspectTick + rate.ticksAt(arrival.utcNanos() - suspectArrival));
  }

  private void remember(long tick, Arrival arrival) {
    ReportLine.Line now = line.line();
    if (now == null) {
      return;
    }
    Optional<EpochReading> epoch = clock.referenceOf(arrival.utcNanos());
    boolean known = sender == null ? epoch.isPresent() : sender.isKnown();
    if (epoch.isEmpty() || !known) {
      return;
    }
    lost = false;
    history =
        history.with(
            new ReportHistory.Piece(now, tick, epoch.get().epoch(), arrival.utcNanos(), lineSince));
  }

  private void publish() {
    view = new View(history, makeStatus(), lost);
  }

  private ReportStatus makeStatus() {
    boolean usable = history.newest() != null && !lost;
    return new ReportStatus(
        usable,
        usable ? "by the reports of the sender" + remark() : missing(),
        accepted,
        withoutTime,
        accidents,
        clockSteps,
        lastStep,
        mediaJumps,
        otherSources,
        malformed);
  }

  private String remark() {
    if (line.suspects() > 0) {
      return "; " + line.suspects() + " in a row do not fit them";
    }
    if (timeless) {
      return "; the newest had no wall-clock time (NTP timestamp 0)";
    }
    boolean stepping = sender != null && !sender.isKnown();
    return stepping
        ? String.format(
            Locale.ROOT,
            "; its clock was stepped by %.3f s, and the media clock goes on",
            lastStep / 1e9)
        : "";
  }

  private String missing() {
    if (accepted + accidents == 0) {
      return withoutTime == 0
          ? "no report of the sender has been heard"
          : "the sender's reports have no wall-clock time (NTP timestamp 0)";
    }
    String begun = lost ? " since the RTP timestamps jumped" : "";
    if (line.count() < ReportLine.ENOUGH) {
      return "%d of %d reports that agree have been heard"
              .formatted(line.count(), ReportLine.ENOUGH)
          + begun;
    }
    return clock.reason();
  }

  /** {@return how it is and what was heard} */
  public ReportStatus status() {
    return view.status();
  }

  @Override
  public MediaTime timeOf(int rtpTimestamp, long nearUtcNanos) {
    View now = view;
    ReportHistory.Piece piece = now.history().at(nearUtcNanos);
    if (piece == null || (now.lost() && nearUtcNanos > piece.arrivalUtcNanos())) {
      return MediaTime.unknown(now.status().reason());
    }
    long since = nearUtcNanos - piece.arrivalUtcNanos();
    if (Math.abs(since) > staleNanos) {
      return MediaTime.unknown(stale(since));
    }
    long tick = MediaRate.unwrap(rtpTimestamp, piece.tick() + rate.ticksAt(since));
    long media = rate.nanosAt(tick);
    ReportLine.Line held = piece.line();
    long beyond = held.beyond(media);
    return MediaTime.of(
        new MediaTime.InReference(
            clock,
            held.wallAt(media),
            piece.clockEpoch(),
            held.estimatedNanos() + rate.tickNanos() / 2 + beyond / 4,
            held.boundNanos() + rate.tickNanos() + beyond),
        now.status().reason());
  }

  private static String stale(long sinceNanos) {
    return String.format(
        Locale.ROOT,
        sinceNanos > 0
            ? "the newest report of the sender is %.1f s older"
            : "the oldest report that is kept is %.1f s younger",
        Math.abs(sinceNanos) / 1e9);
  }

  @Override
  public OptionalInt timestampAt(long utcNanos) {
    View now = view;
    ReportHistory.Piece piece = now.history().at(utcNanos);
    if (piece == null
        || (now.lost() && utcNanos > piece.arrivalUtcNanos())
        || Math.abs(utcNanos - piece.arrivalUtcNanos()) > staleNanos) {
      return OptionalInt.empty();
    }
    Optional<EpochReading> wall = clock.referenceOf(utcNanos);
    return wall.isPresent() && wall.get().epoch() == piece.clockEpoch()
        ? OptionalInt.of((int) rate.ticksAt(piece.line().mediaAt(wall.get().nanos())))
        : OptionalInt.empty();
  }
}
