package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSeconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeapVoteTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long KNOWN = midnight("2027-01-01");
  private static final long EXPIRED = midnight("2028-01-01");

  private final LeapVote vote = new LeapVote(LeapSeconds.builtIn());

  private static long midnight(String date) {
    return Instant.parse(date + "T00:00:00Z").getEpochSecond() * SECOND;
  }

  /** Votes as words: {@code +} and {@code -} and {@code 0} of NTP servers, a {@code g} before. */
  private static List<LeapVote.Vote> votes(String words) {
    List<LeapVote.Vote> votes = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      if (!word.isEmpty()) {
        char last = word.charAt(word.length() - 1);
        int leap = last == '+' ? 1 : last == '-' ? -1 : 0;
        votes.add(new LeapVote.Vote("w" + votes.size(), leap, word.startsWith("g")));
      }
    }
    return votes;
  }

  private int decided(long midnight, String words) {
    vote.count(midnight - 3_600 * SECOND, votes(words));
    return vote.leapAt(midnight, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0", // the table says none
    "+, 0", // a lone server against the table
    "+ 0, 0",
    "+ 0 0, 0",
    "+ +, 1",
    "+ + 0, 1",
    "+ + 0 0, 0",
    "- - 0, -1",
    "g+, 1", // a grandmaster alone: its network goes with it
    "g+ 0, 0",
    "g+ +, 1",
    "g+ 0 0, 0"
  })
  void againstATableThatHasNotExpired(String words, int leap) {
    assertEquals(leap, decided(KNOWN, words));
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "+, 1", "+ 0, 0", "+ + 0, 1", "+ 0 0, 0", "-, -1", "g+, 1", "+ -, 0"})
  void withoutATable(String words, int leap) {
    assertEquals(leap, decided(EXPIRED, words));
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "0, 1", "0 0, 0", "g0, 0", "+, 1"})
  void withATableThatHasOne(String words, int leap) {
    assertEquals(leap, decided(midnight("2017-01-01"), words));
  }

  @Test
  void twoSourcesOfOneWitnessHaveOneVote() {
    LeapVote.Vote one = new LeapVote.Vote("gm", 1, false);
    vote.count(KNOWN - SECOND * 3_600, List.of(one, one));
    assertEquals(0, vote.leapAt(KNOWN, 1));
  }

  @Test
  void whatWasDecidedStaysInTheLastSecondsAndAfterwards() {
    assertEquals(1, decided(KNOWN, "+ +"));
    vote.count(KNOWN - 2 * SECOND, votes("0 0"));
    assertEquals(1, vote.leapAt(KNOWN, 0));
    vote.count(KNOWN + SECOND, votes("0 0"));
    assertEquals(1, vote.leapAt(KNOWN, 0), "it has passed");
    assertEquals(0, vote.leapAt(KNOWN + 86_400 * SECOND, 0));
  }

  /** Else the server that was alone with it would count it once the midnight has passed. */
  @Test
  void whatWasDecidedAgainstStaysSoAfterwards() {
    assertEquals(0, decided(EXPIRED, "+ 0 0"));
    vote.count(EXPIRED + SECOND, votes("0 0"));
    assertEquals(0, vote.leapAt(EXPIRED, 1));
  }

  @Test
  void aDayThatNobodyVotedOnIsTheClaimants() {
    vote.count(EXPIRED - 3_600 * SECOND, votes(""));
    vote.count(EXPIRED + SECOND, votes(""));
    assertEquals(1, vote.leapAt(EXPIRED, 1));
  }

  @Test
  void whoFallsSilentHasSaidIt() {
    assertEquals(1, decided(KNOWN, "+ +"));
    assertEquals(1, decided(KNOWN, ""));
    assertEquals(0, decided(KNOWN, "0 0"));
  }

  /** After an outage the first that comes back may be the one that was outvoted. */
  @Test
  void whatSeveralDecidedOneAloneDoesNotUndo() {
    assertEquals(1, decided(EXPIRED, "0 + +"));
    assertEquals(1, decided(EXPIRED, "0"));
    assertEquals(1, decided(EXPIRED, "0 g+"));
    assertEquals(0, decided(EXPIRED, "0 0"));
    assertEquals(1, decided(EXPIRED, "g+"), "its network goes with it");
  }

  @Test
  void aWordThatIsNotBelievedIsAnsweredByASentence() {
    decided(KNOWN, "+");
    String why = vote.refusal(OptionalInt.of(1));
    assertNotNull(why);
    assertTrue(why.contains("our leap second table, good until 2027-06-28"), why);
    assertNull(vote.refusal(OptionalInt.of(0)));
    assertNull(vote.refusal(OptionalInt.empty()));
    decided(EXPIRED, "+ 0 0");
    why = vote.refusal(OptionalInt.of(1));
    assertNotNull(why);
    assertTrue(why.contains("what most sources say"), why);
  }

  @Test
  void theRuleHasTheLeapSecond() {
    decided(KNOWN, "+ +");
    UtcRule rule = vote.rule(37, KNOWN - 100 * SECOND);
    assertEquals(new UtcRule(37, 1, KNOWN + 38 * SECOND), rule);
  }
}
