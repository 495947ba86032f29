package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FastestPacketsTest {
  private static final long WINDOW = 3_000_000_000L;

  @Test
  void findsFrequencyAndOffsetThroughOneSidedNoise() {
    FastestPackets packets = new FastestPackets(WINDOW);
    for (int i = 0; i <= 30; i++) {
      long elapsed = i * 100_000_000L;
      long late = i % 5 == 0 ? 0 : 700_000 + 10_000L * i;
      packets.add(elapsed, elapsed / 50_000 - 8_000 - late, 16_000 + late); // 20 ppm, 8 µs
    }
    assertEquals(31, packets.count());
    assertTrue(packets.complete());
    assertEquals(20_000, packets.frequencyPpb(), 1);
    assertEquals(8_000, packets.delayNanos());
    assertEquals(62_000.0, (double) packets.aheadNanos(3_100_000_000L, 20_000), 1.0);
  }

  @Test
  void usesTwoPacketsThatAreAtLeastAThirdApart() {
    FastestPackets packets = new FastestPackets(WINDOW);
    packets.add(0, -50_000, 10);
    packets.add(999_999_999, 0, 10);
    packets.add(1_500_000_000, 9_000_000, 10); // the middle third does not count
    packets.add(2_000_000_000, 10_000, 10);
    assertEquals(10_000, packets.frequencyPpb(), 1);
  }

  @Test
  void isNotCompleteWithoutBothThirds() {
    FastestPackets packets = new FastestPackets(WINDOW);
    packets.add(0, 100, 10);
    assertFalse(packets.complete());
    packets.clear();
    packets.add(2_500_000_000L, 100, 10);
    assertFalse(packets.complete());
    assertEquals(1, packets.count());
  }
}
