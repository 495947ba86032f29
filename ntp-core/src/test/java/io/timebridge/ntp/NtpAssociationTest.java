package io.timebridge.ntp;

import static io.timebridge.ntp.AssociationLab.LAN;
import static io.timebridge.ntp.AssociationLab.SECOND;
import static io.timebridge.ntp.AssociationLab.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.simulation.LinkModel;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An association and a real server in virtual time. */
final class NtpAssociationTest {
  private static final long MILLI = 1_000_000;
  private static final LinkModel QUIET = new LinkModel(2 * MILLI, 0, 0);

  private static AssociationLab following(long seed, LinkModel link, int minpoll, int maxpoll) {
    return new AssociationLab(seed, link).startServer().startClient(true, minpoll, maxpoll);
  }

  /** The intervals between requests, whole seconds: the jitter is below a 16th. */
  private static List<Long> intervals(AssociationLab lab) {
    List<Long> seconds = new ArrayList<>();
    for (int i = 1; i < lab.requestTimes.size(); i++) {
      long interval = lab.requestTimes.get(i) - lab.requestTimes.get(i - 1);
      long whole = Long.highestOneBit((interval + 5 * MILLI) / SECOND);
      assertTrue(interval < whole * SECOND * 17 / 16 + 10 * MILLI, "jitter of " + interval);
      seconds.add(whole);
    }
    return seconds;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void followsTheServerWithinItsBound(long seed) {
    AssociationLab lab = following(seed, LAN, 4, 4);
    lab.run(600);
    assertTrue(lab.status().reachable());
    assertTrue(lab.estimator.locked());
    for (int i = 0; i < 300; i++) {
      lab.run(7);
      long error = Math.abs(lab.errorNanos());
      assertTrue(error < MILLI, "error " + error);
      assertTrue(error <= lab.clock().errorBoundAt(lab.localNow()), "bound");
    }
    NtpAssociationStatus status = lab.status();
    assertEquals(0xFF, status.reach());
    assertNull(status.reason());
    NtpAssociationStatus.Exchange last = status.exchange();
    assertNotNull(last);
    assertTrue(last.delayNanos() >= 200_000 && last.delayNanos() < 2 * MILLI);
    assertTrue(last.jitterNanos() > 5_000 && last.jitterNanos() < 300_000);
    assertTrue(Math.abs(last.offsetNanos()) < 500_000);
    assertTrue(lab.localNow() - status.heardLocalNanos() < 18 * SECOND);
  }

  /**
   * NTP's era ends on 2036-02-07, POSIX's 32 bits on 2038-01-19; a locked client notices neither.
   */
  @ParameterizedTest
  @ValueSource(strings = {"2036-02-07T06:28:16Z", "2038-01-19T03:14:08Z"})
  void crossesTheEndsOfTheErasWhileLocked(String end) {
    AssociationLab lab = new AssociationLab(3, LAN);
    lab.serverTime.startUtcNanos = Instant.parse(end).getEpochSecond() * SECOND - 1000 * SECOND;
    lab.startServer().startClient(true, 4, 4);
    lab.run(600);
    assertTrue(lab.estimator.locked());
    int told = lab.estimator.told.size();
    for (int i = 0; i < 800; i++) {
      lab.run(1);
      assertTrue(lab.status().reachable());
      assertTrue(lab.estimator.locked());
      long error = Math.abs(lab.errorNanos());
      assertTrue(error < MILLI, "error " + error + " at " + i);
      assertTrue(error <= lab.clock().errorBoundAt(lab.localNow()), "bound");
    }
    assertTrue(lab.estimator.told.size() >= told + 2 * 45, "every answer was used");
    assertEquals(0, lab.association().faults().total());
  }

  @Test
  void staysCloseAtALongPollToo() {
    AssociationLab lab = following(1, LAN, 6, 6);
    lab.run(10_000);
    for (int i = 0; i < 300; i++) {
      lab.run(50);
      assertTrue(Math.abs(lab.errorNanos()) < MILLI, "error " + lab.errorNanos());
      assertTrue(Math.abs(lab.errorNanos()) <= lab.clock().errorBoundAt(lab.localNow()), "bound");
    }
  }

  @Test
  void exchangeIsTwoMeasurementsRequestFirst() {
    AssociationLab lab = following(1, QUIET, 4, 4);
    lab.run(1);
    assertEquals(2, lab.estimator.told.size());
    AssociationLab.Recorder.Told there = lab.estimator.told.get(0);
    AssociationLab.Recorder.Told back = lab.estimator.told.get(1);
    long tai = TestTime.NOVEMBER_2026 + 37 * SECOND;
    assertFalse(there.fromSource());
    assertEquals(777 * SECOND, there.local());
    assertEquals(tai + 2 * MILLI, there.remote());
    assertTrue(back.fromSource());
    assertEquals(777 * SECOND + 4 * MILLI + 40, back.local()); // 10 ppm fast
    assertEquals(tai + 2 * MILLI, back.remote());
    assertEquals(1, back.width(), "the server's precision, 2⁻³⁰ s");
  }

  @Test
  void measuresAgainstASteadyScale() {
    AssociationLab lab =
        new AssociationLab(1, QUIET)
            .startServer()
            .startClient(true, 4, 4, made -> made.against(local -> local / 2));
    lab.run(1);
    assertEquals(777 * SECOND / 2, lab.estimator.told.get(0).local());
    assertEquals((777 * SECOND + 4 * MILLI + 40) / 2, lab.estimator.told.get(1).local());
  }

  @Test
  void burstAtTheStartThenThePoll() {
    AssociationLab lab = following(1, QUIET, 4, 4);
    lab.run(100);
    assertEquals(List.of(2L, 2L, 2L, 2L, 2L, 2L, 2L, 16L, 16L), intervals(lab).subList(0, 9));
  }

  @Test
  void noBurstUnlessAskedFor() {
    AssociationLab lab = new AssociationLab(1, QUIET).startServer().startClient(false, 4, 4);
    lab.run(100);
    assertEquals(List.of(16L, 16L, 16L), intervals(lab).subList(0, 3));
  }

  @Test
  void silentServerIsLeftAloneAndIsFoundAgain() {
    AssociationLab lab = new AssociationLab(1, QUIET).startClient(true, 4, 6);
    lab.run(3);
    assertEquals(NtpAssociationState.WAITING, lab.status().state());
    lab.run(1000);
    assertEquals(NtpAssociationState.UNREACHABLE, lab.status().state());
    assertEquals("no answer to the last 8 requests", lab.status().reason());
    assertEquals(0, lab.status().reach());
    assertEquals(0, lab.estimator.losses, "there was nothing to lose");
    List<Long> intervals = intervals(lab);
    assertEquals(
        List.of(2L, 2L, 2L, 16L, 16L, 16L, 16L, 16L, 32L, 64L, 64L), intervals.subList(0, 11));
    int asked = lab.requestTimes.size();
    lab.startServer().run(68 + 8 * 3);
    assertTrue(lab.status().reachable());
    assertEquals(List.of(2L, 2L, 2L, 2L, 2L, 2L, 2L), intervals(lab).subList(asked, asked + 7));
  }

  @Test
  void lostServerIsNoticedAndTheClockGoesOn() {
    AssociationLab lab = following(1, LAN, 4, 4);
    lab.run(600);
    lab.stopServer();
    lab.run(9 * 17);
    assertEquals(NtpAssociationState.UNREACHABLE, lab.status().state());
    assertEquals(1, lab.estimator.losses);
    assertTrue(Math.abs(lab.errorNanos()) < MILLI);
    lab.startServer().run(60);
    assertTrue(lab.status().reachable());
    assertTrue(Math.abs(lab.errorNanos()) < MILLI);
  }

  @Test
  void pollGrowsWhileTheClockIsQuiet() {
    AssociationLab lab = following(1, LAN, 4, 6);
    lab.run(4000);
    assertEquals(6, lab.status().poll());
    List<Long> intervals = intervals(lab);
    assertEquals(64, intervals.get(intervals.size() - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DENY", "RSTR"})
  void asksNoMoreWhenRefused(String code) {
    AssociationLab lab = new AssociationLab(1, LAN);
    lab.serverOutbox = outbox -> new Kissing(outbox, code);
    lab.startServer().startClient(true, 4, 4).run(10_000);
    assertEquals(1, lab.requestTimes.size());
    assertEquals(NtpAssociationState.REFUSED, lab.status().state());
    assertTrue(String.valueOf(lab.status().reason()).contains(code));
    assertEquals(List.of(), lab.estimator.told);
  }

  @Test
  void eachRateKissLengthensThePollForGood() {
    AssociationLab lab = new AssociationLab(1, LAN);
    Kissing.Switch kiss = new Kissing.Switch();
    lab.serverOutbox = outbox -> new Kissing(outbox, "RATE", kiss);
    lab.startServer().startClient(true, 4, 5).run(300);
    assertEquals(NtpAssociationState.UNFIT, lab.status().state());
    assertEquals(List.of(32L, 64L, 128L), intervals(lab).subList(0, 3));
    kiss.on = false;
    lab.run(3000);
    assertTrue(lab.status().reachable());
    List<Long> intervals = intervals(lab);
    long last = intervals.get(intervals.size() - 1);
    assertTrue(last >= 256, "never again faster than it was told: " + last);
  }

  @Test
  void followedServerThatOnlyComplainsIsGivenUp() {
    AssociationLab lab = new AssociationLab(1, LAN);
    Kissing.Switch kiss = new Kissing.Switch();
    kiss.on = false;
    lab.serverOutbox = outbox -> new Kissing(outbox, "RATE", kiss);
    lab.startServer().startClient(true, 0, 0).run(100);
    assertTrue(lab.status().reachable());
    kiss.on = true;
    lab.run(8); // asked after 1, 2 and 4 s
    assertTrue(lab.status().reachable(), "it may be followed for a while");
    lab.run(12);
    assertEquals(NtpAssociationState.UNFIT, lab.status().state());
    kiss.on = false;
    lab.run(60);
    assertTrue(lab.status().reachable());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INIT", "STEP"})
  void otherKissesAreNoTime(String code) {
    AssociationLab lab = new AssociationLab(1, LAN);
    lab.serverOutbox = outbox -> new Kissing(outbox, code);
    lab.startServer().startClient(true, 4, 4).run(100);
    assertEquals(NtpAssociationState.UNFIT, lab.status().state());
    assertTrue(lab.requestTimes.size() > 3);
    assertEquals(List.of(), lab.estimator.told);
  }

  /** Spoils the server's time while it is followed, and mends it again. */
  private static void assertUnfitWhile(
      Consumer<AssociationLab.ScriptedTime> spoil,
      Consumer<AssociationLab.ScriptedTime> mend,
      String reason) {
    AssociationLab lab =
        new AssociationLab(1, LAN)
            .startServer()
            .startClient(true, 4, 4, made -> made.refusing(id -> id == 0xC0000214));
    lab.run(600);
    assertTrue(lab.status().reachable());
    spoil.accept(lab.serverTime);
    int before = lab.estimator.told.size();
    lab.run(200);
    assertEquals(NtpAssociationState.UNFIT, lab.status().state());
    assertTrue(String.valueOf(lab.status().reason()).contains(reason), lab.status().reason());
    assertEquals(1, lab.estimator.losses);
    assertEquals(before, lab.estimator.told.size(), "nothing of it is measured");
    mend.accept(lab.serverTime);
    lab.run(100);
    assertTrue(lab.status().reachable());
    assertTrue(Math.abs(lab.errorNanos()) < MILLI);
  }

  @Test
  void serverThatLostItsTimeIsNotUsed() {
    assertUnfitWhile(t -> t.synchronised = false, t -> t.synchronised = true, "not synchronised");
  }

  @Test
  void serverThatFollowsUsIsNotUsed() {
    assertUnfitWhile(
        t -> {
          t.stratum = 3;
          t.referenceId = 0xC0000214;
        },
        t -> t.stratum = 1,
        "it follows us");
  }

  @Test
  void stratumOneHasLettersNotAnAddress() {
    AssociationLab lab =
        new AssociationLab(1, LAN)
            .startServer()
            .startClient(true, 4, 4, made -> made.refusing(id -> true));
    assertTrue(lab.run(10).status().reachable());
  }

  @Test
  void serverThatMayBeFarOffIsNotUsed() {
    assertUnfitWhile(
        t -> t.rootDispersionNanos = SECOND, t -> t.rootDispersionNanos = 0, "root distance");
    assertUnfitWhile(
        t -> t.rootDelayNanos = 2 * SECOND, t -> t.rootDelayNanos = 0, "root distance");
  }

  @Test
  void exchangesNearALeapSecondAreNotMeasured() {
    AssociationLab lab = new AssociationLab(1, LAN);
    lab.utcToTai =
        (utc, leap) -> utc - TestTime.NOVEMBER_2026 > 5 * SECOND ? UtcToTai.AMBIGUOUS : 37 * SECOND;
    lab.startServer().startClient(true, 4, 4).run(100);
    assertEquals(6, lab.estimator.told.size());
    assertTrue(lab.status().reachable());
    assertTrue(lab.requestTimes.size() > 8);
  }

  @Test
  void jumpOfTheServerIsFollowedAndDoesNotShutItOut() {
    AssociationLab lab = following(1, LAN, 4, 4);
    lab.run(600);
    lab.serverTime.aheadNanos = 3600 * SECOND;
    lab.run(600);
    assertTrue(lab.status().reachable());
    assertTrue(Math.abs(lab.errorNanos() - 3600 * SECOND) < MILLI);
  }

  @Test
  void refusesWhatMakesNoSense() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("ntp.example", 123);
    assertThrows(IllegalArgumentException.class, () -> new NtpAssociationConfig(name, true, 4, 6));
    for (int[] polls : new int[][] {{-1, 4}, {5, 4}, {4, 18}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new NtpAssociationConfig(SERVER, true, polls[0], polls[1]));
    }
  }
}
