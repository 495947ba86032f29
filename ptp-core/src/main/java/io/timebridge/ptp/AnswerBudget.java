package io.timebridge.ptp;

/**
 * How many management messages are answered: so many at once and so many a second, whoever asks.
 * What asks in another's name gets no more than that sent to it, and costs no more than that.
 */
final class AnswerBudget {
  /** More than pmc has ids, and asks at once. */
  static final int BURST = 128;

  /** 64 a second. */
  static final long INTERVAL_NANOS = 15_625_000L;

  private boolean used;
  private long paidUntilLocal;

  /** Whether one more may be answered, which then counts. */
  boolean take(long nowLocalNanos) {
    if (!used || paidUntilLocal - nowLocalNanos < 0) {
      used = true;
      paidUntilLocal = nowLocalNanos;
    }
    if (paidUntilLocal - nowLocalNanos > (BURST - 1) * INTERVAL_NANOS) {
      return false;
    }
    paidUntilLocal += INTERVAL_NANOS;
    return true;
  }
}
