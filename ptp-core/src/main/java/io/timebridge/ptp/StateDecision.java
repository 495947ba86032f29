package io.timebridge.ptp;

import org.jspecify.annotations.Nullable;

/** What a port is to become. A profile may have rules of its own. */
@FunctionalInterface
interface StateDecision {

  /** IEEE 1588's state decision codes. */
  enum Code {
    /** Master: the clock is a grandmaster by its class (1 to 127). */
    M1,
    /** Master: the clock is the best of all that are heard anywhere. */
    M2,
    /** Master: hands on the time of the grandmaster that another port follows. */
    M3,
    /** Follows. */
    S1,
    /** Passive: neither the clock nor this port may follow, and a better master is heard here. */
    P1,
    /** Passive: another way to the same grandmaster is as good. */
    P2,
    /** Nothing that was heard asks for a change. */
    NONE
  }

  /**
   * What there is to decide by.
   *
   * @param own our own clock, or null while it has no time to give
   * @param mayFollow false for a clock that only gives the time
   * @param masterOnly whether this port never follows, though its clock may
   * @param best the best that any port heard that is not masterOnly (E_best), or null
   * @param portBest the best that this port heard (E_rbest), or null
   * @param bestIsHere whether {@code best} is this port's
   * @param listened whether this port has listened for a whole announce receipt timeout
   */
  record View(
      @Nullable DataSet own,
      boolean mayFollow,
      boolean masterOnly,
      @Nullable DataSet best,
      @Nullable DataSet portBest,
      boolean bestIsHere,
      boolean listened) {}

  /**
   * What was decided.
   *
   * @param code what the port becomes
   * @param why in words
   */
  record Decision(Code code, String why) {}

  /** {@return what the port is to become} */
  Decision decide(View view, DataSetComparison comparison);

  /** IEEE 1588's state decision algorithm; linuxptp's bmc.c has it the same way. */
  StateDecision STANDARD =
      (view, comparison) -> {
        DataSet own = view.own();
        DataSet best = view.best();
        DataSet portBest = view.portBest();
        if (portBest == null && !view.listened()) {
          return new Decision(Code.NONE, "nothing less than a whole timeout proves silence");
        }
        if (own != null && (!view.mayFollow() || own.quality().clockClass() <= 127)) {
          return againstHere(own, portBest, comparison);
        }
        if (own != null && (best == null || comparison.isBetter(own, best))) {
          return view.masterOnly() && portBest != null && comparison.isBetter(portBest, own)
              ? againstHere(own, portBest, comparison)
              : leads(own, best, comparison);
        }
        return best != null && view.mayFollow()
            ? behind(best, view, comparison)
            : new Decision(Code.NONE, "there is no time to give");
      };

  private static Decision leads(DataSet own, @Nullable DataSet best, DataSetComparison comparison) {
    return best == null
        ? new Decision(Code.M2, "no other master is heard")
        : new Decision(
            Code.M2, best.grandmaster() + " loses by " + comparison.compare(own, best).by());
  }

  private static Decision againstHere(
      DataSet own, @Nullable DataSet portBest, DataSetComparison comparison) {
    if (portBest == null) {
      return new Decision(Code.M1, "no other master is heard");
    }
    DataSetComparison.Outcome outcome = comparison.compare(own, portBest);
    return outcome.order() < 0
        ? new Decision(Code.M1, portBest.grandmaster() + " loses by " + outcome.by())
        : new Decision(Code.P1, portBest.grandmaster() + " wins by " + outcome.by());
  }

  private static Decision behind(DataSet best, View view, DataSetComparison comparison) {
    DataSet portBest = view.portBest();
    if (view.bestIsHere()) {
      return new Decision(Code.S1, "the best master heard");
    }
    if (portBest != null) {
      DataSetComparison.Outcome outcome = comparison.compare(best, portBest);
      if (outcome.order() > 0 && !outcome.byTopology()) { // heard here only: the port is masterOnly
        return new Decision(Code.P1, portBest.grandmaster() + " wins by " + outcome.by());
      }
      if (outcome.byTopology()) {
        return new Decision(
            Code.P2, "another way to " + best.grandmaster() + " wins by " + outcome.by());
      }
    }
    return new Decision(Code.M3, "hands on the time of " + best.grandmaster());
  }
}
