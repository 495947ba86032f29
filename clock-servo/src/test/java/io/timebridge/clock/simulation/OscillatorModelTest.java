package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.OscillatorModel.Daily;
import io.timebridge.clock.simulation.OscillatorModel.FrequencyChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class OscillatorModelTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  private static double ppmAt(OscillatorModel model, long second) {
    SimulatedOscillator oscillator = new SimulatedOscillator(0, model, new SeededRandom(1));
    long from = oscillator.localAt(second * SECOND);
    return (oscillator.localAt((second + 1) * SECOND) - from - SECOND) / 1000.0;
  }

  @Test
  void aStepComesAtItsSecondAndStays() {
    OscillatorModel model =
        new OscillatorModel(10, 0).with(new FrequencyChange(100 * SECOND, 0, 500));
    assertEquals(10, ppmAt(model, 99), 1e-3);
    assertEquals(510, ppmAt(model, 100), 1e-3);
    assertEquals(510, ppmAt(model, 10_000), 1e-3);
    OscillatorModel there = model.with(new FrequencyChange(200 * SECOND, 0, -500));
    assertEquals(510, ppmAt(there, 199), 1e-3);
    assertEquals(10, ppmAt(there, 200), 1e-3);
  }

  @Test
  void aRampRises() {
    OscillatorModel model =
        new OscillatorModel(0, 0).with(new FrequencyChange(100 * SECOND, 100 * SECOND, 4));
    assertEquals(0, ppmAt(model, 100), 1e-3);
    assertEquals(1, ppmAt(model, 125), 1e-3);
    assertEquals(3, ppmAt(model, 175), 1e-3);
    assertEquals(4, ppmAt(model, 300), 1e-3);
  }

  @Test
  void ageingGrowsByTheDay() {
    OscillatorModel model = new OscillatorModel(0, 0, 50_000, Daily.NONE, List.of());
    assertEquals(50.0 / 4, ppmAt(model, 86_400 / 4), 1e-2);
  }

  @Test
  void nightAndDaySwing() {
    OscillatorModel model = new OscillatorModel(0, 0, 0, new Daily(2, DAY), List.of());
    assertEquals(0, ppmAt(model, 0), 1e-3);
    assertEquals(2, ppmAt(model, 86_400 / 4), 1e-3);
    assertEquals(0, ppmAt(model, 86_400 / 2), 1e-3);
    assertEquals(-2, ppmAt(model, 3 * 86_400 / 4), 1e-3);
  }
}
