package io.timebridge.bridge.media;

import static io.timebridge.bridge.media.Camera.MILLI;
import static io.timebridge.bridge.media.Camera.SECOND;
import static io.timebridge.bridge.media.Camera.START;
import static io.timebridge.bridge.media.Camera.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.ntp.NtpTimestamp;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that is read by its sender's reports; what they leave open is said. */
class ReportedClockTest {
  private static final MediaRate RATE = MediaRate.of(90_000);

  private final SenderClock sender = new SenderClock("camera", 2 * MILLI);
  private final ReportedClock clock = new ReportedClock(RATE, sender);
  private final Camera camera = new Camera(1, 90_000);

  private static void assertReads(ReportedClock clock, Camera camera, long utc) {
    MediaTime found = clock.timeOf(camera.timestampAt(utc), utc + 7 * MILLI);
    assertTrue(found.known(), found.why());
    long error = Math.abs(found.utcNanos() - utc);
    assertTrue(error <= found.errorBoundNanos(), error + " > " + found.errorBoundNanos());
  }

  private void assertSays(String what, long near) {
    MediaTime none = clock.timeOf(0, near);
    assertFalse(none.known());
    assertTrue(none.why().contains(what), none.why());
    assertTrue(clock.timestampAt(near).isEmpty());
    assertThrows(IllegalStateException.class, none::utcNanos);
    assertThrows(IllegalStateException.class, none::errorBoundNanos);
    assertTrue(none.toString().startsWith("not known"));
  }

  @Test
  void withoutAReportNothingIsGuessed() {
    assertSays("no report of the sender has been heard", START);
    assertFalse(clock.status().usable());
  }

  @Test
  void threeReportsThatAgreeAreBelieved() {
    camera.report(clock, START);
    assertSays("1 of 3 reports", START);
    camera.report(clock, START + 5 * SECOND);
    assertSays("2 of 3 reports", START);
    camera.report(clock, START + 10 * SECOND);
    assertReads(clock, camera, START + 11 * SECOND);
    assertTrue(clock.status().usable());
    assertEquals(3, clock.status().accepted());
  }

  /** RFC 3550 §6.4.1: an NTP timestamp of 0 is no time. */
  @Test
  void aZeroTimeIsSaid() {
    clock.senderReport(1, 5, 0, camera.arrivalOf(START));
    assertSays("no wall-clock time (NTP timestamp 0)", START);
    assertEquals(1, clock.status().withoutTime());
    long last = camera.run(clock, START, 60, 5);
    clock.senderReport(1, 5, 0, camera.arrivalOf(last + SECOND));
    assertReads(clock, camera, last + 2 * SECOND);
    assertTrue(clock.status().reason().contains("NTP timestamp 0"), clock.status().reason());
    assertEquals(2, clock.status().withoutTime());
  }

  @Test
  void aStaleReportIsSaid() {
    long last = camera.run(clock, START, 60, 5);
    assertReads(clock, camera, last + 59 * SECOND);
    assertSays("the newest report of the sender is 75", last + 75 * SECOND);
    assertSays("the oldest report that is kept is", START - 100 * SECOND);
    assertReads(clock, camera, START - 40 * SECOND);
  }

  /** 37 s or 1 h off and 50 ppm fast: subtracted, with a bound. */
  @ParameterizedTest
  @CsvSource({"37, 0", "3600, 0", "0, 50000", "-3600, -50000", "37, 50000"})
  void theClocksErrorIsSubtracted(long seconds, double ppb) {
    camera.offsetNanos = seconds * SECOND;
    camera.ppb = ppb;
    camera.mediaPpb = ppb; // one quartz
    long last = camera.run(clock, START, 600, 5);
    for (long utc = START; utc < last; utc += 7 * SECOND) {
      assertReads(clock, camera, utc);
    }
    MediaTime now = clock.timeOf(camera.timestampAt(last), last);
    assertNear(last, now.utcNanos(), 3 * MILLI / 2);
    assertTrue(now.errorBoundNanos() < 2 * MILLI, now.toString());
    assertNear(camera.timestampAt(last), clock.timestampAt(last).orElseThrow(), 90 * 2);
    assertEquals(1, now.epoch());
    assertNear(camera.wallAt(last), now.referenceNanos(), 20_000);
  }

  /** Days of reports over several wraps; any timestamp of them is read, the newest in any case. */
  @Property(tries = 25, seed = "1326")
  void readsAcrossWraps(
      @ForAll int first,
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed,
      @ForAll @DoubleRange(min = -80_000, max = 80_000) double ppb,
      @ForAll @IntRange(min = 1, max = 40) int hoursOfSilence) {
    Camera any = new Camera(seed, 90_000);
    any.firstTimestamp = first;
    any.ppb = ppb;
    any.mediaPpb = -ppb / 2;
    ReportedClock stream = new ReportedClock(RATE, new SenderClock("any", 2 * MILLI));
    long at = START;
    for (int day = 0; day < 3; day++) {
      long last = any.run(stream, at, 200, 5);
      assertReads(stream, any, last + SECOND);
      assertReads(stream, any, at + SECOND);
      at = last + hoursOfSilence * 3_600L * SECOND;
    }
  }

