package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.Guard.Claim;
import io.timebridge.bridge.Guard.Verdict;
import io.timebridge.bridge.Guard.Word;
import io.timebridge.clock.BuildDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MS = 1_000_000L;
  private static final long NOW = BuildDate.UTC_NANOS + 1000 * SECOND;
  private static final int TAI_MINUS_UTC = 37;

  private final Guard guard = new Guard();

  private static Claim claim(String name, long offNanos, long halfWidth) {
    return new Claim(name, NOW + offNanos, halfWidth, name, false);
  }

  private static Claim trusted(String name, long offNanos, long halfWidth) {
    return new Claim(name, NOW + offNanos, halfWidth, name, true);
  }

  private Map<String, Verdict> judge(long atSeconds, Claim... claims) {
    return guard.judge(List.of(claims), atSeconds * SECOND, TAI_MINUS_UTC);
  }

  private static Verdict of(Map<String, Verdict> verdicts, String name) {
    return Objects.requireNonNull(verdicts.get(name));
  }

  @Test
  void whoIsAloneIsNotContradicted() {
    assertEquals(Verdict.AGREES, of(judge(0, claim("a", 3600 * SECOND, 0)), "a"));
    assertEquals(Map.of(), judge(1));
  }

  @Test
  void theMajorityExcludesWhoContradicts() {
    Map<String, Verdict> verdicts =
        judge(0, claim("a", 0, MS), claim("b", 3 * MS, 2 * MS), claim("ptp", 37 * SECOND, 1000));
    assertEquals(Verdict.AGREES, of(verdicts, "a"));
    assertEquals(Verdict.AGREES, of(verdicts, "b"));
    assertEquals(Word.EXCLUDED, of(verdicts, "ptp").said());
    assertEquals(
        "it is 37 s ahead: looks like an unapplied TAI−UTC offset of 37 s",
        of(verdicts, "ptp").reason());
  }

  /** With or without one of the two at the ends, as many agree: neither is contradicted. */
  @Test
  void whereTwoMajoritiesAreAsLargeWhoIsInEitherIsBelieved() {
    Map<String, Verdict> verdicts =
        judge(
            0,
            claim("early", -5 * MS, MS),
            claim("a", 0, 10 * MS),
            claim("b", 0, 10 * MS),
            claim("late", 5 * MS, MS),
            claim("wrong", SECOND, 0));
    for (String name : List.of("early", "a", "b", "late")) {
      assertEquals(Verdict.AGREES, of(verdicts, name), name);
    }
    assertEquals(Word.EXCLUDED, of(verdicts, "wrong").said());
  }

  /** Half of them are no majority. */
  @Test
  void twoAgainstTwoIsADispute() {
    Map<String, Verdict> verdicts =
        judge(0, claim("a", 0, 0), claim("b", 0, 0), claim("c", SECOND, 0), claim("d", SECOND, 0));
    for (String name : List.of("a", "b", "c", "d")) {
      assertEquals(Word.DISPUTED, of(verdicts, name).said());
      assertTrue(of(verdicts, name).excluded());
    }
  }

  @Test
  void oneWitnessIsOneVoice() {
    Claim one = new Claim("a", NOW, MS, "gm", false);
    Claim again = new Claim("b", NOW, MS, "gm", false);
    Map<String, Verdict> verdicts = judge(0, one, again, claim("c", SECOND, MS));
    assertEquals(Word.DISPUTED, of(verdicts, "a").said());
    assertEquals(Word.DISPUTED, of(verdicts, "c").said());
  }

  @Test
  void theTrustedAreHeldAgainstEachOtherOnly() {
    Map<String, Verdict> verdicts =
        judge(0, trusted("a", 0, MS), claim("b", SECOND, MS), claim("c", SECOND, MS));
    assertEquals(Verdict.AGREES, of(verdicts, "a"));
    assertEquals(Word.EXCLUDED, of(verdicts, "b").said());
    assertEquals(Word.EXCLUDED, of(verdicts, "c").said());
    verdicts = judge(1, trusted("a", 0, MS), trusted("b", SECOND, MS), claim("c", SECOND, MS));
    assertEquals(Word.DISPUTED, of(verdicts, "a").said());
  }

  /** Back is not believed at once. */
  @Test
  void agreeingMustLast() {
    Claim b = claim("b", 0, MS);
    Claim c = claim("c", 0, MS);
    Claim wrong = claim("a", 10 * MS, MS);
    Claim right = claim("a", MS, MS);
    assertFalse(of(judge(0, right, b, c), "a").excluded());
    assertTrue(of(judge(1, wrong, b, c), "a").excluded());
    assertTrue(of(judge(6, right, b, c), "a").excluded());
    assertEquals(
        "it contradicted the others until lately", of(judge(15, right, b, c), "a").reason());
    assertFalse(of(judge(16, right, b, c), "a").excluded());
  }

  /** Silence does not wash a liar clean. */
  @Test
  void whoIsGoneIsRemembered() {
    Claim b = claim("b", 0, MS);
    Claim c = claim("c", 0, MS);
    assertTrue(of(judge(0, claim("a", SECOND, MS), b, c), "a").excluded());
    judge(1, b, c);
    Claim back = claim("a", 0, MS);
    assertTrue(of(judge(20, back, b, c), "a").excluded());
    assertFalse(of(judge(30, back, b, c), "a").excluded());
  }

  /** More than half of them honest: the honest are believed and no liar far off is. */
  @Property(seed = "20261122")
  void anHonestMajorityIsFound(
      @ForAll @Size(min = 1, max = 9) List<@LongRange(min = 0, max = 5 * MS) Long> honest,
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 100) Integer> liars,
      @ForAll boolean together) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < honest.size(); i++) {
      // Off by less than it says, one way or the other.
      long off = (i % 2 == 0 ? 1 : -1) * honest.get(i) / 2;
      claims.add(claim("h" + i, off, honest.get(i)));
    }
    int lies = Math.min(liars.size(), honest.size() - 1);
    for (int i = 0; i < lies; i++) {
      claims.add(claim("l" + i, (together ? 5 : liars.get(i)) * SECOND, MS));
    }
    Map<String, Verdict> verdicts = guard.judge(claims, 0, TAI_MINUS_UTC);
    for (Claim claim : claims) {
      Verdict verdict = of(verdicts, claim.source());
      assertEquals(claim.source().startsWith("l"), verdict.excluded(), claim.source());
      if (verdict.excluded()) {
        assertNotNull(verdict.reason());
      }
    }
  }
}
