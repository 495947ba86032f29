package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The masters that a port hears. One is considered only after two Announces within {@link
 * #WINDOW_INTERVALS} Announce intervals (IEEE 1588's FOREIGN_MASTER_THRESHOLD and
 * FOREIGN_MASTER_TIME_WINDOW) that say the same of its grandmaster, so that no single stray packet
 * elects anybody.
 */
final class ForeignMasters {
  static final int WINDOW_INTERVALS = 4;

  /** More than any network has; a flood of invented ones must not fill the memory. */
  private static final int CAPACITY = 32;

  /**
   * The slowest that IEEE 1588's default profiles allow. Whoever claims more would be waited for,
   * after its death, for minutes.
   */
  private static final int MAX_LOG_ANNOUNCE_INTERVAL = 4;

  static final class Master {
    private final SequenceWatch sequence = new SequenceWatch(1);
    private AnnounceMessage announce;
    private String address = "";
    private final Route route = new Route();
    private long newestLocalNanos;
    private long previousLocalNanos = Long.MIN_VALUE;
    private long syncLocalNanos = Long.MIN_VALUE;

    Master(AnnounceMessage announce) {
      this.announce = announce;
      sequence.accept(announce.header().sequenceId());
    }

    AnnounceMessage announce() {
      return announce;
    }

    String address() {
      return address;
    }

    /** The way to one of its UDP ports; valid until the next. */
    Route route(int udpPort) {
      return route.setRemotePort(udpPort);
    }

    long newestLocalNanos() {
      return newestLocalNanos;
    }

    private boolean qualified(long nowLocalNanos, long intervalNanos) {
      return previousLocalNanos != Long.MIN_VALUE
          && nowLocalNanos - previousLocalNanos <= WINDOW_INTERVALS * intervalNanos;
    }
  }

  private long announceIntervalNanos;
  private int keptIntervals;
  private final int maxStepsRemoved;
  private final List<Master> masters = new ArrayList<>();

  ForeignMasters(int logAnnounceInterval, int announceReceiptTimeout, int maxStepsRemoved) {
    this.maxStepsRemoved = maxStepsRemoved;
    configure(logAnnounceInterval, announceReceiptTimeout);
  }

  /** The port's own interval and timeout from now on. */
  final void configure(int logAnnounceInterval, int announceReceiptTimeout) {
    this.announceIntervalNanos = Intervals.nanos(logAnnounceInterval);
    // The one that is followed must not be forgotten before its silence is proven.
    this.keptIntervals = Math.max(WINDOW_INTERVALS, announceReceiptTimeout + 1);
  }

  /** Takes an Announce; tells why it may not be considered, or null if it may. */
  @Nullable PtpDropReason heard(AnnounceMessage announce, Route from, long nowLocalNanos) {
    if (announce.stepsRemoved() >= maxStepsRemoved) {
      return PtpDropReason.UNQUALIFIED;
    }
    Master master = find(announce.source());
    if (master == null) {
      forgetSilent(nowLocalNanos);
      if (masters.size() == CAPACITY) {
        return PtpDropReason.TOO_MANY_MASTERS;
      }
      master = new Master(announce);
      masters.add(master);
    } else {
      if (!master.sequence.accept(announce.header().sequenceId())) {
        return PtpDropReason.STALE;
      }
      master.previousLocalNanos =
          agree(master.announce, announce) ? master.newestLocalNanos : Long.MIN_VALUE;
    }
    master.announce = announce;
    master.newestLocalNanos = nowLocalNanos;
    master.route.copyFrom(from);
    master.address = from.remote().getAddress().getHostAddress();
    return null;
  }

  /**
   * Whether both would win by the same; the variance is left out, since some masters measure it.
   */
  private static boolean agree(AnnounceMessage a, AnnounceMessage b) {
    return a.grandmasterIdentity().equals(b.grandmasterIdentity())
        && a.grandmasterPriority1() == b.grandmasterPriority1()
        && a.grandmasterClockQuality().clockClass() == b.grandmasterClockQuality().clockClass()
        && a.grandmasterClockQuality().clockAccuracy()
            == b.grandmasterClockQuality().clockAccuracy()
        && a.grandmasterPriority2() == b.grandmasterPriority2();
  }

  /** A Sync came: its sender, if it is known, is more than announced. Makes no garbage. */
  void heardSync(PtpHeader sync, long nowLocalNanos) {
    for (int i = 0; i < masters.size(); i++) {
      Master master = masters.get(i);
      if (sync.isFrom(master.announce.source())) {
        master.syncLocalNanos = nowLocalNanos;
      }
    }
  }

  /** Those that are masters by what they do: announced lately, twice at least, and sending Sync. */
  List<Master> leading(int timeoutIntervals, long nowLocalNanos) {
    return masters.stream()
        .filter(
            master -> {
              long timeout = timeoutIntervals * interval(master);
              return master.previousLocalNanos != Long.MIN_VALUE
                  && master.syncLocalNanos != Long.MIN_VALUE
                  && nowLocalNanos - master.newestLocalNanos <= timeout
                  && nowLocalNanos - master.syncLocalNanos <= timeout;
            })
        .toList();
  }

  @Nullable Master find(PortIdentity source) {
    for (Master master : masters) {
      if (master.announce.source().equals(source)) {
        return master;
      }
    }
    return null;
  }

  void forget(Master master) {
    masters.remove(master);
  }

  void forgetAll() {
    masters.clear();
  }

  void forgetSilent(long nowLocalNanos) {
    masters.removeIf(
        master -> nowLocalNanos - master.newestLocalNanos > keptIntervals * interval(master));
  }

  /**
   * The best of those that may be considered, or null; the one that the port depends on already
   * may.
   */
  @Nullable Master best(
      PortIdentity receiver,
      @Nullable Master watched,
      DataSetComparison comparison,
      long nowLocalNanos) {
    Master best = null;
    for (Master master : masters) {
      boolean considered = master == watched || master.qualified(nowLocalNanos, interval(master));
      if (considered
          && (best == null
              || comparison.isBetter(
                  DataSet.of(master.announce, receiver), DataSet.of(best.announce, receiver)))) {
        best = master;
      }
    }
    return best;
  }

  /** A master that announces more slowly than configured here is given its own time. */
  long interval(Master master) {
    int log = master.announce.header().logMessageInterval();
    boolean believed = Intervals.isSane(log) && log <= MAX_LOG_ANNOUNCE_INTERVAL;
    return Math.max(announceIntervalNanos, believed ? Intervals.nanos(log) : 0);
  }
}
