package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.timebridge.ptp.StateDecision.Code;
import io.timebridge.ptp.StateDecision.View;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way through IEEE 1588's state decision algorithm, with what it says. */
class StateDecisionTest {
  private static final PortIdentity FIRST = new PortIdentity(new ClockIdentity(50), 1);
  private static final PortIdentity SECOND = new PortIdentity(new ClockIdentity(50), 2);

  private static DataSet own(int priority1, int clockClass) {
    ClockQuality quality = new ClockQuality(clockClass, 0x21, 100);
    return DataSet.own(priority1, quality, 128, new ClockIdentity(50));
  }

  private static DataSet heard(int priority1, long grandmaster, int steps, PortIdentity receiver) {
    return new DataSet(
        priority1,
        new ClockQuality(6, 0x21, 100),
        128,
        new ClockIdentity(grandmaster),
        steps,
        new PortIdentity(new ClockIdentity(steps == 0 ? grandmaster : 0x70 + steps), 1),
        receiver);
  }

  private static View view(
      @Nullable DataSet own,
      boolean mayFollow,
      boolean masterOnly,
      @Nullable DataSet best,
      @Nullable DataSet portBest,
      boolean bestIsHere) {
    return new View(own, mayFollow, masterOnly, best, portBest, bestIsHere, true);
  }

  private static Arguments row(Code code, String why, View view) {
    return arguments(code, why, view);
  }

  static Stream<Arguments> rows() {
    DataSet better = heard(100, 7, 0, FIRST);
    DataSet worse = heard(200, 7, 0, FIRST);
    DataSet elsewhere = heard(100, 7, 0, SECOND);
    DataSet second = heard(100, 7, 1, SECOND); // both by one sender, whom two ports hear
    DataSet first = heard(100, 7, 1, FIRST);
    return Stream.of(
        row(
            Code.NONE,
            "nothing less than a whole timeout proves silence",
            new View(own(128, 248), true, false, null, null, false, false)),
        row(
            Code.M2,
            "no other master is heard",
            view(own(128, 248), true, false, null, null, false)),
        row(
            Code.M2,
            "000000.0000.000007 loses by priority1",
            view(own(128, 248), true, false, worse, worse, true)),
        row(
            Code.S1,
            "the best master heard",
            view(own(128, 248), true, false, better, better, true)),
        row(Code.S1, "the best master heard", view(null, true, false, better, better, true)),
        row(
            Code.M3,
            "hands on the time of 000000.0000.000007",
            view(own(128, 248), true, false, elsewhere, null, false)),
        row(
            Code.M3,
            "hands on the time of 000000.0000.000007",
            view(own(128, 248), true, false, elsewhere, heard(150, 9, 0, FIRST), false)),
        row(
            Code.P2,
            "another way to 000000.0000.000007 wins by receiving port",
            view(own(128, 248), true, false, first, second, false)),
        row(Code.M1, "no other master is heard", view(own(128, 6), true, false, null, null, false)),
        row(
            Code.M1,
            "000000.0000.000007 loses by priority1",
            view(own(128, 6), true, false, worse, worse, true)),
        row(
            Code.P1,
            "000000.0000.000007 wins by priority1",
            view(own(128, 6), true, false, better, better, true)),
        row(
            Code.P1,
            "000000.0000.000007 wins by priority1",
            view(own(128, 248), false, false, better, better, true)),
        row(Code.NONE, "there is no time to give", view(null, false, false, null, null, false)),
        row(Code.NONE, "there is no time to give", view(null, true, false, null, null, false)),
        // What only a masterOnly port hears is let lead there, and followed nowhere.
        row(
            Code.P1,
            "000000.0000.000007 wins by priority1",
            view(own(128, 248), true, true, null, better, false)),
        row(
            Code.M2,
            "no other master is heard",
            view(own(128, 248), true, true, null, worse, false)),
        row(
            Code.P1,
            "000000.0000.000009 wins by priority1",
            view(own(128, 248), true, true, elsewhere, heard(50, 9, 0, FIRST), false)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Code code, String why, View view) {
    StateDecision.Decision decision = StateDecision.STANDARD.decide(view, new StandardComparison());
    assertEquals(code + ": " + why, decision.code() + ": " + decision.why());
  }
}
