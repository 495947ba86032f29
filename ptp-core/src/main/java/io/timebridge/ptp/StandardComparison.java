package io.timebridge.ptp;

/**
 * IEEE 1588's data-set comparison algorithm. Two ways to different grandmasters are told apart by
 * what the grandmasters say of themselves, member by member; two ways to the same one by their
 * length, then by who sends and who receives.
 */
final class StandardComparison implements DataSetComparison {
  private static final String STEPS_REMOVED = "stepsRemoved";

  @Override
  public Outcome compare(DataSet a, DataSet b) {
    return a.grandmaster().equals(b.grandmaster()) ? byWay(a, b) : byGrandmaster(a, b);
  }

  private static Outcome byGrandmaster(DataSet a, DataSet b) {
    int order = Integer.compare(a.priority1(), b.priority1());
    if (order != 0) {
      return better(order, "priority1");
    }
    order = Integer.compare(a.quality().clockClass(), b.quality().clockClass());
    if (order != 0) {
      return better(order, "clockClass");
    }
    order = Integer.compare(a.quality().clockAccuracy(), b.quality().clockAccuracy());
    if (order != 0) {
      return better(order, "clockAccuracy");
    }
    order =
        Integer.compare(
            a.quality().offsetScaledLogVariance(), b.quality().offsetScaledLogVariance());
    if (order != 0) {
      return better(order, "offsetScaledLogVariance");
    }
    order = Integer.compare(a.priority2(), b.priority2());
    if (order != 0) {
      return better(order, "priority2");
    }
    return better(a.grandmaster().compareTo(b.grandmaster()), "grandmasterIdentity");
  }

  private static Outcome byWay(DataSet a, DataSet b) {
    int steps = Integer.compare(a.stepsRemoved(), b.stepsRemoved());
    if (Math.abs(a.stepsRemoved() - b.stepsRemoved()) > 1) {
      return better(steps, STEPS_REMOVED);
    }
    if (steps != 0) {
      DataSet longer = steps > 0 ? a : b;
      int side = longer.receiver().compareTo(longer.sender());
      // The receiver heard itself: nothing is proven (the algorithm's error-1).
      return side == 0
          ? new Outcome(0, true, STEPS_REMOVED)
          : new Outcome(steps, side > 0, STEPS_REMOVED);
    }
    int order = a.sender().compareTo(b.sender());
    if (order != 0) {
      return new Outcome(order, true, "sender's identity");
    }
    order = Integer.compare(a.receiver().portNumber(), b.receiver().portNumber());
    return new Outcome(order, true, "receiving port");
  }

  private static Outcome better(int order, String by) {
    return new Outcome(order, false, by);
  }
}
