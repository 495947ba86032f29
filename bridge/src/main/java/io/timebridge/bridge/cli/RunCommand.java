package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.NetworkInterfaces;
import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.bridge.config.ConfigReader;
import io.timebridge.clock.BuildDate;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run -c FILE}: the bridge, until SIGTERM. */
@Command(
    name = "run",
    description = "Runs the bridge until it is told to stop (SIGTERM, Ctrl-C).",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The config, YAML; docs/config.md lists its keys.")
  private Path config = Path.of("timebridge.yaml");

  @Override
  public Integer call() throws ConfigException, BridgeException, InterruptedException {
    BridgeConfig read = ConfigReader.read(config, NetworkInterfaces.ofThisHost());
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicInteger exitCode = new AtomicInteger(Main.DONE);
    LOG.info("timebridge {} with {}", BuildDate.VERSION, config);
    TimeBridge bridge = TimeBridge.start(read);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopped.countDown();
                  bridge.close();
                  LOG.info("stopped");
                  // The JVM would report the signal; a bridge that was told to stop did its job.
                  Runtime.getRuntime().halt(exitCode.get());
                },
                "timebridge-stop"));
    try {
      watch(bridge, stopped);
      return Main.DONE;
    } catch (RuntimeException | Error e) {
      exitCode.set(Main.FAILED); // the stop that follows was not asked for
      throw e;
    }
  }

  private static void watch(TimeBridge bridge, CountDownLatch stopped) throws InterruptedException {
    boolean terminal = Terminal.isInteractive();
    while (!stopped.await(1, TimeUnit.SECONDS)) {
      if (terminal) {
        Terminal.statusLine(StatusLine.of(bridge));
      }
    }
  }
}
