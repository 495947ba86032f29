package io.timebridge.bridge.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.SourceInput;
import io.timebridge.bridge.SourceQuality;
import io.timebridge.bridge.config.GpsdSourceConfig;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From gpsd's lines to readings, by a script. */
class GpsdReceiverTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  /** True UTC is this much ahead of the local clock, and the host's clock 3 s more. */
  private static final long START = BuildDate.UTC_NANOS;

  private static final GpsdSourceConfig CONFIG =
      new GpsdSourceConfig("gps", "localhost", 2947, null, 120 * MILLI, 30 * MILLI, 20_000);

  private record Reading(long localNanos, long utcNanos, long errorNanos) {}

  private final List<Reading> readings = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final List<SourceQuality> qualities = new ArrayList<>();
  private long localNanos = 500 * SECOND;
  private long hostAhead = 3 * SECOND;
  private long hostPpm;

  private final SourceInput input =
      new SourceInput() {
        @Override
        public LocalClock clock() {
          return () -> localNanos;
        }

        @Override
        public Executor executor() {
          return Runnable::run;
        }

        @Override
        public void quality(SourceQuality quality) {
          qualities.add(quality);
        }

        @Override
        public void reading(long local, long utc, long errorBoundNanos) {
          readings.add(new Reading(local, utc, errorBoundNanos));
        }

        @Override
        public void unavailable(String reason) {
          reasons.add(reason);
        }
      };

  private GpsdReceiver receiver = receiver(CONFIG);

  private GpsdReceiver receiver(GpsdSourceConfig config) {
    return new GpsdReceiver(
        config,
        input,
        () -> new SystemClock.Reading(localNanos, host(localNanos), 500),
        LeapSeconds.builtIn());
  }

  private long host(long local) {
    return START + local + hostAhead + local * hostPpm / 1_000_000;
  }

  private void fix(int mode) {
    receiver.line("{\"class\":\"TPV\",\"device\":\"/dev/ttyS0\",\"mode\":%d}".formatted(mode));
  }

  /** A sentence of the second that began so long ago, told of by gpsd a little after it came. */
  private void sentence(long secondLocal, long lateNanos) {
    moment("TOFF", "/dev/ttyS0", START + secondLocal, secondLocal + lateNanos, "");
  }

  private void pulse(long secondLocal, long lateNanos) {
    moment("PPS", "/dev/ttyS0", START + secondLocal, secondLocal + lateNanos, ",\"precision\":-20");
  }

  private void moment(String what, String device, long real, long stampLocal, String more) {
    localNanos = stampLocal + 400_000; // gpsd takes a while to tell
    long host = host(stampLocal);
    receiver.line(
        "{\"class\":\"%s\",\"device\":\"%s\",\"real_sec\":%d,\"real_nsec\":%d,\"clock_sec\":%d,\"clock_nsec\":%d%s}"
            .formatted(
                what, device, real / SECOND, real % SECOND, host / SECOND, host % SECOND, more));
  }

  private Map<?, ?> dropped() {
    return (Map<?, ?>) Objects.requireNonNull(receiver.status().get("dropped"));
  }

  @Test
  void aSentenceIsTakenBackToItsSecondByTheOffset() {
    receiver.connected(true);
    fix(3);
    sentence(600 * SECOND, 120 * MILLI);
    Reading told = readings.get(0);
    assertEquals(600 * SECOND + 120 * MILLI, told.localNanos(), "when it came");
    assertEquals(START + 600 * SECOND + 120 * MILLI, told.utcNanos(), "and what time it was then");
    // 30 ms as configured, the bracket, and 500 ppm of the 0.4 ms that gpsd took.
    assertEquals(30 * MILLI + 500 + 200, told.errorNanos());
    assertFalse(qualities.get(0).traceable());
    assertEquals("GPS", qualities.get(0).referenceId());
  }

  @Test
  void pulsesAreBelievedAfterThreeAndLeftWhenTheyStop() {
    receiver.connected(true);
    fix(3);
    for (int second = 600; second < 606; second++) {
      pulse(second * SECOND, 1_000);
      sentence(second * SECOND, 110 * MILLI);
    }
    assertEquals(
        List.of("GPS", "PPS"), qualities.stream().map(SourceQuality::referenceId).toList());
    assertTrue(qualities.get(1).traceable());
    // The first pulse came before any sentence: there was no second to give it.
    assertEquals(1L, dropped().get("PULSE_MISMATCH"));
    List<Reading> byPulse = readings.stream().filter(r -> r.errorNanos() < MILLI).toList();
    assertEquals(3, byPulse.size());
    assertEquals(START + 603 * SECOND, byPulse.get(0).utcNanos());
    assertEquals(603 * SECOND + 1_000, byPulse.get(0).localNanos());
    // 20 µs as configured, 2^-20 s of the stamp, the bracket, and 500 ppm of 0.4 ms.
    assertEquals(20_000 + 954 + 500 + 200, byPulse.get(0).errorNanos());
    int before = readings.size();
    for (int second = 606; second < 614; second++) {
      sentence(second * SECOND, 110 * MILLI);
    }
    assertEquals("GPS", qualities.get(2).referenceId());
    assertEquals(4, readings.size() - before, "the sentences from 5 s after the last pulse");
  }

  @Test
  void aPulseThatIsCountedToTheWrongSecondIsNot() {
    receiver.connected(true);
    fix(3);
    for (int second = 600; second < 610; second++) {
      sentence(second * SECOND, 130 * MILLI);
      moment("PPS", "/dev/ttyS0", START + (second + 2) * SECOND, (second + 1) * SECOND, "");
    }
    assertEquals(10L, dropped().get("PULSE_MISMATCH"));
    assertEquals(1, qualities.size());
  }

  @Test
  void withTheDefaultsAPulseOffByASecondIsFoundOutWhereverTheSentenceLies() {
    for (long late = 20; late < 1_000; late += 60) {
      receiver =
          receiver(
              new GpsdSourceConfig(
                  "gps", "localhost", 2947, null, 500 * MILLI, 500 * MILLI, 20_000));
      qualities.clear();
      receiver.connected(true);
      fix(3);
      for (int second = 600; second < 606; second++) {
        sentence(second * SECOND, late * MILLI);
        pulse((second + 1) * SECOND, 0);
      }
      assertEquals(1, qualities.size(), "a sentence " + late + " ms late, and right pulses");
      receiver.connected(true);
      for (int wrong = -1; wrong <= 1; wrong += 2) {
        qualities.clear();
        fix(3);
        for (int second = 700; second < 706; second++) {
          sentence(second * SECOND, late * MILLI);
          moment(
              "PPS",
              "/dev/ttyS0",
              START + (second + 1 + wrong) * SECOND,
              (second + 1) * SECOND,
              "");
        }
        assertFalse(
            qualities.stream().anyMatch(SourceQuality::traceable), late + " ms, by " + wrong);
      }
    }
  }

  @Test
  void withoutAFixThereIsNoTime() {
    receiver.connected(true);
    sentence(600 * SECOND, 120 * MILLI);
    assertEquals(1L, dropped().get("NO_FIX"));
    fix(1);
    assertEquals(List.of("gpsd has told of no receiver yet", "the receiver has no fix"), reasons);
    fix(2);
    sentence(601 * SECOND, 120 * MILLI);
    assertEquals(1, readings.size());
    fix(0);
    sentence(602 * SECOND, 120 * MILLI);
    assertEquals(1, readings.size());
    assertEquals("the receiver has no fix", reasons.get(2));
  }

  @Test
  void aClockOfTheHostThatIsSetMeanwhileSpoilsNothing() {
    receiver.connected(true);
    fix(3);
    sentence(600 * SECOND, 120 * MILLI);
    hostAhead += 5 * MILLI;
    sentence(601 * SECOND, 120 * MILLI); // the stamp could be of before or after
    assertEquals(1L, dropped().get("HOST_CLOCK_SET"));
    sentence(602 * SECOND, 120 * MILLI);
    assertEquals(
        readings.get(0).utcNanos() + 2 * SECOND, readings.get(1).utcNanos(), "as if nothing was");
    assertEquals(readings.get(0).localNanos() + 2 * SECOND, readings.get(1).localNanos());
    hostAhead -= 3_600 * SECOND;
    sentence(603 * SECOND, 120 * MILLI);
    assertEquals(2L, dropped().get("HOST_CLOCK_SET"));
  }

  @Test
  void aSlewOfTheHostsClockIsNoStep() {
    receiver.connected(true);
    fix(3);
    for (int second = 600; second < 620; second++) {
      hostAhead += 500_000; // 500 ppm
      sentence(second * SECOND, 120 * MILLI);
    }
    assertEquals(20, readings.size());
  }

  @Test
  void whatIsToldOfTooLateIsLeftOut() {
    receiver.connected(true);
    fix(3);
    sentence(600 * SECOND, 120 * MILLI);
    long host = host(601 * SECOND);
    localNanos = 604 * SECOND;
    receiver.line(
        "{\"class\":\"TOFF\",\"device\":\"/dev/ttyS0\",\"real_sec\":%d,\"real_nsec\":0,\"clock_sec\":%d,\"clock_nsec\":%d}"
            .formatted(START / SECOND + 601, host / SECOND, host % SECOND));
    assertEquals(1, readings.size());
  }

  @Test
  void leapSecondsThatTheReceiverDoesNotKnowYetAreTold() {
    receiver.connected(true);
    receiver.line("{\"class\":\"TPV\",\"device\":\"/dev/ttyS0\",\"mode\":3,\"leapseconds\":15}");
    sentence(600 * SECOND, 120 * MILLI);
    assertEquals(0, readings.size());
    assertEquals(
        "the receiver counts 15 leap seconds since 1980, our table 18: its UTC is not right yet",
        reasons.get(1));
    receiver.line("{\"class\":\"TPV\",\"device\":\"/dev/ttyS0\",\"mode\":3,\"leapseconds\":18}");
    sentence(601 * SECOND, 120 * MILLI);
    assertEquals(1, readings.size());
  }

  @Test
  void oneReceiverIsFollowedUntilItGoes() {
    receiver.connected(true);
    fix(3);
    sentence(600 * SECOND, 120 * MILLI);
    moment("TOFF", "/dev/ttyUSB7", START + 601 * SECOND, 601 * SECOND + 9 * MILLI, "");
    assertEquals(1L, dropped().get("OTHER_DEVICE"));
    receiver.line("{\"class\":\"DEVICE\",\"path\":\"/dev/ttyS0\",\"activated\":0}");
    assertEquals("the receiver /dev/ttyS0 is gone", reasons.get(1));
    receiver.line("{\"class\":\"TPV\",\"device\":\"/dev/ttyUSB7\",\"mode\":3}");
    moment("TOFF", "/dev/ttyUSB7", START + 602 * SECOND, 602 * SECOND + 9 * MILLI, "");
    assertEquals(2, readings.size());
    assertEquals("/dev/ttyUSB7", receiver.status().get("device"));
  }

  @Test
  void ofAnotherHostOnlyTheSentencesCountFromWhenTheyAreHeardOf() {
    hostAhead = -77 * SECOND; // whatever that host's clock shows
    receiver.connected(false);
    fix(3);
    for (int second = 600; second < 606; second++) {
      sentence(second * SECOND, 119_600_000);
      pulse((second + 1) * SECOND, 0);
    }
    assertEquals(6L, dropped().get("OTHER_HOST"));
    assertEquals(6, readings.size());
    assertEquals(600 * SECOND + 120 * MILLI, readings.get(0).localNanos());
    assertEquals(START + 600 * SECOND + 120 * MILLI, readings.get(0).utcNanos());
  }

  @Test
  void whatIsNotJsonIsCounted() {
    receiver.connected(true);
    receiver.line("$GPZDA,1*00");
    receiver.longLine();
    assertEquals(Map.of("MALFORMED", 1L, "LONG_LINE", 1L), dropped());
  }

  private static final String LISTED =
      "{\"class\":\"DEVICE\",\"path\":\"%s\",\"driver\":\"%s\",\"activated\":\"2026-09-04T03:09:05.000Z\"}";

  private void listed(String... devices) {
    receiver.line("{\"class\":\"DEVICES\",\"devices\":[" + String.join(",", devices) + "]}");
  }

  /** As gpsd tells of {@code DEVICES="/dev/ttyS0 /dev/pps0"}, in either order. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pulsesOfAPinOfTheirOwnAreThoseOfTheReceiver(boolean pinFirst) {
    receiver.connected(true);
    String pin = LISTED.formatted("/dev/pps0", "PPS");
    String serial = LISTED.formatted("/dev/ttyS0", "u-blox");
    listed(pinFirst ? pin : serial, pinFirst ? serial : pin);
    fix(3);
    for (int second = 600; second < 606; second++) {
      moment("PPS", "/dev/pps0", START + second * SECOND, second * SECOND + 1_000, "");
      sentence(second * SECOND, 110 * MILLI);
    }
    assertEquals(
        List.of("GPS", "PPS"), qualities.stream().map(SourceQuality::referenceId).toList());
    assertEquals("/dev/ttyS0", receiver.status().get("device"));
    assertEquals("u-blox", receiver.status().get("driver"));
    assertEquals(Map.of("PULSE_MISMATCH", 1L), dropped(), "before the first sentence");
  }

  @Test
  void aDeviceThatNeverTellsATimeIsNotWaitedFor() {
    receiver.connected(true);
    listed(
        LISTED.formatted("ntrip://caster/mount", "RTCM104V3"),
        LISTED.formatted("/dev/ttyS0", "NMEA0183"));
    fix(3);
    sentence(600 * SECOND, 120 * MILLI);
    assertEquals(1, readings.size());
  }

  @Test
  void aReportWithoutADeviceIsOfTheOnlyOne() {
    receiver.connected(true);
    receiver.line("{\"class\":\"SKY\",\"uSat\":7}");
    fix(3);
    sentence(600 * SECOND, 120 * MILLI);
    assertEquals(1, readings.size());
    assertEquals("/dev/ttyS0", receiver.status().get("device"));
  }

  @Test
  void whatAReceiverCountedIsForgottenWithIt() {
    receiver.connected(true);
    receiver.line("{\"class\":\"TPV\",\"device\":\"/dev/ttyS0\",\"mode\":3,\"leapseconds\":15}");
    sentence(600 * SECOND, 120 * MILLI);
    assertEquals(0, readings.size());
    receiver.disconnected("gpsd was restarted with another receiver");
    receiver.connected(true);
    fix(3); // this one says nothing of leap seconds
    sentence(601 * SECOND, 120 * MILLI);
    assertEquals(1, readings.size());
  }

  @Test
  void aSecondThatNoLongHoldsIsMalformed() {
    receiver.connected(true);
    fix(3);
    receiver.line(
        "{\"class\":\"TOFF\",\"device\":\"/dev/ttyS0\",\"real_sec\":-9223372036854775808,\"real_nsec\":0,\"clock_sec\":1,\"clock_nsec\":0}");
    assertEquals(Map.of("MALFORMED", 1L), dropped());
  }

  /** A daemon that sets the host's clock may do so between a pulse and its telling. */
  @ParameterizedTest
  @ValueSource(longs = {-900_000, -150_000, -30_000, 30_000, 150_000, 900_000})
  void aSmallStepOfTheHostsClockIsInTheErrorOfItsPulse(long step) {
    receiver.connected(true);
    fix(3);
    hostPpm = 20;
    for (int second = 600; second < 640; second++) {
      sentence(second * SECOND - SECOND / 2, 110 * MILLI);
      long stamp = host(second * SECOND);
      hostAhead += second == 630 ? step : 0;
      localNanos = second * SECOND + 400_000;
      receiver.line(
          "{\"class\":\"PPS\",\"device\":\"/dev/ttyS0\",\"real_sec\":%d,\"real_nsec\":%d,\"clock_sec\":%d,\"clock_nsec\":%d}"
              .formatted(
                  (START + second * SECOND) / SECOND,
                  (START + second * SECOND) % SECOND,
                  stamp / SECOND,
                  stamp % SECOND));
    }
    assertTrue(readings.stream().anyMatch(r -> r.errorNanos() < 25_000), "pulses are believed");
    for (Reading each : readings) {
      long off = each.utcNanos() - START - each.localNanos();
      assertTrue(
          Math.abs(off) <= each.errorNanos() || each.errorNanos() > MILLI,
          "off by " + off + " ns: " + each);
    }
    assertTrue(readings.get(readings.size() - 1).errorNanos() < 25_000, "and that is over");
  }

  @Test
  void twoReadingsInARowTellNoRate() {
    receiver.connected(true);
    fix(3);
    for (int second = 600; second < 620; second++) {
      sentence(second * SECOND - SECOND / 2, 110 * MILLI);
      pulse(second * SECOND, 1_000);
      hostAhead += 2_000; // noise of a reading
      moment("PPS", "/dev/pps0", START + second * SECOND, second * SECOND + 50_000, "");
      hostAhead -= 2_000;
    }
    long worst =
        readings.stream()
            .skip(10)
            .mapToLong(Reading::errorNanos)
            .filter(e -> e < 29 * MILLI)
            .max()
            .orElseThrow();
    assertTrue(worst < 30_000, worst + " ns");
  }
}
