package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.Demo;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole way on loopback. */
@Command(
    name = "demo",
    description =
        "Runs a grandmaster, the bridge and an NTP client on loopback: no privileges, no config.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Ends after N seconds (default: when it is told to).")
  private @Nullable Integer seconds;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws BridgeException, InterruptedException {
    if (seconds != null && seconds < 1 && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--seconds: found " + seconds + ", allowed: 1 or more");
    }
    return Demo.run(seconds == null ? Long.MAX_VALUE : seconds, System.out)
        ? Main.DONE
        : Main.FAILED;
  }
}
