package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FastestPacketsTest {
  @Test
  void findsFrequencyAndOffsetThroughOneSidedNoise() {
    FastestPackets packets = new FastestPackets();
    for (int i = 0; i <= 30; i++) {
      long elapsed = i * 100_000_000L;
      long late = i % 5 == 0 ? 0 : 700_000 + 10_000L * i;
      packets.add(elapsed, elapsed / 50_000 - 8_000 - late, 16_000 + late); // 20 ppm, 8 µs
    }
    assertEquals(31, packets.count());
    assertEquals(20_000, packets.frequencyPpb(), 1);
    assertEquals(8_000, packets.delayNanos());
    assertEquals(62_000.0, (double) packets.aheadNanos(3_100_000_000L, 20_000), 1.0);
  }

  @Test
  void usesTwoPacketsThatAreAtLeastAThirdApart() {
    FastestPackets packets = new FastestPackets();
    packets.add(0, -50_000, 10);
    packets.add(999_999_999, 0, 10);
    packets.add(1_500_000_000, 9_000_000, 10); // the middle third does not count
    packets.add(3_000_000_000L, 20_000, 10);
    assertEquals(20_000.0 / 2.000_000_001, packets.frequencyPpb(), 1);
  }

  @Test
  void fewAndSlowPacketsWillDo() {
    FastestPackets packets = new FastestPackets();
    assertEquals(0, packets.frequencyPpb());
    for (int i = 1; i <= 16; i++) {
      packets.add(i * 4_000_000_000L, i * 40_000L, 10); // one in 4 s, 10 ppm
    }
    assertEquals(10_000, packets.frequencyPpb(), 1);
    packets.clear();
    assertEquals(0, packets.count());
  }

  @Test
  void manyAndFastPacketsDoNotFillTheMemory() {
    FastestPackets packets = new FastestPackets();
    for (int i = 1; i <= 10_000; i++) {
      long late = i % 7 == 0 ? 0 : 50_000;
      packets.add(i * 1_000_000L, i * 10L - late, 20 + late); // 1,000 a second, 10 ppm
    }
    assertEquals(10_000, packets.count());
    assertEquals(10_000, packets.frequencyPpb(), 1);
    assertEquals(10, packets.delayNanos());
  }
}
