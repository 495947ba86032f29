package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class InterleavedStampsTest {

  private static long receive(SeededRandom random) {
    return random.nextLong() | 1;
  }

  @Test
  void tellsEachStampOnce() {
    InterleavedStamps stamps = new InterleavedStamps(4);
    stamps.put(11, 22);
    stamps.put(-13, 24);
    assertEquals(0, stamps.take(15));
    assertEquals(22, stamps.take(11));
    assertEquals(0, stamps.take(11));
    assertEquals(24, stamps.take(-13));
  }

  @Test
  void remembersAsManyAsItHasRoomForAndThenTheNewest() {
    InterleavedStamps stamps = new InterleavedStamps(12); // 16,384
    long first = 0xEC00_0000_0000_0001L;
    long step = 0x0123_4567_89ABL & ~1L;
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      stamps.put(first + i * step, 2L * i + 2);
    }
    int known = 0;
    for (int i = count - 1; i >= count - 4_000; i--) {
      known += stamps.take(first + i * step) == 2L * i + 2 ? 1 : 0;
    }
    assertTrue(known > 3_900, "known of the last 4,000: " + known);
    assertEquals(0, stamps.take(first), "the oldest are gone");
  }

  @Test
  void threadsNeverMixPairsUp() throws InterruptedException {
    InterleavedStamps stamps = new InterleavedStamps(1); // 8 pairs: they meet all the time
    AtomicLong wrong = new AtomicLong();
    AtomicLong right = new AtomicLong();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      SeededRandom random = new SeededRandom(t);
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  long key = receive(random);
                  stamps.put(key, key + 1);
                  long told = stamps.take(key);
                  (told == 0 || told == key + 1 ? right : wrong).incrementAndGet();
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, wrong.get());
    assertEquals(400_000, right.get());
  }
}
