package io.timebridge.bridge.scenario;

import io.timebridge.bridge.config.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A network of PTP and NTP clocks, and what happens on it. {@code docs/simulate.md} lists what a
 * file may say. Immutable; any thread, and runs in several threads do not disturb each other.
 */
public final class Scenario {
  private final Plan plan;

  Scenario(Plan plan) {
    this.plan = plan;
  }

  /** {@return the names of the scenarios that ship} */
  public static List<String> shippedNames() {
    return ShippedScenarios.NAMES;
  }

  /**
   * {@return a scenario that ships}
   *
   * @param name one of {@link #shippedNames()}
   * @throws IllegalArgumentException if there is none of the name
   */
  public static Scenario shipped(String name) {
    return new Scenario(ShippedScenarios.plan(name));
  }

  /**
   * Reads a file of UTF-8, at most 256 KiB.
   *
   * @param file the file; errors name it as it is given
   * @return the scenario
   * @throws ConfigException if the file cannot be read or any of it is wrong
   */
  public static Scenario read(Path file) throws ConfigException {
    return new Scenario(PlanReader.read(file));
  }

  /**
   * Reads a text.
   *
   * @param name what errors and reports call it
   * @param yaml the text, at most 256 Ki characters
   * @return the scenario
   * @throws ConfigException if any of it is wrong
   */
  public static Scenario parse(String name, String yaml) throws ConfigException {
    return new Scenario(PlanReader.parse(name, name, yaml));
  }

  /**
   * {@return a network drawn at random: honest sources, everything else may go wrong within what
   * sites see}
   *
   * @param seed any number; each gives its own
   */
  public static Scenario random(long seed) {
    return new Scenario(RandomPlan.of(seed));
  }

  /** {@return its name} */
  public String name() {
    return plan.name();
  }

  /** {@return what it shows, in one sentence; empty if it does not say} */
  public String about() {
    return plan.about();
  }

  /** {@return how long it runs, nanoseconds of true time} */
  public long durationNanos() {
    return plan.durationNanos();
  }

  /**
   * Runs it, in this thread.
   *
   * @param seed decides all that is random; the same one gives the same trace
   * @return what it showed
   */
  public SimulationReport run(long seed) {
    return run(seed, nanos -> {});
  }

  /**
   * Runs it, in this thread.
   *
   * @param seed decides all that is random; the same one gives the same trace
   * @param progress told a thousand times at most how far it is, nanoseconds of true time
   * @return what it showed
   */
  public SimulationReport run(long seed, LongConsumer progress) {
    return new SimulationReport(plan, seed, new Simulation(plan, seed).run(progress));
  }
}
