package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.ClockSegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SystemPeerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MS = 1_000_000L;
  private static final long NOW = 5_000 * SECOND;

  /** A source that is only known by its name and kind. */
  private record Named(String name, Kind kind) implements Source {
    @Override
    public Health health() {
      return new Health(TimelineState.LOCKED, true, null);
    }

    @Override
    public @Nullable SourceTime time() {
      return null;
    }

    @Override
    public void describe(ObjectNode node) {}
  }

  private final List<SystemPeer.Candidate> believed = new ArrayList<>();

  private static SystemPeer.Candidate candidate(
      String name, Source.Kind kind, int stratum, long distance, long heardSecondsAgo) {
    long heard = NOW - heardSecondsAgo * SECOND;
    ClockSegment tai = new ClockSegment(0, heard, NOW, 0, 0, distance, 0, 15_000);
    Reference reference = new Reference(Reference.NTP, false, false, 0);
    return new SystemPeer.Candidate(
        new Named(name, kind),
        new SourceTime(
            tai, 0, 0, 0, new UtcRule(37, 0, 0), stratum, false, reference, 0, 0, name, heard, 0));
  }

  private void ntp(String name, int stratum, long distance) {
    ntp(name, stratum, distance, 0);
  }

  private void ntp(String name, int stratum, long distance, long heardSecondsAgo) {
    believed.removeIf(each -> each.source().name().equals(name));
    believed.add(candidate(name, Source.Kind.NTP, stratum, distance, heardSecondsAgo));
  }

  private @Nullable String chosen(SystemPeer peer) {
    Source source = peer.choose(believed, NOW);
    return source == null ? null : source.name();
  }

  private final SystemPeer peer = new SystemPeer(List.of());

  @Test
  void nobodyIsNobody() {
    assertNull(chosen(peer));
  }

  @Test
  void theNearestIsFollowedAndNotTheFirstInTheConfig() {
    ntp("far", 1, 50 * MS);
    ntp("near", 1, 3 * MS);
    assertEquals("near", chosen(peer));
  }

  @Test
  void theLowerStratumComesFirst() {
    ntp("near", 3, MS);
    ntp("primary", 1, 20 * MS);
    assertEquals("primary", chosen(peer));
    ntp("near", 1, MS);
    assertEquals("near", chosen(peer), "clearly nearer, as good a stratum");
  }

  @Test
  void oneThatIsFollowedStaysWhileNoneIsClearlyBetter() {
    ntp("a", 2, 10 * MS);
    ntp("b", 2, 11 * MS);
    assertEquals("a", chosen(peer));
    ntp("b", 2, 5 * MS);
    assertEquals("a", chosen(peer));
    ntp("b", 2, 4 * MS);
    assertEquals("b", chosen(peer));
    ntp("a", 2, 2 * MS);
    assertEquals("b", chosen(peer), "and not back for so little");
    ntp("b", 3, 4 * MS);
    assertEquals("a", chosen(peer), "its stratum is worse now");
  }

  @Test
  void oneThatIsGoneIsReplacedAtOnce() {
    ntp("a", 2, 10 * MS);
    ntp("b", 2, 11 * MS);
    assertEquals("a", chosen(peer));
    believed.removeIf(each -> each.source().name().equals("a"));
    assertEquals("b", chosen(peer));
    ntp("a", 2, 10 * MS);
    assertEquals("b", chosen(peer));
  }

  /** Its dispersion has grown by 15 ms since then, and will be small again. */
  @Test
  void oneThatIsAskedSeldomIsNotWorseForThat() {
    ntp("seldom", 2, 10 * MS, 1_000);
    ntp("often", 2, 12 * MS, 0);
    assertEquals("seldom", chosen(peer));
  }

  @Test
  void theOperatorsOrderIsAboveAll() {
    SystemPeer ordered = new SystemPeer(List.of("liked", "audio"));
    believed.add(candidate("audio", Source.Kind.PTP, 1, MS, 0));
    ntp("near", 1, MS);
    assertEquals("audio", chosen(ordered));
    ntp("liked", 5, 100 * MS);
    assertEquals("liked", chosen(ordered));
    assertEquals("audio", chosen(new SystemPeer(List.of())), "a PTP domain before NTP");
  }

  @Test
  void ofPtpDomainsTheFirstInTheConfigIsFollowed() {
    SystemPeer.Candidate first = candidate("first", Source.Kind.PTP, 1, 5 * MS, 0);
    believed.add(candidate("second", Source.Kind.PTP, 1, MS, 0));
    assertEquals("second", chosen(peer));
    believed.add(0, first);
    assertEquals("first", chosen(peer));
  }
}
