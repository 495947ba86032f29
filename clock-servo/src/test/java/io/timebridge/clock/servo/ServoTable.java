package io.timebridge.clock.servo;

import static io.timebridge.clock.servo.Delays.bimodal;
import static io.timebridge.clock.servo.Delays.bursty;
import static io.timebridge.clock.servo.Delays.exponential;
import static io.timebridge.clock.servo.Delays.normal;
import static io.timebridge.clock.servo.Delays.uniform;

import java.util.List;

/** The networks that the estimators are compared on; {@link AccuracyPage} prints the table. */
final class ServoTable {
  private static final double MICRO = 1000;
  private static final Delays IDLE = exponential(10 * MICRO, 2 * MICRO);

  static final List<Scenario> PTP =
      List.of(
          Scenario.ptp("quiet", exponential(2 * MICRO, 300)),
          Scenario.ptp("LAN", exponential(10 * MICRO, 5 * MICRO)),
          Scenario.ptp("congested", exponential(30 * MICRO, 50 * MICRO)));

  static final List<Scenario> NTP =
      List.of(
          Scenario.ntp("NTP LAN 16 s", 16, exponential(100 * MICRO, 50 * MICRO)),
          Scenario.ntp("NTP LAN 64 s", 64, exponential(100 * MICRO, 50 * MICRO)),
          Scenario.ntp("NTP WAN 16 s", 16, exponential(10_000 * MICRO, 1000 * MICRO)));

  static final List<Scenario> SYMMETRIC =
      List.of(
          Scenario.ptp("normal quiet", normal(2 * MICRO, 300)),
          Scenario.ptp("normal LAN", normal(10 * MICRO, 5 * MICRO)),
          Scenario.ptp("normal congested", normal(30 * MICRO, 50 * MICRO)),
          Scenario.ptp("uniform quiet", uniform(2 * MICRO, 300)),
          Scenario.ptp("uniform LAN", uniform(10 * MICRO, 5 * MICRO)),
          Scenario.ptp("uniform congested", uniform(30 * MICRO, 50 * MICRO)));

  static final List<Scenario> LOADED =
      List.of(
          Scenario.ptp("bimodal 40 %", bimodal(10 * MICRO, MICRO, 50 * MICRO, 0.4)),
          Scenario.ptp("bimodal 90 %", bimodal(10 * MICRO, MICRO, 50 * MICRO, 0.9)),
          Scenario.ptp("bursts of 30 s", bursty(IDLE, 100 * MICRO, 60, 0.5)),
          Scenario.ptp("bursts of 300 s", bursty(IDLE, 100 * MICRO, 600, 0.5)).lasting(4000),
          Scenario.ptp("asymmetric", exponential(10 * MICRO, 50 * MICRO), IDLE),
          Scenario.ptp("asymmetric bursts", bursty(IDLE, 100 * MICRO, 100, 0.5), IDLE));

  private static final Scenario LAN = PTP.get(1);

  static final List<Scenario> OSCILLATORS =
      List.of(
          LAN.withOscillator(10, second -> 0).named("LAN, wander 10"),
          LAN.withOscillator(0.1, second -> 0).named("LAN, wander 0.1"),
          LAN.lasting(4000)
              .withOscillator(1, second -> 3 * Math.max(0, Math.min(1000, second - 1500)))
              .named("LAN, 3 ppb/s"),
          LAN.withOscillator(1, second -> second < 1000 ? 0 : 10_000).named("LAN, 10 ppm step"));

  private ServoTable() {}
}
