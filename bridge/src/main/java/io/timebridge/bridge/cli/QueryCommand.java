package io.timebridge.bridge.cli;

import io.timebridge.bridge.NtpQueries;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query HOST[:PORT]...}: asks NTP servers the time. */
@Command(
    name = "query",
    description = "Asks NTP servers the time and compares it with this host's clock.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "HOST[:PORT]",
      description = "The servers; an IPv6 address with a port is written [ADDRESS]:PORT.")
  private List<String> servers = List.of();

  @Option(names = "--json", description = "Prints a JSON array, an object a server.")
  private boolean json;

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
    NtpQueries.Report report = NtpQueries.ask(servers, timeoutNanos);
    System.out.println(json ? report.json() : report.table());
    return report.allAnswered() ? Main.DONE : Main.FAILED;
  }
}
