package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ntp.RateLimiter.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimiterTest {
  private static final long TICK = 1 << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long NEVER_LEAKS = -1; // as random bits
  private static final AddressHash HASH = new AddressHash(0x0706050403020100L, 0x5EEDL);

  private static long hash(long address) {
    return HASH.of(0, address);
  }

  /** SipHash-1-3 has its own vectors nowhere authoritative; what matters is told here. */
  @Test
  void hashDependsOnEveryBitAndOnTheKey() {
    long base = HASH.of(3, 4);
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int high = Long.bitCount(base ^ HASH.of(3 ^ 1L << bit, 4));
      int low = Long.bitCount(base ^ HASH.of(3, 4 ^ 1L << bit));
      assertTrue(high > 10 && high < 54 && low > 10 && low < 54, bit + ": " + high + " " + low);
    }
    assertTrue(Long.bitCount(base ^ new AddressHash(0x0706050403020101L, 0x5EED).of(3, 4)) > 10);
  }

  /** A bucket that is counted in the plain way. */
  @Property
  void agreesWithACountedBucket(
      @ForAll @IntRange(min = 1, max = 20) int burst,
      @ForAll @IntRange(min = 1, max = 500) int intervalTicks,
      @ForAll @LongRange(min = -(1L << 61), max = 1L << 61) long startNanos,
      @ForAll @Size(max = 100) List<@IntRange(max = 700) Integer> waits) {
    RateLimiter limiter = new RateLimiter(new RateLimit(intervalTicks * TICK, burst, 15, 0), 2);
    long start = startNanos & -TICK;
    long tick = 0;
    double tokens = burst;
    for (int wait : waits) {
      tick += wait;
      tokens = Math.min(burst, tokens + (double) wait / intervalTicks);
      boolean granted = tokens >= 1 - 1e-6;
      tokens -= granted ? 1 : 0;
      assertEquals(
          granted ? Verdict.PASS : Verdict.DROP,
          limiter.take(hash(9), start + tick * TICK, NEVER_LEAKS));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void leaksAndKissesAtItsRates(int shift) {
    RateLimiter limiter = new RateLimiter(new RateLimit(SECOND, 1, shift, shift), 2);
    SeededRandom random = new SeededRandom(7);
    Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
    int rounds = 100_000;
    assertEquals(Verdict.PASS, limiter.take(hash(1), 0, NEVER_LEAKS));
    for (int i = 0; i < rounds; i++) {
      seen.merge(limiter.take(hash(1), 0, random.nextLong()), 1, Integer::sum);
    }
    double leak = 1.0 / (1 << shift);
    assertEquals(leak, (double) seen.getOrDefault(Verdict.PASS, 0) / rounds, 0.01);
    assertEquals(leak * (1 - leak), (double) seen.getOrDefault(Verdict.KISS, 0) / rounds, 0.01);
  }

  @Test
  void addressesHaveBucketsOfTheirOwn() {
    RateLimiter limiter = new RateLimiter(new RateLimit(SECOND, 1, 15, 0), 13);
    for (int address = 0; address < 10_000; address++) {
      assertEquals(Verdict.PASS, limiter.take(hash(address), 0, NEVER_LEAKS), "" + address);
    }
    int dropped = 0;
    for (int address = 0; address < 10_000; address++) {
      dropped += limiter.take(hash(address), 0, NEVER_LEAKS) == Verdict.DROP ? 1 : 0;
    }
    assertEquals(10_000, dropped);
  }

  /**
   * Who asks most is not forgotten in a flood of others, and who asks seldom is always answered.
   */
  @Test
  void floodHelpsNobodyAndHarmsNobody() {
    RateLimiter limiter = new RateLimiter(new RateLimit(SECOND, 8, 15, 0), 6);
    long greedy = hash(-1);
    int greedyPassed = 0;
    int honestDropped = 0;
    long now = 0;
    for (int i = 0; i < 1_000_000; i++) {
      now += 10_000; // 100,000 a second, over 10 s
      Verdict unused = limiter.take(hash(i), now, NEVER_LEAKS);
      if (i % 100 == 0) {
        greedyPassed += limiter.take(greedy, now, NEVER_LEAKS) == Verdict.PASS ? 1 : 0;
      }
      if (i % 200_000 == 0) {
        honestDropped += limiter.take(hash(-2), now, NEVER_LEAKS) == Verdict.PASS ? 0 : 1;
      }
    }
    assertEquals(0, honestDropped);
    assertTrue(greedyPassed <= 8 + 10 + 1, "passed " + greedyPassed);
  }

  @Test
  void threadsTogetherGrantNoMoreThanTheBurst() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      RateLimiter limiter = new RateLimiter(new RateLimit(SECOND, 100, 15, 0), 4);
      // An address that is there already has one place in the table.
      assertEquals(Verdict.PASS, limiter.take(hash(5), 0, NEVER_LEAKS));
      AtomicInteger passed = new AtomicInteger(1);
      CountDownLatch go = new CountDownLatch(1);
      Thread[] threads = new Thread[4];
      for (int t = 0; t < threads.length; t++) {
        threads[t] =
            new Thread(
                () -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  for (int i = 0; i < 500; i++) {
                    if (limiter.take(hash(5), 0, NEVER_LEAKS) == Verdict.PASS) {
                      passed.incrementAndGet();
                    }
                  }
                });
        threads[t].start();
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(100, passed.get());
    }
  }

  @ParameterizedTest
  @CsvSource({"1000000000, 0", "8000000000, 3", "5000000000, 3", "500000000, -1", "1000000, -9"})
  void tellsThePollThatKeepsTheLimit(long intervalNanos, int poll) {
    assertEquals(poll, new RateLimiter(new RateLimit(intervalNanos, 8, 2, 0), 1).leastPoll());
  }

  @ParameterizedTest
  @CsvSource({
    "999999, 8, 2, 0",
    "3600000000001, 8, 2, 0",
    "1000000, 0, 2, 0",
    "1000000, 256, 2, 0",
    "1000000, 8, 0, 0",
    "1000000, 8, 16, 0",
    "1000000, 8, 2, -1",
    "1000000, 8, 2, 16"
  })
  void limitsHaveLimits(long intervalNanos, int burst, int leak, int kod) {
    assertThrows(
        IllegalArgumentException.class, () -> new RateLimit(intervalNanos, burst, leak, kod));
  }
}
