package io.timebridge.ptp;

/** Which of two masters is the better one, and by what. A profile may have rules of its own. */
@FunctionalInterface
interface DataSetComparison {

  /**
   * The outcome.
   *
   * @param order negative if the first is better, positive if the second is, 0 if they are the same
   * @param byTopology whether both are ways to one grandmaster of which neither is shorter, as far
   *     as the receiver can tell: then a port that has the worse one is passive
   * @param by the member that decided, in words
   */
  record Outcome(int order, boolean byTopology, String by) {}

  /** {@return which is the better} */
  Outcome compare(DataSet a, DataSet b);

  /** {@return whether the first is better, by whatever} */
  default boolean isBetter(DataSet a, DataSet b) {
    return compare(a, b).order() < 0;
  }
}
