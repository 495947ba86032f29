package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.bridge.scenario.ErrorPlot;
import io.timebridge.bridge.scenario.Scenario;
import io.timebridge.bridge.scenario.SimulationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate SCENARIO}: a network of clocks in virtual time. */
@Command(
    name = "simulate",
    description = "Runs a network of PTP and NTP clocks in virtual time and tells their errors.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  private static final String RANDOM = "random";

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description =
          "A scenario that ships (--list), a YAML file, or \"random\": one drawn from the seed.")
  private @Nullable String name;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides all that is random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draws the errors, TDEV and MTIE into a PNG file.")
  private @Nullable Path plot;

  @Option(names = "--list", description = "Lists the scenarios that ship.")
  private boolean list;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws BridgeException, ConfigException {
    if (list) {
      printList();
      return Main.DONE;
    }
    // What the simulated hosts have to say would bury the report.
    Main.setDefault("log.io.timebridge.ptp", "error");
    Scenario scenario = scenario();
    SimulationReport report;
    try (Progress progress = Progress.of(scenario)) {
      report = scenario.run(seed, progress::at);
    }
    if (plot != null) {
      draw(report, plot);
    }
    System.out.println(json ? report.json() : report.table());
    return Main.DONE;
  }

  private static void printList() {
    int width = Scenario.shippedNames().stream().mapToInt(String::length).max().orElse(0);
    for (String each : Scenario.shippedNames()) {
      String padding = " ".repeat(width - each.length());
      System.out.println(each + padding + "  " + Scenario.shipped(each).about());
    }
  }

  private Scenario scenario() throws ConfigException {
    String wanted = name;
    if (wanted == null) {
      throw wrongCall("nothing");
    }
    if (Scenario.shippedNames().contains(wanted)) {
      return Scenario.shipped(wanted);
    }
    if (wanted.equals(RANDOM)) {
      return Scenario.random(seed);
    }
    Path file = Path.of(wanted);
    if (!Files.exists(file) && !wanted.contains(".") && file.getNameCount() == 1) {
      throw wrongCall("\"" + wanted + "\"");
    }
    return Scenario.read(file);
  }

  private ParameterException wrongCall(String found) {
    List<String> names = Scenario.shippedNames();
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "SCENARIO: found "
            + found
            + ", allowed: a YAML file, "
            + RANDOM
            + ", or one of "
            + String.join(", ", names));
  }

  private static void draw(SimulationReport report, Path file) throws BridgeException {
    try {
      ErrorPlot.write(report, file);
    } catch (IOException e) {
      throw new BridgeException("cannot write the plot " + file, e);
    }
  }
}