  /** In 2036 NTP's era ends, and nothing is noticed. */
  @Test
  void eraOneBegins() {
    long era = NtpTimestamp.toUtcNanos(1L << 32) - SECOND;
    Camera later = new Camera(36, 90_000);
    later.offsetNanos = 37 * SECOND;
    long last = later.run(clock, era - 300 * SECOND, 600, 5);
    for (long utc = era - 280 * SECOND; utc < last; utc += SECOND) {
      assertReads(clock, later, utc);
    }
    assertEquals(0, clock.status().accidents());
  }

  /**
   * Some cameras put the last picture's timestamp beside the present time: it scatters, no more.
   */
  @Test
  void sloppyReportsWidenTheBound() {
    camera.sloppyNanos = 40 * MILLI;
    long last = camera.run(clock, START, 300, 5);
    assertReads(clock, camera, last);
    assertEquals(0, clock.status().clockSteps() + clock.status().mediaJumps());
    assertTrue(clock.timeOf(camera.timestampAt(last), last).errorBoundNanos() > 15 * MILLI);
  }

  @ParameterizedTest
  @CsvSource({"3600", "-3600", "37", "-0.4", "0.03", "-0.03"})
  void aStepOfTheClockIsNoticedAndTheStreamReadOn(double seconds) {
    long last = camera.run(clock, START, 300, 5);
    long step = Math.round(seconds * 1e9);
    camera.offsetNanos += step;
    camera.report(clock, last + 5 * SECOND);
    assertTrue(clock.status().reason().contains("1 in a row do not fit"), clock.status().reason());
    assertReads(clock, camera, last + 6 * SECOND);
    camera.report(clock, last + 10 * SECOND);
    assertReads(clock, camera, last + 11 * SECOND);
    camera.report(clock, last + 15 * SECOND);
    ReportStatus status = clock.status();
    assertEquals(1, status.clockSteps());
    assertEquals(0, status.mediaJumps());
    assertNear(step, status.lastStepNanos(), MILLI);
    for (long utc = START; utc < last + 60 * SECOND; utc += SECOND) {
      assertReads(clock, camera, utc);
    }
    last = camera.run(clock, last + 20 * SECOND, 300, 5);
    assertReads(clock, camera, last);
    assertEquals(1, clock.status().clockSteps());
    assertEquals(0, clock.status().accidents());
  }

  /** The encoder began anew: what was is read as it was, what is only when three reports agree. */
  @ParameterizedTest
  @CsvSource({"1", "-1", "100000", "2000000000", "-2147483648"})
  void aJumpOfTheTimestampsIsNoticed(int ticks) {
    int jump = ticks * (Math.abs((long) ticks) < 100 ? 90_000 : 1);
    long last = camera.run(clock, START, 300, 5);
    long before = last - 20 * SECOND;
    int timestampBefore = camera.timestampAt(before);
    camera.firstTimestamp += jump;
    long at = last + 5 * SECOND;
    camera.report(clock, at);
    camera.report(clock, at + 5 * SECOND);
    assertEquals(0, clock.status().mediaJumps());
    camera.report(clock, at + 10 * SECOND);
    assertEquals(1, clock.status().mediaJumps());
    assertEquals(0, clock.status().clockSteps());
    for (long utc = at; utc < at + 60 * SECOND; utc += SECOND) {
      assertReads(clock, camera, utc);
    }
    MediaTime past = clock.timeOf(timestampBefore, before);
    assertNear(before, past.utcNanos(), past.errorBoundNanos());
    assertEquals(1, sender.epoch());
  }

  /** An accident is counted; what is read does not move. */
  @Test
  void accidentsAreLeftOut() {
    long last = camera.run(clock, START, 300, 5);
    int rightOne = camera.firstTimestamp;
    for (int i = 0; i < 20; i++) {
      camera.firstTimestamp = i % 2 == 0 ? rightOne : rightOne + (i << 27);
      last += 5 * SECOND;
      camera.report(clock, last);
      camera.firstTimestamp = rightOne;
      assertReads(clock, camera, last);
    }
    camera.report(clock, last + 5 * SECOND);
    assertEquals(10, clock.status().accidents());
    assertEquals(0, clock.status().mediaJumps());
  }

  @Test
  void firstReportsThatContradictEachOtherBeginAnew() {
    camera.report(clock, START);
    camera.firstTimestamp += 1 << 30;
    camera.report(clock, START + 5 * SECOND);
    camera.report(clock, START + 10 * SECOND);
    assertSays("2 of 3 reports", START);
    camera.report(clock, START + 15 * SECOND);
    assertReads(clock, camera, START + 15 * SECOND);
    assertEquals(1, clock.status().accidents());
  }

