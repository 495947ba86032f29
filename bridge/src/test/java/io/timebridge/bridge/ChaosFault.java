package io.timebridge.bridge;

/** Something that is wrong with a source for a while on a {@link ChaosDay}. */
final class ChaosFault {
  /** How it may be wrong. */
  enum What {
    /** Its time is off by so much. */
    JUMP,

    /** A domain that announces a wrong TAI−UTC offset. */
    WRONG_OFFSET,

    /** A domain that runs too fast or too slow. */
    RUNS_OFF,

    /** A domain that announces an epoch of its own. */
    ARBITRARY,

    /** It is not there. */
    SILENT,

    /** A domain whose first master dies, and whose second takes over. */
    BACKUP
  }

  final What what;

  /** True seconds. */
  final double from;

  double until;

  /** Its UTC less true UTC, nanoseconds; of what runs off, its rate in parts per 10⁹. */
  final long off;

  ChaosFault(What what, double from, double until, long off) {
    this.what = what;
    this.from = from;
    this.until = until;
    this.off = off;
  }

  boolean lies() {
    return what == What.JUMP || what == What.WRONG_OFFSET || what == What.RUNS_OFF;
  }

  boolean isAbsent() {
    return what == What.ARBITRARY || what == What.SILENT;
  }

  @Override
  public String toString() {
    String size =
        what == What.RUNS_OFF
            ? "of %.0f ppm ".formatted(off * 1e-3)
            : off == 0 ? "" : "of %.3f s ".formatted(off * 1e-9);
    return "%s %sfrom %.0f s to %.0f s".formatted(what, size, from, until);
  }
}
