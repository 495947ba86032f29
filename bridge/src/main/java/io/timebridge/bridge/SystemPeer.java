package io.timebridge.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom the timeline follows among the sources that are believed: the first in the operator's order;
 * then a PTP domain, the first in the config; then a receiver with a pulse; then the NTP server of
 * the lowest stratum and of these the nearest to true time. Who is followed stays so while another
 * is not clearly better: what is served tells whom it follows, and clients should not see that
 * flap. RFC 5905 §11.2.3. One thread.
 */
final class SystemPeer {

  /**
   * Servers that are nearer than this are equals, as for the reference implementation's MINDIST.
   */
  private static final long LEAST_DISTANCE_NANOS = 1_000_000;

  private static final double CLEARLY = 2;

  private final List<String> prefer;
  private @Nullable String present;

  SystemPeer(List<String> prefer) {
    this.prefer = prefer;
  }

  /** A source that may be followed, and its time. */
  record Candidate(Source source, SourceTime time) {}

  /** The one to follow now; null if there is none. */
  @Nullable Source choose(List<Candidate> believed, long nowLocalNanos) {
    Candidate best = null;
    for (Candidate each : believed) {
      if (best == null || isBetter(each, best, nowLocalNanos)) {
        best = each;
      }
    }
    if (best == null) {
      return null;
    }
    for (Candidate each : believed) {
      if (each.source().name().equals(present) && isAsGood(each, best, nowLocalNanos)) {
        return each.source();
      }
    }
    present = best.source().name();
    return best.source();
  }

  private boolean isBetter(Candidate each, Candidate than, long now) {
    if (rank(each) != rank(than)) {
      return rank(each) < rank(than);
    }
    if (stratum(each) != stratum(than)) {
      return stratum(each) < stratum(than);
    }
    return distance(each, now) < distance(than, now);
  }

  private boolean isAsGood(Candidate each, Candidate best, long now) {
    return each.source().kind() != Source.Kind.PTP
        && rank(each) == rank(best)
        && stratum(each) == stratum(best)
        && distance(each, now) <= CLEARLY * distance(best, now) + LEAST_DISTANCE_NANOS;
  }

  private int rank(Candidate each) {
    int preferred = prefer.indexOf(each.source().name());
    if (preferred >= 0) {
      return preferred;
    }
    return prefer.size() + precision(each);
  }

  /**
   * A PTP domain is the most precise, then what is traceable by its own pulse; a receiver without
   * one is worse than a server on the network.
   */
  private static int precision(Candidate each) {
    return switch (each.source().kind()) {
      case PTP -> 0;
      case GPSD -> each.time().traceable() ? 1 : 3;
      case OWN -> each.time().traceable() ? 1 : 2;
      case NTP -> 2;
      case SYSTEM -> 4;
    };
  }

  /** A PTP domain's steps are not judged: the config's order counts. */
  private static int stratum(Candidate each) {
    return each.source().kind() == Source.Kind.PTP ? 0 : each.time().stratum();
  }

  /** The root distance when it was last heard: one that is asked seldom is not worse for that. */
  private static long distance(Candidate each, long nowLocalNanos) {
    if (each.source().kind() == Source.Kind.PTP) {
      return 0;
    }
    SourceTime time = each.time();
    double grown = (nowLocalNanos - time.heardLocalNanos()) * time.tai().boundGrowthPpb() * 1e-9;
    return Math.max(0, time.tai().errorBoundAt(nowLocalNanos) - Math.max(0, Math.round(grown)));
  }
}
