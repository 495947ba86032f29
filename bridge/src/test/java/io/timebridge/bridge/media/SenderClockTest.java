package io.timebridge.bridge.media;

import static io.timebridge.bridge.media.Camera.MILLI;
import static io.timebridge.bridge.media.Camera.SECOND;
import static io.timebridge.bridge.media.Camera.START;
import static io.timebridge.bridge.media.Camera.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.EpochReading;
import io.timebridge.clock.SeededRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks of cameras that are off and drift: found, and what is claimed of the error holds. */
class SenderClockTest {
  private static final long LEAST_DELAY = 2 * MILLI;

  private final SenderClock clock = new SenderClock("camera 1", LEAST_DELAY);

  private long feed(Camera camera, long from, int reports, double interval) {
    long at = from;
    for (int i = 0; i < reports; i++) {
      clock.heard(camera.wallAt(at), camera.arrivalOf(at));
      at += Math.round(interval * 1e9);
    }
    return at;
  }

  private void assertHolds(Camera camera, long utc) {
    long wall = camera.wallAt(utc);
    EpochReading found = clock.utcOf(clock.epoch(), wall).orElseThrow();
    long error = Math.abs(found.nanos() - utc);
    assertTrue(error <= found.errorBoundNanos(), error + " > " + found);
    EpochReading back = clock.referenceOf(utc).orElseThrow();
    assertTrue(Math.abs(back.nanos() - wall) <= back.errorBoundNanos());
  }

  /**
   * 37 s off, 1 h off, 56 years off; 50 ppm fast or slow: found, and the bound is worth something.
   */
  @ParameterizedTest
  @CsvSource({
    "37, 0, 2",
    "-37, 0, 2",
    "3600, 0, 2",
    "-3600, 50000, 2",
    "0, 50000, 2",
    "0, -50000, 2",
    "37, 50000, 2",
    "-1780000000, 20000, 2"
  })
  void findsWhatIsOff(long seconds, double ppb, long boundMillis) {
    Camera camera = new Camera(seconds + 7, 90_000);
    camera.offsetNanos = seconds * SECOND;
    camera.ppb = ppb;
    long now = feed(camera, START, 120, 5); // ten minutes
    assertHolds(camera, now);
    EpochReading offset = clock.offset().orElseThrow();
    long truth = camera.wallAt(now) - now;
    assertNear(truth, offset.nanos(), boundMillis * MILLI);
    assertTrue(offset.errorBoundNanos() < boundMillis * MILLI, offset.toString());
    assertEquals(ppb, clock.frequencyPpb(), 1_000);
    assertTrue(clock.name().contains("camera 1"));
  }

  /** From the third report on, at each report of any hour: the truth is within the bound. */
  @Property(tries = 120, seed = "20261126")
  void theBoundHolds(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed,
      @ForAll @LongRange(min = -100_000, max = 100_000) long seconds,
      @ForAll @DoubleRange(min = -100_000, max = 100_000) double ppb,
      @ForAll @DoubleRange(min = -1_000, max = 1_000) double swingPpb,
      @ForAll @DoubleRange(min = 0, max = 20e6) double late,
      @ForAll @DoubleRange(min = 0.5, max = 10) double interval,
      @ForAll Camera.Lateness lateness) {
    SenderClock fresh = new SenderClock("any", LEAST_DELAY);
    Camera camera = new Camera(seed, 90_000);
    camera.offsetNanos = seconds * SECOND;
    camera.ppb = ppb;
    camera.swingPpb = swingPpb;
    camera.lateNanos = late;
    camera.lateness = lateness;
    camera.leastDelayNanos = new SeededRandom(seed).nextLong(LEAST_DELAY);
    long at = START;
    for (int i = 0; i < 400; i++) {
      fresh.heard(camera.wallAt(at), camera.arrivalOf(at));
      if (fresh.isKnown()) {
        long asked = at + SECOND;
        EpochReading found = fresh.utcOf(fresh.epoch(), camera.wallAt(asked)).orElseThrow();
        long error = Math.abs(found.nanos() - asked);
        assertTrue(error <= found.errorBoundNanos(), i + ": " + error + " > " + found);
      }
      at += Math.round(interval * 1e9);
    }
    assertTrue(fresh.isKnown());
    assertEquals(1, fresh.epoch());
  }

  @Test
  void twoReportsAreNotBelieved() {
    Camera camera = new Camera(1, 90_000);
    assertTrue(clock.reason().contains("0 of 3 reports"), clock.reason());
    long at = feed(camera, START, 2, 5);
    assertFalse(clock.isKnown());
    assertTrue(clock.offset().isEmpty());
    assertEquals(0, clock.frequencyPpb());
    assertTrue(clock.referenceOf(at).isEmpty());
    assertTrue(clock.utcOf(1, at).isEmpty());
    assertTrue(clock.reason().contains("2 of 3 reports"), clock.reason());
    feed(camera, at, 1, 5);
    assertTrue(clock.isKnown());
    assertHolds(camera, at);
  }

