package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiServoTest {
  private static final double MAX_SLEW_PPB = 500_000;

  /** ptp4l(8): kp = min(scale sync^exponent, norm_max / sync), and likewise ki. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0078125, 0.125, 1, 2, 16, 100})
  void constantsAreThoseThatPtp4lDocuments(double sync) {
    double kp = Math.min(0.1 * Math.pow(sync, -0.3), 0.7 / sync);
    double ki = Math.min(0.001 * Math.pow(sync, 0.4), 0.3 / sync);
    PiServo servo = new PiServo(MAX_SLEW_PPB);
    servo.setInterval(sync);
    double frequency = servo.sample(1000);
    assertEquals(-ki * 1000, servo.driftPpb(), 1e-9);
    assertEquals(-(kp + ki) * 1000, frequency, 1e-9);
  }

  @Test
  void clockThatIsAheadIsSlowedDown() {
    PiServo servo = new PiServo(MAX_SLEW_PPB);
    servo.start(10_000);
    assertTrue(servo.sample(100) < 10_000);
    servo.start(10_000);
    assertTrue(servo.sample(-100) > 10_000);
  }

  @Test
  void slewIsClampedAroundTheDrift() {
    PiServo servo = new PiServo(MAX_SLEW_PPB);
    servo.start(10_000);
    assertEquals(10_000 - MAX_SLEW_PPB, servo.sample(1_000_000_000));
    assertEquals(10_000 + MAX_SLEW_PPB, servo.sample(-1_000_000_000));
  }

  @Test
  void doesNotWindUpWhileItSlewsAtTheLimit() {
    PiServo servo = new PiServo(MAX_SLEW_PPB);
    servo.start(10_000);
    for (int i = 0; i < 1000; i++) {
      servo.sample(1_000_000_000);
    }
    assertEquals(10_000, servo.driftPpb());
    assertEquals(10_000, servo.sample(0));
  }

  @Test
  void learnsAConstantFrequency() {
    PiServo servo = new PiServo(MAX_SLEW_PPB);
    double offset = 0;
    double frequency = 0;
    for (int second = 0; second < 2000; second++) {
      offset += frequency - 20_000; // the source is 20 ppm faster than the local clock
      frequency = servo.sample(Math.round(offset));
    }
    assertEquals(20_000, servo.driftPpb(), 20);
    assertEquals(0, offset, 100);
  }

  @Test
  void runsAtAHigherGearAfterAHurriedStartAndShiftsDown() {
    PiServo started = new PiServo(MAX_SLEW_PPB);
    started.start(0);
    double kp = 0.1;
    double ki = 0.001;
    assertEquals(-(0.7 + 64 * ki) * 1000, started.sample(1000), 1e-9); // 8 kp is beyond its limit
    for (int second = 0; second < 60; second++) {
      started.sample(0);
    }
    double drift = started.driftPpb();
    assertEquals(drift - (kp + ki) * 1000, started.sample(1000), 1e-9);
  }

  @Test
  void keepsTheDriftWithinWhatIsProven() {
    PiServo servo = new PiServo(MAX_SLEW_PPB);
    servo.start(700_000);
    servo.keepDrift(-5_000, 15_000);
    assertEquals(15_000, servo.driftPpb());
    servo.keepDrift(20_000, 30_000);
    assertEquals(20_000, servo.driftPpb());
  }
}
