package io.timebridge.ptp;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The best master of all that any port of a clock heard, and what each port does for it. */
final class Election {
  private final PtpClock clock;
  private final StateDecision stateDecision;
  private final FlapWatch flaps;

  Election(PtpClock clock, StateDecision stateDecision) {
    this.clock = clock;
    this.stateDecision = stateDecision;
    this.flaps = new FlapWatch(clock);
  }

  /** What keeps the election from coming to rest, or null. Makes no garbage. */
  @Nullable String trouble() {
    String trouble = flaps.sentence();
    List<PtpPort> ports = clock.ports();
    for (int i = 0; i < ports.size() && trouble == null; i++) {
      trouble = ports.get(i).election().duel().sentence();
    }
    return trouble;
  }

  /** Time passed: what was in trouble may have come to rest. */
  void look(long nowLocalNanos) {
    flaps.look(nowLocalNanos);
    List<PtpPort> ports = clock.ports();
    for (int i = 0; i < ports.size(); i++) {
      ports.get(i).election().duel().timePassed(nowLocalNanos);
    }
  }

  /** A port hears nobody any more, by no fault of whoever leads. */
  void retires(PtpPort port) {
    if (clock.ports().size() == 1 || clock.parentPort() == port) {
      flaps.forget();
    }
  }

  /** An Announce was heard, a master fell silent, or we changed: what does each port do now? */
  void decide(long nowLocalNanos) {
    PtpPort bestPort = null;
    List<PtpPort> ports = clock.ports();
    for (PtpPort port : ports) {
      port.election().chooseBest(nowLocalNanos);
      DataSet best = port.election().best();
      if (best != null
          && !port.masterOnly() // what is heard there is nobody's choice
          && (bestPort == null
              || clock
                  .comparison()
                  .isBetter(best, Objects.requireNonNull(bestPort.election().best())))) {
        bestPort = port;
      }
    }
    act(decisions(bestPort), nowLocalNanos);
    flaps.look(nowLocalNanos);
    flaps.led(leader(), nowLocalNanos);
  }

  private void act(List<StateDecision.Decision> decisions, long nowLocalNanos) {
    List<PtpPort> ports = clock.ports();
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

  /** Whose time is on our network, as far as we can tell. */
  private @Nullable DataSet leader() {
    List<PtpPort> ports = clock.ports();
    PtpPort on = clock.parentPort();
    ForeignMasters.Master whom = clock.parent();
    if (whom == null && ports.size() == 1 && ports.get(0).state() == PortState.PASSIVE) {
      on = ports.get(0);
      whom = on.election().watched();
    }
    if (whom != null && on != null) {
      return DataSet.of(whom.announce(), on.identity());
    }
    return ports.stream().anyMatch(port -> port.state() == PortState.MASTER) ? own() : null;
  }

  private @Nullable DataSet own() {
    MasterRole.Settings master = clock.masterSettings();
    MasterTime.Claims said = clock.claims();
    return master == null || said == null
        ? null
        : DataSet.own(master.priority1(), said.quality(), master.priority2(), clock.identity());
  }

  private List<StateDecision.Decision> decisions(@Nullable PtpPort bestPort) {
    boolean bound = bestPort != null && bestPort.followerOnly(); // our own time is no rival there
    DataSet own = bound ? null : own();
    DataSet best = bestPort == null ? null : bestPort.election().best();
    return clock.ports().stream()
        .map(
            port ->
                stateDecision.decide(
                    new StateDecision.View(
                        own,
                        clock.estimator() != null,
                        port.masterOnly(),
                        best,
                        port.election().best(),
                        port == bestPort,
                        port.election().hasListened()),
                    clock.comparison()))
        .toList();
  }
}
