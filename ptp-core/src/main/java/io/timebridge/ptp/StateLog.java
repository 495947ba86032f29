package io.timebridge.ptp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of a port's changes of state, up to {@link #MOST} a minute: whoever floods a
 * network with Announces makes a change with every second one, and must not fill the disk.
 */
final class StateLog {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  /** A port that lives through a flapping link or election has a dozen. */
  static final int MOST = 60;

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final PtpClock clock;
  private final PtpPort port;
  private long sinceLocalNanos;
  private int changes; // since then

  StateLog(PtpClock clock, PtpPort port) {
    this.clock = clock;
    this.port = port;
  }

  /** The port's state is another, and why. */
  void changed(PortState next, String why, long nowLocalNanos) {
    tell(next + ": " + why, nowLocalNanos);
  }

  /** What the port knows of its master is another. */
  void tell(String what, long nowLocalNanos) {
    if (changes == 0 || nowLocalNanos - sinceLocalNanos > MINUTE_NANOS) {
      if (changes > MOST) {
        LOG.warn("{}{}: {} changes were not told", clock.name(), where(), changes - MOST);
      }
      sinceLocalNanos = nowLocalNanos;
      changes = 0;
    }
    changes++;
    if (changes <= MOST) {
      LOG.info("{}{}: {}", clock.name(), where(), what);
    } else if (changes == MOST + 1) {
      LOG.warn(
          "{}{}: more than {} changes in a minute: the rest of them is not told",
          clock.name(),
          where(),
          MOST);
    }
  }

  private String where() {
    return clock.ports().size() > 1 ? " port " + port.number() : "";
  }
}
