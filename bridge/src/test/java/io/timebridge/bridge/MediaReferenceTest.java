package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.media.Arrival;
import io.timebridge.bridge.media.DirectClock;
import io.timebridge.bridge.media.MediaRate;
import io.timebridge.bridge.media.MediaTime;
import io.timebridge.bridge.media.ReferenceTime;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.ClockSegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Media on a domain that the bridge relates to UTC: one that counts from power-up, 50 ppm fast. */
class MediaReferenceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TAI = BuildDate.UTC_NANOS + 37 * SECOND;
  private static final UtcRule RULE = new UtcRule(37, 0, 0);

  private final Correlation correlation = new Correlation("audio", 100_000, point -> {});
  private final ReferenceTime domain = ReferenceTime.of(correlation);
  private final DirectClock clock = new DirectClock(MediaRate.of(48_000), 12_345, domain);

  private static ClockSegment domain(long epoch, long zero) {
    return new ClockSegment(epoch, 0, zero, 50_000, 100, 1_000, 10, 100);
  }

  private void run(ClockSegment ptp, long fromSeconds, long toSeconds) {
    ClockSegment served = new ClockSegment(1, 0, TAI, 0, 50, 500, 10, 100);
    for (long second = fromSeconds; second <= toSeconds; second++) {
      correlation.add(ptp, served, RULE, second * SECOND);
    }
  }

  private MediaTime read(ClockSegment ptp, long local, long near) {
    int timestamp = (int) MediaRate.of(48_000).ticksAt(ptp.nanosAt(local)) + 12_345;
    return clock.timeOf(timestamp, BuildDate.UTC_NANOS + near);
  }

  @Test
  void withoutACorrelationItSaysSo() {
    MediaTime none = clock.timeOf(0, BuildDate.UTC_NANOS);
    assertFalse(none.known());
    assertEquals("the PTP domain of audio was never related to UTC", none.why());
  }

  @Test
  void aDayAndAHourOfTimestampsAcrossTheWrap() {
    ClockSegment ptp = domain(0, 5 * SECOND);
    run(ptp, 0, 90_000);
    for (long second = 0; second <= 90_000; second += 1_000) {
      MediaTime found = read(ptp, second * SECOND, second * SECOND + SECOND / 2);
      long error = Math.abs(found.utcNanos() - BuildDate.UTC_NANOS - second * SECOND);
      assertTrue(error <= 10_420, second + " s: " + error + " ns");
      assertTrue(found.errorBoundNanos() >= 1_500 + 20_834);
      assertEquals(1, found.epoch());
    }
    assertFalse(read(ptp, 100_000 * SECOND, 100_000 * SECOND).known());
    assertTrue(domain.reason().contains("does not reach there"));
  }

  /** A new grandmaster: each time is read by the epoch that it belongs to, and says which. */
  @Test
  void eachEpochByItself() {
    ClockSegment first = domain(0, 5 * SECOND);
    ClockSegment second = domain(1, 900_000 * SECOND);
    run(first, 0, 100);
    run(second, 101, 200);
    MediaTime before = read(first, 50 * SECOND, 51 * SECOND);
    MediaTime after = read(second, 150 * SECOND, 151 * SECOND);
    assertEquals(1, before.epoch());
    assertEquals(2, after.epoch());
    long apart = after.utcNanos() - before.utcNanos();
    assertTrue(Math.abs(apart - 100 * SECOND) < 21_000, apart + " ns");
    assertEquals(ReferenceTime.of(correlation), domain);
  }

  @Test
  void anArrivalOnTheTimeline() {
    ClockSegment tai = new ClockSegment(1, 0, TAI, 0, 50, 500, 0, 0);
    TimelineSnapshot locked =
        new TimelineSnapshot(TimelineState.LOCKED, "", null, tai, RULE, 10 * SECOND);
    assertEquals(
        Optional.of(new Arrival(BuildDate.UTC_NANOS + SECOND, 50, 500)),
        Arrival.at(locked, SECOND));
    assertEquals(Optional.empty(), Arrival.at(locked, 11 * SECOND));
  }
}
