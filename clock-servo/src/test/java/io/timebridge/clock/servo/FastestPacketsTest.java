package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FastestPacketsTest {
  private static final long WINDOW = 3_000_000_000L;

  @Test
  void findsTheFrequencyThroughOneSidedNoise() {
    FastestPackets packets = new FastestPackets(WINDOW);
    for (int i = 0; i <= 30; i++) {
      long elapsed = i * 100_000_000L;
      long late = i % 5 == 0 ? 0 : 700_000 + 10_000L * i;
      packets.add(elapsed, elapsed / 50_000 - late); // 20 ppm
    }
    assertEquals(31, packets.count());
    assertEquals(20_000, packets.frequencyPpb(), 1);
  }

  @Test
  void usesTwoPacketsThatAreAtLeastAThirdApart() {
    FastestPackets packets = new FastestPackets(WINDOW);
    packets.add(0, -50_000);
    packets.add(999_999_999, 0);
    packets.add(1_500_000_000, 9_000_000); // the middle third does not count
    packets.add(2_000_000_000, 10_000);
    assertEquals(10_000, packets.frequencyPpb(), 1);
  }

  @Test
  void saysNothingWithoutBothThirds() {
    FastestPackets packets = new FastestPackets(WINDOW);
    packets.add(0, 100);
    assertEquals(0, packets.frequencyPpb());
    packets.clear();
    packets.add(2_500_000_000L, 100);
    assertEquals(0, packets.frequencyPpb());
    assertEquals(1, packets.count());
  }
}