  /** Another stream's reports are none of this stream's, until they are all that come. */
  @Test
  void anotherSourceTakesThePlace() {
    long last = camera.run(clock, START, 60, 5);
    Camera other = new Camera(2, 90_000);
    other.ssrc = 99;
    other.report(clock, last + SECOND);
    other.report(clock, last + 2 * SECOND);
    camera.report(clock, last + 3 * SECOND);
    assertEquals(2, clock.status().otherSources());
    assertReads(clock, camera, last + 4 * SECOND);
    long at = last + 5 * SECOND;
    for (int i = 0; i < 4; i++) {
      other.report(clock, at + i * 5L * SECOND);
    }
    MediaTime between = clock.timeOf(other.timestampAt(at + 16 * SECOND), at + 16 * SECOND);
    assertFalse(between.known());
    assertTrue(between.why().contains("since the RTP timestamps jumped"), between.why());
    other.report(clock, at + 20 * SECOND);
    assertReads(clock, other, at + 21 * SECOND);
    assertEquals(1, clock.status().mediaJumps());
  }

  /** Sound and picture of one camera: its clock is stepped once, whoever of them tells it first. */
  @Test
  void twoStreamsShareAClock() {
    ReportedClock sound = new ReportedClock(MediaRate.of(48_000), sender);
    Camera microphone = new Camera(3, 48_000);
    microphone.ssrc = 2;
    microphone.offsetNanos = 5 * SECOND;
    camera.offsetNanos = 5 * SECOND;
    for (int i = 0; i < 200; i++) {
      if (i == 100) {
        camera.offsetNanos -= 90 * SECOND;
        microphone.offsetNanos -= 90 * SECOND;
      }
      long at = START + i * 5L * SECOND;
      camera.report(clock, at);
      microphone.report(sound, at + 2 * SECOND);
      if (i > 3) {
        assertReads(clock, camera, at);
        assertReads(sound, microphone, at);
        MediaTime seen = clock.timeOf(camera.timestampAt(at), at);
        MediaTime heard = sound.timeOf(microphone.timestampAt(at - 120 * MILLI), at);
        Skew skew = Skew.of(heard, seen);
        assertTrue(skew.known());
        assertTrue(Math.abs(skew.nanos() - 120 * MILLI) <= skew.errorBoundNanos(), skew.toString());
      }
    }
    assertEquals(1, clock.status().clockSteps());
    assertEquals(1, sound.status().clockSteps());
    assertEquals(2, sender.epoch());
  }

  /** The sender is taken at its word: no arrival is looked at. */
  @Test
  void headerExtensionsOfARecording() {
    ReportedClock recorded = new ReportedClock(RATE, ReferenceTime.utc(MILLI));
    for (int i = 0; i < 250; i++) {
      long utc = START + i * 40L * MILLI;
      recorded.headerExtension(
          camera.timestampAt(utc), NtpTimestamp.toBits(utc), new Arrival(utc, 0, 0));
    }
    MediaTime found = recorded.timeOf(camera.timestampAt(START + 5 * SECOND), START);
    assertNear(START + 5 * SECOND, found.utcNanos(), 12_000);
    assertTrue(found.errorBoundNanos() >= MILLI);
    assertEquals(10, recorded.status().accepted()); // one a second
  }

  /** Without reports the extensions tell the sender's clock; with them they do not. */
  @Test
  void headerExtensionsOfACamera() {
    camera.offsetNanos = -20 * SECOND;
    for (int i = 0; i < 2_000; i++) {
      long utc = START + i * 40L * MILLI;
      clock.headerExtension(
          camera.timestampAt(utc), NtpTimestamp.toBits(camera.wallAt(utc)), camera.arrivalOf(utc));
    }
    assertReads(clock, camera, START + 80 * SECOND);
    assertNear(-20 * SECOND, sender.offset().orElseThrow().nanos(), 2 * MILLI);
    camera.report(clock, START + 80 * SECOND);
    long before = sender.offset().orElseThrow().nanos();
    clock.headerExtension(
        camera.timestampAt(START + 81 * SECOND),
        NtpTimestamp.toBits(camera.wallAt(START + 81 * SECOND)),
        new Arrival(START + 81 * SECOND, 0, 0));
    assertEquals(before, sender.offset().orElseThrow().nanos());
  }

  @Test
  void datagramsOfRtcp() {
    for (int i = 0; i < 3; i++) {
      long utc = START + i * 5L * SECOND;
      String report =
          "80c80006deadbeef%016x%08x0000000100000001"
              .formatted(NtpTimestamp.toBits(camera.wallAt(utc)), camera.timestampAt(utc));
      String description = "81ca0003deadbeef0102414200000000";
      clock.rtcp(
          ByteBuffer.wrap(HexFormat.of().parseHex(report + description)), camera.arrivalOf(utc));
    }
    assertReads(clock, camera, START + 10 * SECOND);
    clock.rtcp(ByteBuffer.allocate(7), camera.arrivalOf(START));
    assertEquals(1, clock.status().malformed());
    assertEquals(3, clock.status().accepted());
  }
}
