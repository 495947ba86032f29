package io.timebridge.ptp;

/**
 * How many messages are answered: so many at once and so many a second, whoever asks. What asks in
 * another's name gets no more than that sent to it, and costs no more than that.
 */
final class AnswerBudget {
  /** Of management messages: more than pmc has ids, and asks at once. */
  static final int BURST = 128;

  /** Of management messages: 64 a second. */
  static final long INTERVAL_NANOS = 15_625_000L;

  private final int burst;
  private final long intervalNanos;
  private boolean used;
  private long paidUntilLocal;

  /** For management messages. */
  AnswerBudget() {
    this(BURST, INTERVAL_NANOS);
  }

  /** So many at once, and one more each interval. */
  AnswerBudget(int burst, long intervalNanos) {
    this.burst = burst;
    this.intervalNanos = intervalNanos;
  }

  /** Whether one more may be answered, which then counts. */
  boolean take(long nowLocalNanos) {
    if (!used || paidUntilLocal - nowLocalNanos < 0) {
      used = true;
      paidUntilLocal = nowLocalNanos;
    }
    if (paidUntilLocal - nowLocalNanos > (burst - 1) * intervalNanos) {
      return false;
    }
    paidUntilLocal += intervalNanos;
    return true;
  }
}
