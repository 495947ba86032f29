package io.timebridge.bridge.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaRateTest {
  /** 270 years, the range of nanoseconds in 64 bits, less a day. */
  private static final long MOST = Long.MAX_VALUE - 86_400_000_000_000L;

  /** Each tick is at its own time, and found there again, however far from zero. */
  @Property(seed = "7273")
  void ticksThereAndBack(
      @ForAll @IntRange(min = 1_000, max = 200_000) int hertz,
      @ForAll @IntRange(min = 1, max = 2_000) int numerator,
      @ForAll @IntRange(min = 1, max = 2_000) int denominator,
      @ForAll @LongRange(min = -MOST, max = MOST) long nanos) {
    double product = (double) hertz * numerator / denominator;
    if (product < 1 || product > 1e8) {
      return;
    }
    MediaRate rate = MediaRate.of(hertz, numerator, denominator);
    long tick = rate.ticksAt(nanos);
    assertEquals(tick, rate.ticksAt(rate.nanosAt(tick)));
    assertTrue(Math.abs(rate.nanosAt(tick) - nanos) <= rate.tickNanos() / 2 + 1);
  }

  /** The same as with whole numbers of any length. */
  @Property(seed = "7274")
  void isExact(
      @ForAll @IntRange(min = 1, max = 1_000_000_000) int hertz,
      @ForAll @IntRange(min = 1_000_000, max = 2_000_000) int numerator,
      @ForAll @IntRange(min = 1_000_000, max = 2_000_000) int denominator,
      @ForAll @LongRange(min = -MOST / 2, max = MOST / 2) long nanos) {
    if ((double) hertz * numerator / denominator > 1e9
        || (double) hertz * numerator < denominator) {
      return;
    }
    BigInteger top =
        BigInteger.valueOf(nanos)
            .multiply(BigInteger.valueOf(hertz))
            .multiply(BigInteger.valueOf(numerator));
    BigInteger bottom = BigInteger.valueOf(1_000_000_000).multiply(BigInteger.valueOf(denominator));
    BigInteger twice = top.shiftLeft(1).add(bottom);
    BigInteger[] parts = twice.divideAndRemainder(bottom.shiftLeft(1));
    BigInteger nearest =
        parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]; // floor
    MediaRate rate = MediaRate.of(hertz, numerator, denominator);
    assertEquals(nearest, BigInteger.valueOf(rate.ticksAt(nanos)));
  }

  /** 285 years of pulled-down 48 kHz: not one tick is lost. */
  @Test
  void theRatioDoesNotDrift() {
    MediaRate rate = MediaRate.of(48_000, 1000, 1001);
    long cycle = 1_001L * 1_000_000_000L; // 48,000,000 ticks exactly
    for (long cycles : new long[] {1, 1_000, 1_000_000, 9_000_000}) {
      assertEquals(cycles * 48_000_000, rate.ticksAt(cycles * cycle));
      assertEquals(cycles * cycle, rate.nanosAt(cycles * 48_000_000));
    }
    assertEquals(20_855, rate.tickNanos()); // 20,854.17 ns
    assertEquals(47_952.047952, rate.hertz(), 1e-6);
  }

  /** 48 kHz wraps in 24.86 h, 90 kHz in 13.26 h: what is nearest is meant, across any wrap. */
  @Property(seed = "7275")
  void unwrapsNearATick(
      @ForAll long tick, @ForAll @LongRange(min = -0x8000_0000L, max = 0x7FFF_FFFFL) long off) {
    if (Math.abs((double) tick) > 9e18) {
      return;
    }
    assertEquals(tick, MediaRate.unwrap((int) tick, tick - off));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "-1, 1, 1", "1000000001, 1, 1", "48000, 0, 1", "48000, 1, 0", "1, 1, 2"})
  void refusesWhatIsNoRate(long hertz, long numerator, long denominator) {
    assertThrows(IllegalArgumentException.class, () -> MediaRate.of(hertz, numerator, denominator));
  }

  @Test
  void equalRatesAreEqual() {
    assertEquals(MediaRate.of(48_000), MediaRate.of(96_000, 1, 2));
    assertEquals(MediaRate.of(48_000).hashCode(), MediaRate.of(96_000, 1, 2).hashCode());
    assertEquals("48000.0 Hz", MediaRate.of(48_000).toString());
  }
}
