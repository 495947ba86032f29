package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiServoTest {
  private static final double MAX_SLEW_PPB = 500_000;
  private static final long SECOND = 1_000_000_000L;

  private final PiServo servo = new PiServo(MAX_SLEW_PPB);

  /** Through the start, with a clock that runs off by a frequency; returns the local time. */
  private long start(double interval, double ppb) {
    servo.setInterval(interval);
    long local = 0;
    Servo.State state = servo.sample(0, 0, 0);
    while (state == Servo.State.UNLOCKED) {
      local += Math.round(interval * SECOND);
      state = servo.sample(local, 0, Math.round(local * 1e-9 * ppb));
    }
    return local;
  }

  /** ptp4l(8): kp = min(scale sync^exponent, norm_max / sync), and likewise ki. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0078125, 0.125, 1, 2, 16, 100})
  void constantsAreThoseThatPtp4lDocuments(double sync) {
    double kp = Math.min(0.1 * Math.pow(sync, -0.3), 0.7 / sync);
    double ki = Math.min(0.001 * Math.pow(sync, 0.4), 0.3 / sync);
    long local = start(sync, 0);
    servo.sample(local + SECOND, 1000, 0);
    assertEquals(-ki * 1000, servo.driftPpb(), 1e-9);
    assertEquals(-(kp + ki) * 1000, servo.frequencyPpb(), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.125, 1, 16})
  void measuresTheFirstFrequencyOverATimeThatTheIntegralConstantSays(double sync) {
    double ki = Math.min(0.001 * Math.pow(sync, 0.4), 0.3 / sync);
    double seconds = start(sync, 10_000) * 1e-9;
    assertTrue(seconds * 1.001 >= 0.016 / ki && seconds <= 0.016 / ki + sync, seconds + " s");
    assertEquals(10_000, servo.driftPpb(), 0.1);
    assertEquals(10_000, servo.frequencyPpb(), 0.1);
  }

  @Test
  void firstUpdateStepsWhatIsBeyondTwentyMicroseconds() {
    servo.sample(0, 0, 0);
    assertEquals(Servo.State.UNLOCKED, servo.sample(SECOND, 0, 10_000));
    assertEquals(Servo.State.JUMP, servo.sample(17 * SECOND, 0, 170_000));
    assertEquals(10_000, servo.driftPpb(), 0.1);
    assertEquals(Servo.State.LOCKED, servo.sample(18 * SECOND, 0, 170_000));
  }

  @Test
  void resetMeasuresAnewAndKeepsTheFrequency() {
    start(1, 10_000);
    servo.reset();
    assertEquals(Servo.State.UNLOCKED, servo.sample(100 * SECOND, 0, 0));
    assertEquals(10_000, servo.driftPpb(), 0.1);
  }

  @Test
  void clockThatIsAheadIsSlowedDown() {
    long local = start(1, 10_000);
    servo.sample(local + SECOND, 100, 0);
    assertTrue(servo.frequencyPpb() < 10_000);
    servo.sample(local + 2 * SECOND, 0, 100);
    assertTrue(servo.frequencyPpb() > 10_000);
  }

  @Test
  void slewIsClampedAroundTheDriftAndDoesNotWindUp() {
    long local = start(1, 10_000);
    for (int i = 1; i <= 1000; i++) {
      servo.sample(local + i * SECOND, SECOND, 0);
      assertEquals(10_000 - MAX_SLEW_PPB, servo.frequencyPpb(), 0.1);
    }
    servo.sample(local + 1001 * SECOND, 0, SECOND);
    assertEquals(10_000 + MAX_SLEW_PPB, servo.frequencyPpb(), 0.1);
    assertEquals(10_000, servo.driftPpb(), 0.1);
  }

  @Test
  void learnsAConstantFrequency() {
    long local = start(1, 0);
    double offset = 0;
    double frequency = 0;
    for (int second = 1; second <= 2000; second++) {
      offset += frequency - 20_000; // the source is 20 ppm faster than the local clock
      servo.sample(local + second * SECOND, Math.round(offset), 0);
      frequency = servo.frequencyPpb();
    }
    assertEquals(20_000, servo.driftPpb(), 20);
    assertEquals(0, offset, 100);
  }
}
