package io.timebridge.bridge.media;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was known of a stream when each of its last reports had come, oldest first. Immutable. */
record ReportHistory(List<Piece> pieces) {
  private static final int MOST = 720;

  static final ReportHistory EMPTY = new ReportHistory(List.of());

  /**
   * What was known when a report had come.
   *
   * @param tick the report's RTP timestamp without wrapping
   * @param clockEpoch the epoch of the sender's clock
   * @param arrivalUtcNanos when it came
   * @param sinceUtcNanos when the first report of the same line came
   */
  record Piece(
      ReportLine.Line line, long tick, long clockEpoch, long arrivalUtcNanos, long sinceUtcNanos) {}

  ReportHistory with(Piece piece) {
    List<Piece> more = new ArrayList<>(pieces.subList(pieces.size() < MOST ? 0 : 1, pieces.size()));
    more.add(piece);
    return new ReportHistory(List.copyOf(more));
  }

  @Nullable Piece newest() {
    return pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
  }

  /**
   * What a time is best read by: the first piece that knew it from both sides, but the last one
   * before the line began anew if it was before that; the newest for what comes after it.
   */
  @Nullable Piece at(long utcNanos) {
    if (pieces.isEmpty()) {
      return null;
    }
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pieces.get(middle).arrivalUtcNanos() < utcNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Piece piece = pieces.get(Math.min(low, pieces.size() - 1));
    return low > 0 && utcNanos < piece.sinceUtcNanos() ? pieces.get(low - 1) : piece;
  }
}
