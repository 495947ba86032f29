package io.timebridge.bridge.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.EpochReading;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Streams whose media clock is locked to a PTP domain, and the skew of two streams. */
class DirectClockTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final ReferenceTime TAI = ReferenceTime.tai(LeapSeconds.builtIn(), 250);

  /** A domain that counts from power-up, shortly before the build; nothing is known before that. */
  private record PowerUp(long zeroUtc, long epoch, long bound) implements ReferenceTime {
    @Override
    public String name() {
      return "the domain";
    }

    @Override
    public Optional<EpochReading> referenceOf(long utcNanos) {
      return utcNanos < zeroUtc
          ? Optional.empty()
          : Optional.of(new EpochReading(utcNanos - zeroUtc, epoch, bound / 2, bound));
    }

    @Override
    public Optional<EpochReading> utcOf(long ofEpoch, long referenceNanos) {
      return ofEpoch == epoch && referenceNanos >= 0
          ? Optional.of(new EpochReading(referenceNanos + zeroUtc, epoch, bound / 2, bound))
          : Optional.empty();
    }

    @Override
    public String reason() {
      return "the domain was off";
    }
  }

  /** What RFC 7273 §5.2 says, with whole numbers of any length. */
  private static int expected(long taiNanos, long hertz, int offset) {
    BigInteger[] ticks =
        BigInteger.valueOf(taiNanos)
            .multiply(BigInteger.valueOf(hertz))
            .add(BigInteger.valueOf(SECOND / 2))
            .divideAndRemainder(BigInteger.valueOf(SECOND));
    return ticks[0].intValue() + offset;
  }

  /** Any time from 1972 to 2200, any offset: there and back, across every wrap and era. */
  @Property(seed = "2486")
  void readsAnyTimestamp(
      @ForAll @LongRange(min = 63_072_000, max = 7_258_118_400L) long seconds,
      @ForAll @IntRange(min = 0, max = 999_999_999) int nanos,
      @ForAll int offset,
      @ForAll @DoubleRange(min = -0.49, max = 0.49) double off) {
    for (long hertz : new long[] {48_000, 90_000, 44_100, 96_000}) {
      DirectClock clock = new DirectClock(MediaRate.of(hertz), offset, TAI);
      long utc = seconds * SECOND + nanos;
      int timestamp = clock.timestampAt(utc).orElseThrow();
      assertEquals(expected(LeapSeconds.builtIn().utcToTai(utc), hertz, offset), timestamp);
      long wrap = (1L << 32) * SECOND / hertz;
      MediaTime found = clock.timeOf(timestamp, utc + Math.round(off * wrap));
      assertTrue(Math.abs(found.utcNanos() - utc) <= SECOND / hertz / 2 + 1, found.toString());
      assertTrue(found.errorBoundNanos() >= 250 + SECOND / hertz);
      assertTrue(found.estimatedErrorNanos() <= found.errorBoundNanos());
    }
  }

  /** 48 kHz wraps in 24.86 h: the same timestamp, a wrap later, is a wrap later. */
  @Test
  void theTimelineTellsWhichWrapItIs() {
    DirectClock clock = new DirectClock(MediaRate.of(48_000), 963_214_424, TAI);
    long utc = BuildDate.UTC_NANOS;
    long wrap = 89_478_485_333_333L; // 2^32 / 48,000 s
    int timestamp = clock.timestampAt(utc).orElseThrow();
    for (int wraps = -3; wraps <= 3; wraps++) {
      MediaTime found = clock.timeOf(timestamp, utc + wraps * wrap + 12 * HOUR);
      Camera.assertNear(utc + wraps * wrap, found.utcNanos(), 10_420);
    }
  }

  /** An inserted leap second has the UTC of the second after it; TAI tells them apart. */
  @Test
  void theLeapSecondOf2016() {
    DirectClock clock = new DirectClock(MediaRate.of(48_000), 0, TAI);
    long midnightUtc = 1_483_228_800L * SECOND;
    int after = clock.timestampAt(midnightUtc).orElseThrow();
    MediaTime second = clock.timeOf(after, midnightUtc);
    MediaTime inserted = clock.timeOf(after - 48_000, midnightUtc);
    MediaTime before = clock.timeOf(after - 96_000, midnightUtc);
    assertEquals(second.utcNanos(), inserted.utcNanos());
    assertEquals(second.referenceNanos() - SECOND, inserted.referenceNanos());
    assertEquals(second.utcNanos() - SECOND, before.utcNanos());
    assertEquals(SECOND, Skew.of(inserted, second).nanos());
  }

  /** The epoch that was used is named, and what is out of its reach is not guessed. */
  @Test
  void anArbitraryEpoch() {
    PowerUp domain = new PowerUp(BuildDate.UTC_NANOS, 4, 1_000);
    DirectClock clock = new DirectClock(MediaRate.of(48_000), 7, domain);
    long utc = BuildDate.UTC_NANOS + 5 * HOUR;
    MediaTime found = clock.timeOf(clock.timestampAt(utc).orElseThrow(), utc);
    assertEquals(4, found.epoch());
    assertEquals(5 * HOUR, found.referenceNanos());
    assertEquals(utc, found.utcNanos());
    assertTrue(found.why().contains("locked to the domain"), found.why());
    MediaTime early = clock.timeOf(0, BuildDate.UTC_NANOS - 1);
    assertFalse(early.known());
    assertEquals("the domain was off", early.why());
    assertEquals(OptionalInt.empty(), clock.timestampAt(BuildDate.UTC_NANOS - 1));
    MediaTime beforeZero = clock.timeOf(7 - 48_000, BuildDate.UTC_NANOS + 1);
    assertFalse(beforeZero.known());
    assertThrows(IllegalStateException.class, beforeZero::referenceNanos);
  }

  /** What the domain is off by, it is off by for both streams. */
  @Test
  void theSkewOfTwoStreamsOfOneClockIsBetterKnownThanTheirTimes() {
    PowerUp domain = new PowerUp(BuildDate.UTC_NANOS, 1, 50 * MILLI);
    DirectClock sound = new DirectClock(MediaRate.of(48_000), 7, domain);
    DirectClock picture = new DirectClock(MediaRate.of(90_000), -7, domain);
    long utc = BuildDate.UTC_NANOS + 30 * HOUR;
    int heard = sound.timestampAt(utc).orElseThrow();
    int seen = picture.timestampAt(utc + 120 * MILLI).orElseThrow();
    Skew skew = Skew.of(sound, heard, picture, seen, utc);
    assertTrue(skew.known());
    Camera.assertNear(120 * MILLI, skew.nanos(), 16_000);
    assertTrue(skew.errorBoundNanos() < MILLI, skew.toString());
    assertTrue(skew.estimatedErrorNanos() <= skew.errorBoundNanos());
    assertEquals("both by the domain", skew.why());
    assertEquals(-skew.nanos(), Skew.of(picture, seen, sound, heard, utc).nanos());
  }

  @Test
  void theSkewOfStreamsOfTwoClocksIsByUtc() {
    PowerUp first = new PowerUp(BuildDate.UTC_NANOS, 1, 3 * MILLI);
    PowerUp other = new PowerUp(BuildDate.UTC_NANOS - HOUR, 1, 4 * MILLI);
    DirectClock sound = new DirectClock(MediaRate.of(48_000), 7, first);
    DirectClock picture = new DirectClock(MediaRate.of(90_000), -7, other);
    long utc = BuildDate.UTC_NANOS + 30 * HOUR;
    Skew skew =
        Skew.of(
            sound,
            sound.timestampAt(utc).orElseThrow(),
            picture,
            picture.timestampAt(utc - 40 * MILLI).orElseThrow(),
            utc);
    Camera.assertNear(-40 * MILLI, skew.nanos(), 16_000);
    Camera.assertNear(7 * MILLI, skew.errorBoundNanos(), 40_000);
    assertTrue(skew.why().startsWith("by UTC: "), skew.why());
    assertTrue(skew.toString().startsWith("-"), skew.toString());
  }

  @Test
  void anUnknownTimeHasNoSkew() {
    MediaTime known = new DirectClock(MediaRate.of(48_000), 7, TAI).timeOf(1, 0);
    MediaTime unknown = MediaTime.unknown("no report");
    assertEquals("second stream: no report", Skew.of(known, unknown).why());
    assertEquals("first stream: no report", Skew.of(unknown, known).why());
    Skew neither = Skew.of(unknown, unknown);
    assertEquals("first stream: no report; second stream: no report", neither.why());
    assertFalse(neither.known());
    assertEquals("not known: " + neither.why(), neither.toString());
  }

  @Test
  void utcAtTheSendersWord() {
    ReferenceTime utc = ReferenceTime.utc(5);
    assertEquals(Optional.of(new EpochReading(9, 1, 5, 5)), utc.referenceOf(9));
    assertEquals(utc.referenceOf(9), utc.utcOf(1, 9));
    assertEquals(ReferenceTime.utc(5), utc);
    assertTrue(utc.reason().contains("always known"));
    assertTrue(TAI.reason().contains("always known"));
  }
}
