package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LateStampTest {
  private static final long START = 1_800_000_000_000_000_000L;

  private final long[] told = new long[1];
  private final LateStamp late =
      new LateStamp(0, StampFormat.PTP, local -> START + local, (m, local) -> told[0] = local);
  private final ByteBuffer packet = ByteBuffer.allocate(10);

  private long filledAt(long localNanos) {
    late.fill(packet, localNanos);
    long seconds = ((long) packet.getShort(0) << 32) + (packet.getInt(2) & 0xFFFF_FFFFL);
    long written = seconds * 1_000_000_000L + packet.getInt(6) - START;
    assertEquals(written, told[0], "what depends on it is told the same");
    return written;
  }

  @Test
  void isTheTimeOfFillingUntilEnoughIsKnown() {
    for (int i = 0; i < TransmitLatency.LEAST_SAMPLES; i++) {
      assertEquals(5_000, filledAt(5_000));
      assertEquals(0, late.earlyNanos());
      late.left(5_000, 5_000 + 700);
    }
    assertEquals(5_700, filledAt(5_000));
  }

  @Test
  void isTheTimeAtWhichPacketsLeaveAsARule() {
    for (long took : new long[] {900, 11_000, 12_000, 13_000, 900_000}) {
      late.left(100, 100 + took);
    }
    assertEquals(12_100, filledAt(100));
    assertEquals(11_100, late.earlyNanos());
  }

  @Test
  void interruptedThreadTellsNothingOfTheNextPacket() {
    for (int i = 0; i < 40; i++) {
      late.left(0, i % 2 == 0 ? 4_000 : TransmitLatency.MAX_NANOS + 1);
      late.left(0, -1);
    }
    assertEquals(4_000, filledAt(0));
    assertEquals(0, late.earlyNanos());
  }

  @Property
  void isTheMedianOfTheLastAndNeverMoreThanAMillisecond(
      @ForAll @Size(max = 60) long @LongRange(min = -2_000, max = 1_200_000) [] latencies) {
    LateStampTest fresh = new LateStampTest(); // each try is a slot's whole life
    Deque<Long> model = new ArrayDeque<>();
    for (long each : latencies) {
      fresh.late.left(-7, -7 + each);
      if (each >= 0 && each <= TransmitLatency.MAX_NANOS) {
        model.add(each);
        if (model.size() > TransmitLatency.SAMPLES) {
          model.remove();
        }
      }
      long[] sorted = model.stream().mapToLong(Long::longValue).sorted().toArray();
      boolean known = sorted.length >= TransmitLatency.LEAST_SAMPLES;
      long median = known ? sorted[sorted.length / 2] : 0;
      assertEquals(median, fresh.filledAt(0), () -> Arrays.toString(latencies));
      assertEquals(known ? median - sorted[0] : 0, fresh.late.earlyNanos());
      assertTrue(fresh.late.earlyNanos() <= TransmitLatency.MAX_NANOS);
    }
  }
}
