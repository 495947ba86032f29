package io.timebridge.ptp;

import io.timebridge.ptp.wire.PortIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices two masters at once on a port's network: two that announce themselves and send Sync for
 * longer than it takes one of them to hear the other and give way. Some followers then follow the
 * one, some the other.
 */
final class DuelWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);
  private static final long AGAIN_NANOS = 60_000_000_000L;
  private static final long NEVER = Long.MIN_VALUE;

  /** One of those who lead. */
  private record Contender(
      DataSet set, PortIdentity identity, @Nullable String address, int stepsRemoved) {
    String where() {
      return identity + (address == null ? " (ourselves)" : " at " + address);
    }
  }

  private final PtpClock clock;
  private final PtpPort port;
  private final ForeignMasters foreignMasters;
  private long sinceLocalNanos = NEVER;
  private long toldLocalNanos = NEVER;
  private @Nullable String sentence;

  DuelWatch(PtpClock clock, PtpPort port, ForeignMasters foreignMasters) {
    this.clock = clock;
    this.port = port;
    this.foreignMasters = foreignMasters;
  }

  /** Somebody was heard, or fell silent. */
  void look(long nowLocalNanos) {
    List<Contender> leading = leading(nowLocalNanos);
    if (leading.size() < 2) {
      sinceLocalNanos = NEVER;
      if (sentence != null) {
        sentence = null;
        LOG.info("{}: there is one master again", clock.name());
        clock.publish(nowLocalNanos);
      }
      return;
    }
    if (sinceLocalNanos == NEVER) {
      sinceLocalNanos = nowLocalNanos;
    }
    leading.sort((a, b) -> clock.comparison().compare(a.set(), b.set()).order());
    long lasts = nowLocalNanos - sinceLocalNanos;
    if (lasts > grace(leading.get(1))) {
      tell(leading.get(0), leading.get(1), lasts, nowLocalNanos);
    }
  }

  /** Time passed, in which perhaps nobody was heard. */
  void timePassed(long nowLocalNanos) {
    if (sentence != null) {
      look(nowLocalNanos);
    }
  }

  private List<Contender> leading(long nowLocalNanos) {
    List<Contender> leading = new ArrayList<>();
    int timeout = port.profile().announceReceiptTimeout();
    for (ForeignMasters.Master each : foreignMasters.leading(timeout, nowLocalNanos)) {
      leading.add(
          new Contender(
              DataSet.of(each.announce(), port.identity()),
              each.announce().source(),
              each.address(),
              each.announce().stepsRemoved()));
    }
    Given given = port.state() == PortState.MASTER ? clock.given() : null;
    if (given != null) {
      leading.add(
          new Contender(
              DataSet.given(given, port.identity()), port.identity(), null, given.stepsRemoved()));
    }
    return leading;
  }

  /** As long as the worse one may need: to qualify the other, and to know that it stays. */
  private long grace(Contender worse) {
    int intervals =
        ForeignMasters.WINDOW_INTERVALS
            + port.profile().announceReceiptTimeout()
            + 1 // its qualification timeout, if it came second
            + worse.stepsRemoved();
    return intervals * Intervals.nanos(port.profile().logAnnounceInterval());
  }

  private void tell(Contender winner, Contender loser, long lasts, long nowLocalNanos) {
    boolean isNew = toldLocalNanos == NEVER || nowLocalNanos - toldLocalNanos > AGAIN_NANOS;
    sentence =
        "two masters at once for %d s: %s wins by %s, and %s does not give way"
            .formatted(
                lasts / 1_000_000_000L,
                winner.where(),
                clock.comparison().compare(winner.set(), loser.set()).by(),
                loser.where());
    if (isNew) {
      toldLocalNanos = nowLocalNanos;
      LOG.warn("{}: {}", clock.name(), sentence);
    }
    clock.publish(nowLocalNanos);
  }

  /** What is wrong now, or null. */
  @Nullable String sentence() {
    return sentence;
  }
}
