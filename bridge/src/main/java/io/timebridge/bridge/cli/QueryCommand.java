package io.timebridge.bridge.cli;

import io.timebridge.bridge.NtpQueries;
import io.timebridge.bridge.QueryReport;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpKeysException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query HOST[:PORT]...}: asks NTP servers the time. */
@Command(
    name = "query",
    description = {
      "Asks NTP servers the time and compares it with this host's clock, which is not set: an"
          + " offset above 0 is a clock that is behind.",
      "Exit code 0 if every server told the time each time, 1 if one did not."
    },
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  private static final double MOST_SECONDS = 86_400;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "HOST[:PORT]",
      description = "The servers; an IPv6 address with a port is written [ADDRESS]:PORT.")
  private List<String> servers = List.of();

  @Option(
      names = "--json",
      description = "Prints a JSON array, an object a server and round, when all is told.")
  private boolean json;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Asks so many times (default ${DEFAULT-VALUE}).")
  private int count = 1;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "The time from one round to the next (default ${DEFAULT-VALUE}).")
  private double interval = 2;

  @Option(names = "--keys", paramLabel = "FILE", description = "A file of symmetric keys.")
  private @Nullable Path keys;

  @Option(
      names = "--key",
      paramLabel = "N",
      description = "The number of the key, of that file, that all servers are asked with.")
  private @Nullable Long key;

  private final long timeoutNanos;

  QueryCommand() {
    this(NtpQueries.TIMEOUT_NANOS);
  }

  /** One that waits for each answer as long as is said, nanoseconds. */
  QueryCommand(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (count < 1) {
      throw wrong("--count: found " + count + ", allowed: 1 or more");
    }
    if (!(interval >= 0 && interval <= MOST_SECONDS)) {
      throw wrong("--interval: found " + interval + ", allowed: 0 to 86400 seconds");
    }
    List<QueryReport> rounds = new ArrayList<>();
    try (NtpQueries queries = NtpQueries.open(timeoutNanos, key())) {
      for (int round = 0; round < count; round++) {
        if (round > 0) {
          TimeUnit.NANOSECONDS.sleep(Math.round(interval * 1e9));
        }
        QueryReport report = queries.ask(servers);
        rounds.add(report);
        if (!json) {
          System.out.println(report.table());
        }
      }
    }
    if (json) {
      System.out.println(count == 1 ? rounds.get(0).json() : QueryReport.json(rounds));
    }
    return rounds.stream().allMatch(QueryReport::allAnswered) ? Main.DONE : Main.FAILED;
  }

  private NtpKeys key() {
    Path file = keys;
    Long number = key;
    if (file == null && number == null) {
      return NtpKeys.none();
    }
    if (file == null || number == null) {
      throw wrong("--key and --keys belong together");
    }
    try {
      NtpKeys read = NtpKeys.read(file);
      if (!read.has(number)) {
        throw wrong("--key: found " + number + ", allowed: " + read + " of " + file);
      }
      return read.only(number);
    } catch (IOException e) {
      throw wrong("--keys: " + file + " cannot be read: " + e);
    } catch (NtpKeysException e) {
      throw wrong("--keys: " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
