package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** Who wins and by what, in words, for each member that may decide. */
class ElectionSentencesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PortIdentity WINNER = Packets.port(0x10);
  private static final PortIdentity LOSER = Packets.port(0x8000_0000_0000_0020L);
  private static final InetAddress ELSEWHERE = PortBench.address(3);

  /** What one announces; a grandmaster of 0 is itself. */
  private record Said(
      int priority1, int clazz, int accuracy, int variance, int priority2, long gm, int steps) {
    byte[] by(PortIdentity source, int sequenceId) {
      AnnounceMessage usual = Packets.announceOf(source, sequenceId);
      return Packets.bytes(
          new AnnounceMessage(
              usual.header(),
              0,
              Packets.TAI,
              priority1,
              new ClockQuality(clazz, accuracy, variance),
              priority2,
              gm == 0 ? source.clock() : new ClockIdentity(gm),
              steps,
              List.of()));
    }
  }

  /** In each row the first wins by one member, and loses by each later one where there is one. */
  static Stream<Arguments> rows() {
    return Stream.of(
        arguments(
            new Said(1, 248, 254, 9, 9, 0, 0), new Said(2, 6, 32, 1, 1, 0, 0), "priority1", false),
        arguments(
            new Said(1, 6, 254, 9, 9, 0, 0), new Said(1, 7, 32, 1, 1, 0, 0), "clockClass", false),
        arguments(
            new Said(1, 6, 32, 9, 9, 0, 0), new Said(1, 6, 33, 1, 1, 0, 0), "clockAccuracy", false),
        arguments(
            new Said(1, 6, 32, 1, 9, 0, 0),
            new Said(1, 6, 32, 40_000, 1, 0, 0),
            "offsetScaledLogVariance",
            false),
        arguments(
            new Said(1, 6, 32, 1, 1, 0, 0), new Said(1, 6, 32, 1, 2, 0, 0), "priority2", false),
        arguments( // unsigned: the top bit is the larger
            new Said(1, 6, 32, 1, 1, 0, 0),
            new Said(1, 6, 32, 1, 1, 0, 0),
            "grandmasterIdentity",
            false),
        arguments(
            new Said(1, 6, 32, 1, 1, 7, 1), new Said(1, 6, 32, 1, 1, 7, 3), "stepsRemoved", true),
        arguments(
            new Said(1, 6, 32, 1, 1, 7, 1),
            new Said(1, 6, 32, 1, 1, 7, 1),
            "sender's identity",
            true));
  }

  private final PtpClock clock =
      PtpClock.follower(
          "follower",
          PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -3, 0)),
          PtpIdentity.configured(new ClockIdentity(0x99)),
          new RecordingEstimator(),
          new SeededRandom(1));
  private final PortBench bench = new PortBench(clock, SECOND);
  private int sequenceId;

  private static String called(PortIdentity who, boolean sameGrandmaster) {
    return sameGrandmaster ? "the port " + who : "the grandmaster " + who.clock();
  }

  private void lead(PortIdentity who, Said said, InetAddress from) {
    bench.receive(said.by(who, sequenceId), from);
    bench.receive(Packets.twoStepSync(who, sequenceId, 0), from);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void twoMastersAtOnce(Said winner, Said loser, String by, boolean sameGrandmaster) {
    // The foreign master window, the announce receipt timeout, a qualification, and the way there.
    int grace = 4 + 3 + 1 + loser.steps();
    try (LogBook log = LogBook.open()) {
      for (int second = 0; second < 100; second++) {
        sequenceId++;
        lead(LOSER, loser, ELSEWHERE);
        lead(WINNER, winner, PortBench.OTHER);
        boolean told = second > 1 + grace;
        assertEquals(told, clock.status().electionTrouble() != null, "second " + second);
        bench.advance(SECOND);
      }
      List<String> lines = log.lines(Level.WARN, "");
      String sentence =
          "two masters at once for %d s: %s at 10.0.0.2 wins by %s, and %s at 10.0.0.3 does not"
              + " give way";
      assertEquals(
          "WARN follower: " + sentence.formatted(grace + 1, WINNER, by, LOSER), lines.get(0));
      assertEquals(2, lines.size(), "once a minute: " + lines);
      assertEquals(sentence.formatted(99 - 1, WINNER, by, LOSER), clock.status().electionTrouble());
      for (int second = 0; second < 5; second++) {
        sequenceId++;
        lead(WINNER, winner, PortBench.OTHER);
        bench.advance(SECOND);
      }
      assertEquals(1, log.lines(Level.INFO, "follower: there is one master again").size());
    }
    assertNull(clock.status().electionTrouble());
    assertEquals(WINNER, clock.status().parent());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aFlappingElection(Said winner, Said loser, String by, boolean sameGrandmaster) {
    try (LogBook log = LogBook.open()) {
      for (int second = 0; second < 40; second++) {
        sequenceId++;
        lead(LOSER, loser, ELSEWHERE);
        if (second % 7 < 2) { // it is gone before it counts as a duel
          lead(WINNER, winner, PortBench.OTHER);
        }
        bench.advance(SECOND);
      }
      List<String> lines = log.lines(Level.WARN, "");
      assertEquals(1, lines.size(), lines.toString());
      String expected =
          "WARN follower: the election flaps, 4 changes in \\d+ s: %s wins over %s by %s when it"
              + " is heard, and does not stay";
      assertTrue(
          lines
              .get(0)
              .matches(
                  expected.formatted(
                      called(WINNER, sameGrandmaster), called(LOSER, sameGrandmaster), by)),
          lines.get(0));
      assertTrue(
          Objects.requireNonNull(clock.status().electionTrouble())
              .startsWith("the election flaps"));
      for (int second = 0; second < 70; second++) {
        sequenceId++;
        lead(LOSER, loser, ELSEWHERE);
        bench.advance(SECOND);
      }
      assertEquals(1, log.lines(Level.INFO, "follower: the election has come to rest").size());
    }
    assertNull(clock.status().electionTrouble());
    assertEquals(LOSER, clock.status().parent());
  }
}