  /** A few late reports are no jump, however late; a jump is one, and the rate is kept. */
  @ParameterizedTest
  @CsvSource({"3600", "-3600", "1", "-1", "0.5"})
  void noticesThatTheClockJumped(double seconds) {
    Camera camera = new Camera(11, 90_000);
    camera.ppb = 50_000;
    long at = feed(camera, START, 60, 5);
    clock.heard(camera.wallAt(at - 2 * SECOND), new Arrival(at, 0, 0));
    clock.heard(camera.wallAt(at - SECOND), new Arrival(at + SECOND, 0, 0));
    at = feed(camera, at + 5 * SECOND, 2, 5);
    assertEquals(1, clock.epoch());
    long before = at - 10 * SECOND;
    long wallBefore = camera.wallAt(before);
    camera.offsetNanos += Math.round(seconds * 1e9);
    at = feed(camera, at, 2, 5);
    assertEquals(1, clock.epoch());
    at = feed(camera, at, 1, 5);
    assertEquals(2, clock.epoch());
    assertHolds(camera, at);
    assertEquals(50_000, clock.frequencyPpb(), 7_000);
    // What was before the jump is read by the epoch that was.
    EpochReading past = clock.utcOf(1, wallBefore).orElseThrow();
    assertEquals(1, past.epoch());
    assertNear(before, past.nanos(), past.errorBoundNanos());
    assertEquals(1, clock.referenceOf(before).orElseThrow().epoch());
  }

  @Test
  void reportsThatContradictEachOtherAtTheStartAreNotPutTogether() {
    Camera camera = new Camera(12, 90_000);
    camera.offsetNanos = -1_780_000_000L * SECOND; // before it has asked its NTP server
    long at = feed(camera, START, 2, 5);
    camera.offsetNanos = 0;
    at = feed(camera, at, 2, 5);
    assertFalse(clock.isKnown());
    assertTrue(clock.reason().contains("since it jumped"), clock.reason());
    at = feed(camera, at, 1, 5);
    assertHolds(camera, at);
  }

  @Test
  void theTimelinesErrorsArePartOfTheBound() {
    Camera camera = new Camera(13, 90_000);
    long at = START;
    for (int i = 0; i < 20; i++) {
      Arrival arrival = camera.arrivalOf(at);
      clock.heard(camera.wallAt(at), new Arrival(arrival.utcNanos(), 30 * MILLI, 70 * MILLI));
      at += 5 * SECOND;
    }
    EpochReading offset = clock.offset().orElseThrow();
    assertTrue(offset.estimatedErrorNanos() > 30 * MILLI);
    assertTrue(offset.errorBoundNanos() > 70 * MILLI);
  }

  /** Half of what the least delayed report may have taken is the least that can be claimed. */
  @Test
  void whatNobodyCanSeeIsInTheBound() {
    SenderClock local = new SenderClock("lan");
    Camera camera = new Camera(14, 90_000);
    camera.lateNanos = 0;
    camera.leastDelayNanos = 0;
    for (int i = 0; i < 100; i++) {
      local.heard(camera.wallAt(START + i * SECOND), camera.arrivalOf(START + i * SECOND));
    }
    EpochReading offset = local.offset().orElseThrow();
    assertNear(SenderClock.DEFAULT_LEAST_DELAY_NANOS / 2, offset.nanos(), 10_000);
    assertTrue(offset.errorBoundNanos() >= offset.nanos());
    assertTrue(offset.errorBoundNanos() < offset.nanos() + MILLI);
    assertThrows(IllegalArgumentException.class, () -> new SenderClock("x", -1));
  }

  /** Hours after the last report nothing is claimed. */
  @Test
  void doesNotReachFar() {
    Camera camera = new Camera(15, 90_000);
    long at = feed(camera, START, 20, 5);
    assertTrue(clock.referenceOf(at + 3_500 * SECOND).isPresent());
    assertTrue(clock.referenceOf(at + 3_700 * SECOND).isEmpty());
    assertTrue(clock.utcOf(1, camera.wallAt(START - 3_700 * SECOND)).isEmpty());
    assertTrue(clock.reason().contains("was not measured then"), clock.reason());
  }

  /** Pictures that carry the time come often; of each second the least late one counts. */
  @Test
  void takesManyMessagesASecond() {
    Camera camera = new Camera(16, 90_000);
    camera.lateNanos = 20e6;
    camera.ppb = 30_000;
    long at = feed(camera, START, 25 * 900, 0.04); // fifteen minutes: the window moves on
    assertHolds(camera, at);
    assertTrue(clock.offset().orElseThrow().errorBoundNanos() < 2 * MILLI);
    assertEquals(30_000, clock.frequencyPpb(), 500);
  }
}
