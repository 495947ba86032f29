package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
  private static final int DRAWS = 200_000;

  /** The first outputs of SplitMix64's reference implementation, seeded with 1234567. */
  @Test
  void firstNumbersAreSplitMix64s() {
    SeededRandom random = new SeededRandom(1_234_567);
    assertEquals(6_457_827_717_110_365_317L, random.nextLong());
    assertEquals(3_203_168_211_198_807_973L, random.nextLong());
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), random.nextLong());
    assertEquals(4_593_380_528_125_082_431L, random.nextLong());
    assertEquals(Long.parseUnsignedLong("16408922859458223821"), random.nextLong());
  }

  @Test
  void uniformHasMeanAndVarianceOfTheUnitInterval() {
    assertMoments(new SeededRandom(1)::nextDouble, 0.5, 1.0 / 12);
  }

  @Test
  void exponentialHasMeanAndVarianceOne() {
    assertMoments(new SeededRandom(2)::nextExponential, 1, 1);
  }

  @Test
  void exponentialIsNeverNegativeNorInfinite() {
    SeededRandom random = new SeededRandom(3);
    for (int i = 0; i < DRAWS; i++) {
      double x = random.nextExponential();
      assertTrue(x >= 0 && x < 60, () -> "drew " + x);
    }
  }

  @Test
  void gaussianHasMeanZeroAndVarianceOne() {
    assertMoments(new SeededRandom(4)::nextGaussian, 0, 1);
  }

  @Test
  void gaussianHasItsTails() {
    SeededRandom random = new SeededRandom(5);
    int beyondTwo = 0;
    for (int i = 0; i < DRAWS; i++) {
      beyondTwo += Math.abs(random.nextGaussian()) > 2 ? 1 : 0;
    }
    assertEquals(0.0455, (double) beyondTwo / DRAWS, 0.002);
  }

  @Property(seed = "1")
  void boundedStaysBelowItsBound(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long bound) {
    long drawn = new SeededRandom(seed).nextLong(bound);
    assertTrue(drawn >= 0 && drawn < bound, () -> "drew " + drawn);
  }

  @Test
  void boundedTakesEachValueAboutAsOften() {
    SeededRandom random = new SeededRandom(6);
    int[] seen = new int[5];
    for (int i = 0; i < DRAWS; i++) {
      seen[(int) random.nextLong(5)]++;
    }
    for (int count : seen) {
      assertEquals(0.2, (double) count / DRAWS, 0.005);
    }
  }

  @Test
  void splitGivesItsOwnRepeatableSequence() {
    SeededRandom parent = new SeededRandom(7);
    SeededRandom child = parent.split();
    long first = child.nextLong();
    assertNotEquals(parent.nextLong(), first);
    assertEquals(new SeededRandom(7).split().nextLong(), first);
  }

  private static void assertMoments(DoubleSupplier draw, double mean, double variance) {
    double sum = 0;
    double sumSquares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double x = draw.getAsDouble();
      sum += x;
      sumSquares += (x - mean) * (x - mean);
    }
    assertEquals(mean, sum / DRAWS, 5 * Math.sqrt(variance / DRAWS));
    assertEquals(variance, sumSquares / DRAWS, 0.03 * variance);
  }
}
