package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.timebridge.ptp.DataSetComparison.Outcome;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataSetComparisonTest {
  private static final DataSetComparison STANDARD = new StandardComparison();
  private static final PortIdentity SELF = new PortIdentity(new ClockIdentity(50), 1);

  private static DataSet gm(int p1, int cls, int accuracy, int variance, int p2, long identity) {
    return new DataSet(
        p1,
        new ClockQuality(cls, accuracy, variance),
        p2,
        new ClockIdentity(identity),
        0,
        new PortIdentity(new ClockIdentity(identity), 1),
        SELF);
  }

  private static DataSet way(int steps, long sender, int senderPort, int receiverPort) {
    return new DataSet(
        128,
        new ClockQuality(6, 0x21, 100),
        128,
        new ClockIdentity(7),
        steps,
        new PortIdentity(new ClockIdentity(sender), senderPort),
        new PortIdentity(SELF.clock(), receiverPort));
  }

  /** In each row the first wins by one member, and loses by every later one. */
  static Stream<Arguments> grandmasters() {
    return Stream.of(
        arguments(gm(127, 255, 255, 65535, 255, -1), gm(128, 0, 0, 0, 0, 1), "priority1"),
        arguments(gm(128, 6, 255, 65535, 255, -1), gm(128, 7, 0, 0, 0, 1), "clockClass"),
        arguments(gm(128, 6, 0x20, 65535, 255, -1), gm(128, 6, 0x21, 0, 0, 1), "clockAccuracy"),
        arguments(
            gm(128, 6, 0x20, 32767, 255, -1),
            gm(128, 6, 0x20, 32768, 0, 1),
            "offsetScaledLogVariance"),
        arguments(gm(128, 6, 0x20, 9, 127, -1), gm(128, 6, 0x20, 9, 128, 1), "priority2"),
        arguments(
            gm(128, 6, 0x20, 9, 128, Long.MAX_VALUE), // unsigned: the top bit is the larger
            gm(128, 6, 0x20, 9, 128, Long.MIN_VALUE),
            "grandmasterIdentity"),
        arguments(
            gm(128, 6, 0x20, 9, 128, Long.MIN_VALUE),
            gm(128, 6, 0x20, 9, 128, -1),
            "grandmasterIdentity"),
        // And each octet without a sign.
        arguments(gm(127, 6, 0x20, 9, 128, 2), gm(255, 6, 0x20, 9, 128, 1), "priority1"),
        arguments(gm(128, 6, 0x7F, 9, 128, 2), gm(128, 6, 0xFE, 9, 128, 1), "clockAccuracy"),
        arguments(gm(128, 127, 0x20, 9, 128, 2), gm(128, 128, 0x20, 9, 128, 1), "clockClass"),
        arguments(gm(128, 6, 0x20, 9, 0, 2), gm(128, 6, 0x20, 9, 255, 1), "priority2"));
  }

  /**
   * Ways to one grandmaster, with whether they are told apart by topology only: then a port with
   * the worse one is passive, else it hands the better one's time on. The receiver is clock 50.
   */
  static Stream<Arguments> ways() {
    return Stream.of(
        arguments(way(1, 9, 9, 9), way(3, 1, 1, 1), "stepsRemoved", false),
        arguments(way(1, 90, 9, 9), way(3, 80, 1, 1), "stepsRemoved", false),
        arguments(way(0, 9, 9, 9), way(254, 1, 1, 1), "stepsRemoved", false),
        // One step more: who is the better neighbour of the longer way, its sender or its receiver?
        arguments(way(1, 9, 9, 9), way(2, 1, 1, 1), "stepsRemoved", true),
        arguments(way(1, 9, 9, 9), way(2, 51, 1, 1), "stepsRemoved", false),
        arguments(way(1, 9, 9, 9), way(2, -1, 1, 1), "stepsRemoved", false), // unsigned
        arguments(way(1, 9, 9, 9), way(2, Long.MIN_VALUE, 1, 1), "stepsRemoved", false),
        arguments(way(0, 90, 9, 9), way(1, 80, 1, 1), "stepsRemoved", false),
        arguments(way(1, 9, 9, 9), way(2, 50, 1, 2), "stepsRemoved", true), // our own ports
        arguments(way(1, 9, 9, 9), way(2, 50, 2, 1), "stepsRemoved", false),
        arguments(way(1, 1, 9, 9), way(1, 2, 1, 1), "sender's identity", true),
        arguments(way(1, 1, 9, 9), way(1, -1, 1, 1), "sender's identity", true),
        arguments(
            way(1, Long.MAX_VALUE, 9, 9), way(1, Long.MIN_VALUE, 1, 1), "sender's identity", true),
        arguments(way(1, 1, 1, 9), way(1, 1, 2, 1), "sender's identity", true),
        arguments(way(1, 1, 1, 1), way(1, 1, 1, 2), "receiving port", true));
  }

  @ParameterizedTest
  @MethodSource("grandmasters")
  void theBetterGrandmasterWins(DataSet winner, DataSet loser, String by) {
    assertWins(winner, loser, by, false);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theBetterWayWins(DataSet winner, DataSet loser, String by, boolean byTopology) {
    assertWins(winner, loser, by, byTopology);
  }

  private static void assertWins(DataSet winner, DataSet loser, String by, boolean byTopology) {
    Outcome outcome = STANDARD.compare(winner, loser);
    assertTrue(outcome.order() < 0);
    assertEquals(by, outcome.by());
    assertEquals(byTopology, outcome.byTopology());
    Outcome mirrored = STANDARD.compare(loser, winner);
    assertTrue(mirrored.order() > 0);
    assertEquals(by, mirrored.by());
    assertEquals(byTopology, mirrored.byTopology());
  }

  /** The standard's error-1 and error-2: a port that hears itself, and a message heard twice. */
  @Test
  void whatCannotBeProvesNothing() {
    assertEquals(0, STANDARD.compare(way(1, 9, 9, 9), way(2, 50, 1, 1)).order());
    assertEquals(0, STANDARD.compare(way(2, 50, 1, 1), way(1, 9, 9, 9)).order());
    assertEquals(0, STANDARD.compare(way(2, 3, 4, 5), way(2, 3, 4, 5)).order());
  }

  @Test
  void whatThePathSaysDoesNotMatterBetweenGrandmasters() {
    DataSet far = new DataSet(1, gm(1, 6, 0, 0, 0, 3).quality(), 0, c(3), 200, SELF, SELF);
    assertTrue(STANDARD.compare(far, gm(2, 6, 0, 0, 0, 1)).order() < 0);
  }

  @Test
  void whatOneGrandmasterSaysOfItselfDoesNotMatterBetweenItsWays() {
    DataSet lesser = new DataSet(255, new ClockQuality(255, 0, 0), 0, c(7), 1, SELF, SELF);
    assertTrue(STANDARD.compare(lesser, way(3, 1, 1, 1)).order() < 0);
  }

  private static ClockIdentity c(long bits) {
    return new ClockIdentity(bits);
  }

  @Property(seed = "20261122", tries = 5000)
  void isAntisymmetricAndAsTheModelSays(@ForAll("sets") DataSet a, @ForAll("sets") DataSet b) {
    int order = Integer.signum(STANDARD.compare(a, b).order());
    assertEquals(-order, Integer.signum(STANDARD.compare(b, a).order()));
    assertEquals(Integer.signum(model().compare(a, b)), order);
  }

  @Property(seed = "20261122", tries = 5000)
  void isTransitive(
      @ForAll("sets") DataSet a, @ForAll("sets") DataSet b, @ForAll("sets") DataSet c) {
    if (wins(a, b) && wins(b, c) && sameQuality(a, b) && sameQuality(b, c) && sameQuality(a, c)) {
      assertTrue(wins(a, c));
    }
  }

  private static boolean wins(DataSet a, DataSet b) {
    return STANDARD.compare(a, b).order() < 0;
  }

  /** One grandmaster that says different things of itself on two ways is in nobody's order. */
  private static boolean sameQuality(DataSet a, DataSet b) {
    return !a.grandmaster().equals(b.grandmaster())
        || (a.priority1() == b.priority1()
            && a.quality().equals(b.quality())
            && a.priority2() == b.priority2());
  }

  /** The members as one long number, told apart by whether the grandmaster is the same. */
  private static Comparator<DataSet> model() {
    return (a, b) ->
        a.grandmaster().equals(b.grandmaster())
            ? way(a).compareTo(way(b))
            : quality(a).compareTo(quality(b));
  }

  private static BigInteger quality(DataSet d) {
    return number(
        d.priority1(),
        d.quality().clockClass(),
        d.quality().clockAccuracy(),
        d.quality().offsetScaledLogVariance(),
        d.priority2(),
        d.grandmaster().bits());
  }

  private static BigInteger way(DataSet d) {
    return number(
        d.stepsRemoved(),
        d.sender().clock().bits(),
        d.sender().portNumber(),
        d.receiver().portNumber());
  }

  private static BigInteger number(long... members) {
    BigInteger number = BigInteger.ZERO;
    for (long member : members) {
      number = number.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(member)));
    }
    return number;
  }

  @Provide
  Arbitrary<DataSet> sets() {
    Arbitrary<Integer> few = Arbitraries.of(0, 1, 2, 255);
    Arbitrary<Long> bits = Arbitraries.of(1L, 2L, -1L, Long.MIN_VALUE);
    Arbitrary<ClockQuality> quality =
        Combinators.combine(few, few, Arbitraries.of(0, 32768, 65535)).as(ClockQuality::new);
    Arbitrary<PortIdentity> sender =
        Combinators.combine(bits, few).as((b, p) -> new PortIdentity(c(b), p));
    return Combinators.combine(few, quality, few, bits, few, sender, few)
        .as(
            (p1, q, p2, gm, steps, from, to) ->
                new DataSet(p1, q, p2, c(gm), steps, from, new PortIdentity(SELF.clock(), to)));
  }
}
