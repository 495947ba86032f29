package io.timebridge.bridge.media;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The line from a stream's media time to its sender's wall clock, through the newest reports that
 * agree.
 *
 * <p>Reports are exact or sloppy: some cameras put the last picture's RTP timestamp beside the
 * present wall-clock time, which scatters by a frame. So what a report may miss the line by is
 * learned from those before it. One that misses by more is suspect; it is an accident if the next
 * one fits again, and when three in a row agree with each other and not with the line, then one of
 * the two clocks has jumped.
 *
 * <p>Media time is nanoseconds by the nominal rate from any zero.
 */
final class ReportLine {
  /** So many reports that agree are believed. */
  static final int ENOUGH = 3;

  private static final int MOST = 24;

  /** What a media clock and the wall clock of one sender may run apart by: parts of one. */
  private static final double RATE = 500e-6;

  private static final double LEAST_MISS_NANOS = 5e6;
  private static final double MOST_MISS_NANOS = 100e6;
  private static final double MISSES = 8;

  /** What a report did. */
  enum Verdict {
    /** It is on the line, or one of the first that agree. */
    FITS,
    /** It is not, and may be an accident. */
    SUSPECT,
    /** One of the first reports contradicts those before it: it is the first now. */
    BEGINS_ANEW,
    /** The third in a row that agrees with the two before it and not with the line: it begins. */
    JUMPED
  }

  /**
   * A line: the wall-clock time of a media time.
   *
   * @param mediaNanos where it is best known
   * @param wallNanos the wall-clock time there
   * @param rate how much faster than the media clock the wall clock runs, parts of one
   * @param rateDoubt what that may be wrong by
   * @param halfSpanNanos how far the reports reach on both sides
   * @param estimatedNanos what the line is believed to be off by
   * @param boundNanos what it cannot be off by more than, within the reports
   */
  record Line(
      long mediaNanos,
      long wallNanos,
      double rate,
      double rateDoubt,
      long halfSpanNanos,
      long estimatedNanos,
      long boundNanos) {

    long wallAt(long media) {
      long elapsed = media - mediaNanos;
      return wallNanos + elapsed + Math.round(elapsed * rate);
    }

    long mediaAt(long wall) {
      long elapsed = wall - wallNanos;
      return mediaNanos + elapsed - Math.round(elapsed * (rate / (1 + rate)));
    }

    /** What a reading may be off by beside: the rate, where no report is near. */
    long beyond(long media) {
      long away = Math.abs(media - mediaNanos) - halfSpanNanos;
      return away <= 0 ? 0 : Math.round(away * rateDoubt);
    }
  }

  private final long[] media = new long[MOST];
  private final long[] wall = new long[MOST];
  private int count;
  private final long[] suspectMedia = new long[ENOUGH];
  private final long[] suspectWall = new long[ENOUGH];
  private int suspects;
  private @Nullable Line line;

  /** The line, or null while fewer than {@link #ENOUGH} agree. */
  @Nullable Line line() {
    return line;
  }

  int count() {
    return count;
  }

  /** How many in a row do not fit. */
  int suspects() {
    return suspects;
  }

  /** Forgets all. */
  void clear() {
    count = 0;
    suspects = 0;
    line = null;
  }

  Verdict add(long mediaNanos, long wallNanos) {
    Line present = line;
    if (present == null) {
      if (count > 0 && !agree(media[count - 1], wall[count - 1], mediaNanos, wallNanos)) {
        clear();
        append(mediaNanos, wallNanos);
        return Verdict.BEGINS_ANEW;
      }
      append(mediaNanos, wallNanos);
      return Verdict.FITS;
    }
    if (fits(mediaNanos, wallNanos)) {
      suspects = 0;
      append(mediaNanos, wallNanos);
      return Verdict.FITS;
    }
    return suspect(mediaNanos, wallNanos);
  }

  /** Whether a report is on the line, as near as the others are. */
  boolean fits(long mediaNanos, long wallNanos) {
    Line present = line;
    return present != null
        && Math.abs((double) miss(present, mediaNanos, wallNanos))
            <= tolerance(present, mediaNanos);
  }

  private Verdict suspect(long mediaNanos, long wallNanos) {
    if (suspects > 0
        && !agree(suspectMedia[suspects - 1], suspectWall[suspects - 1], mediaNanos, wallNanos)) {
      suspects = 0;
    }
    suspectMedia[suspects] = mediaNanos;
    suspectWall[suspects] = wallNanos;
    suspects++;
    if (suspects < ENOUGH) {
      return Verdict.SUSPECT;
    }
    clear();
    for (int i = 0; i < ENOUGH; i++) {
      append(suspectMedia[i], suspectWall[i]);
    }
    return Verdict.JUMPED;
  }

  /** How much later the wall clock is than the line says. */
  static long miss(Line line, long mediaNanos, long wallNanos) {
    return wallNanos - line.wallAt(mediaNanos);
  }

  private static double tolerance(Line line, long mediaNanos) {
    double learned = Math.max(LEAST_MISS_NANOS, MISSES * line.estimatedNanos());
    return Math.min(MOST_MISS_NANOS, learned) + line.beyond(mediaNanos);
  }

  /** Whether two reports may be of the same two clocks, at about the nominal rate. */
  private static boolean agree(long media1, long wall1, long media2, long wall2) {
    double elapsed = (double) (media2 - media1);
    double apart = (double) (wall2 - wall1) - elapsed;
    return elapsed > 0 && Math.abs(apart) <= MOST_MISS_NANOS + RATE * elapsed;
  }

  private void append(long mediaNanos, long wallNanos) {
    if (count == MOST) {
      System.arraycopy(media, 1, media, 0, MOST - 1);
      System.arraycopy(wall, 1, wall, 0, MOST - 1);
      count--;
    }
    media[count] = mediaNanos;
    wall[count] = wallNanos;
    count++;
    if (count >= ENOUGH) {
      line = fit();
    }
  }

  /** Least squares, the rate within what clocks do. */
  private Line fit() {
    long media0 = media[0] + (media[count - 1] - media[0]) / 2;
    long wall0 = wall[count - 1];
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = media[i] - media0;
      y[i] = wall[i] - wall0 - x[i];
    }
    double meanX = Arrays.stream(x).sum() / count;
    double meanY = Arrays.stream(y).sum() / count;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < count; i++) {
      squares += (x[i] - meanX) * (x[i] - meanX);
      products += (x[i] - meanX) * (y[i] - meanY);
    }
    double rate = Math.max(-RATE, Math.min(RATE, products / squares));
    double residues = 0;
    double greatest = 0;
    for (int i = 0; i < count; i++) {
      double each = y[i] - meanY - rate * (x[i] - meanX);
      residues += each * each;
      greatest = Math.max(greatest, Math.abs(each));
    }
    double sigma = Math.sqrt(residues / (count - 2));
    double rateSigma = sigma / Math.sqrt(squares);
    return new Line(
        media0,
        wall0 + Math.round(meanY - rate * meanX),
        rate,
        Math.min(RATE, 5 * rateSigma + 1e-6),
        (media[count - 1] - media[0]) / 2,
        Math.round(sigma) + 1,
        Math.round(Math.max(greatest, 5 * sigma / Math.sqrt(count))) + 1);
  }
}
