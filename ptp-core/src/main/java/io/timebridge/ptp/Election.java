package io.timebridge.ptp;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The best master of all that any port of a clock heard, and what each port does for it. */
final class Election {
  private final PtpClock clock;
  private final StateDecision stateDecision;

  Election(PtpClock clock, StateDecision stateDecision) {
    this.clock = clock;
    this.stateDecision = stateDecision;
  }

  /** An Announce was heard, a master fell silent, or we changed: what does each port do now? */
  void decide(long nowLocalNanos) {
    PtpPort bestPort = null;
    List<PtpPort> ports = clock.ports();
    for (PtpPort port : ports) {
      port.election().chooseBest(nowLocalNanos);
      DataSet best = port.election().best();
      if (best != null
          && (bestPort == null
              || clock
                  .comparison()
                  .isBetter(best, Objects.requireNonNull(bestPort.election().best())))) {
        bestPort = port;
      }
    }
    List<StateDecision.Decision> decisions = decisions(bestPort);
    boolean follows = false;
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i).code() == StateDecision.Code.S1) {
        follows = true;
        clock.parentage().follow(ports.get(i), nowLocalNanos);
      }
    }
    if (!follows && clock.parent() != null) {
      clock.parentage().lose("no master is heard any more", nowLocalNanos);
    }
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i).code() != StateDecision.Code.S1
          && ports.get(i).election().become(decisions.get(i), nowLocalNanos)) {
        clock.publish(nowLocalNanos);
      }
    }
  }

  private List<StateDecision.Decision> decisions(@Nullable PtpPort bestPort) {
    MasterRole.Settings master = clock.masterSettings();
    MasterTime.Claims said = clock.claims();
    DataSet own =
        master == null || said == null
            ? null
            : DataSet.own(master.priority1(), said.quality(), master.priority2(), clock.identity());
    DataSet best = bestPort == null ? null : bestPort.election().best();
    return clock.ports().stream()
        .map(
            port ->
                stateDecision.decide(
                    new StateDecision.View(
                        own,
                        clock.estimator() != null,
                        best,
                        port.election().best(),
                        port == bestPort,
                        port.election().hasListened()),
                    clock.comparison()))
        .toList();
  }
}
