package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockSegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is averaged among servers that are all believed. */
class NtpClusterTest {
  private static final long NOW = 1_000_000_000_000L;
  private static final long MICRO = 1_000;
  private static final long TAI = 1_800_000_037_000_000_000L;

  private final NtpCluster cluster = new NtpCluster();

  /** Servers a, b, … that are so far ahead, each with a noise and a claim of its own. */
  private List<SourceTime> survivors(long noise, long claim, long... ahead) {
    List<NtpCluster.Member> members = new ArrayList<>();
    for (int i = 0; i < ahead.length; i++) {
      ClockSegment tai =
          new ClockSegment(0, NOW, TAI + ahead[i], 0, noise + claim, noise + 2 * claim, 0, 0);
      Reference reference = new Reference(Reference.NTP, false, false, 0);
      String name = Character.toString('a' + i);
      SourceTime time =
          new SourceTime(
              tai, 0, 0, claim, new UtcRule(37, 0, 0), 1, false, reference, 0, 0, name, NOW, 0);
      members.add(new NtpCluster.Member(name, time));
    }
    return cluster.survivors(members, NOW);
  }

  @Test
  void serversWithinTheNoiseAreAllAveraged() {
    assertEquals(4, survivors(50 * MICRO, 900 * MICRO, 0, 20 * MICRO, -20 * MICRO, 30_000).size());
    assertTrue(cluster.leftOut().isEmpty());
  }

  @Test
  void theFarthestIsLeftOutWhateverItClaims() {
    List<SourceTime> left = survivors(50 * MICRO, 9_000 * MICRO, 0, 2_000 * MICRO, 10_000, 20_000);
    assertEquals(List.of("a", "c", "d"), left.stream().map(SourceTime::witness).toList());
    assertEquals("it is 2.0 ms from the others and is not averaged in", cluster.leftOut().get("b"));
  }

  @Test
  void threeAreAlwaysLeft() {
    assertEquals(3, survivors(MICRO, 0, 0, 1_000 * MICRO, -2_000 * MICRO).size());
    assertEquals(3, survivors(MICRO, 0, 0, 1_000_000, -2_000_000, 5_000_000, 9_000_000).size());
    assertEquals(2, cluster.leftOut().size());
    assertEquals(0, survivors(MICRO, 0).size());
    assertTrue(cluster.leftOut().isEmpty());
  }

  @Test
  void oneThatWasLeftOutMustComeWellNear() {
    assertEquals(3, survivors(50 * MICRO, 0, 0, 60 * MICRO, 0, 0).size());
    assertEquals(3, survivors(50 * MICRO, 0, 0, 40 * MICRO, 0, 0).size());
    assertEquals(4, survivors(50 * MICRO, 0, 0, 20 * MICRO, 0, 0).size());
    assertEquals(4, survivors(50 * MICRO, 0, 0, 40 * MICRO, 0, 0).size());
    cluster.forget();
    assertTrue(cluster.leftOut().isEmpty());
  }
}
