package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.NtpQueries;
import io.timebridge.bridge.load.LoadPlan;
import io.timebridge.bridge.load.LoadReport;
import io.timebridge.bridge.load.NtpLoad;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code load HOST:PORT}: offers NTP requests and measures the answers. */
@Command(
    name = "load",
    description = "Offers NTP requests to a server and measures the answers.",
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "HOST[:PORT]",
      description = "The server: of this host, unless --remote is given.")
  private String server = "";

  @Option(
      names = "--sockets",
      paramLabel = "N",
      defaultValue = "16",
      description = "From how many sockets, 1 to 1024 (default: ${DEFAULT-VALUE}).")
  private int sockets;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "8",
      description = "Unanswered requests a socket at most, 1 to 4096 (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Requests a second, of all sockets together, to 10,000,000 (default: a closed loop, as"
              + " many as are answered).")
  private @Nullable Long rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Ends after N seconds, 1 to 3600 (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Ends after N requests (default: when the time is over).")
  private @Nullable Long count;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      defaultValue = "1000",
      description =
          "An answer that takes longer is lost; milliseconds, 1 to 10000 (default:"
              + " ${DEFAULT-VALUE}).")
  private int timeoutMillis;

  @Option(
      names = "--remote",
      description = "Allows another host's address. Ask its owner first: a load is an attack.")
  private boolean remote;

  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws BridgeException, InterruptedException {
    LoadReport report = NtpLoad.run(plan(address()));
    System.out.println(json ? report.json() : report.text());
    if (report.replies() == 0) {
      throw new BridgeException("load: no answer from " + server);
    }
    return Main.DONE;
  }

  private InetSocketAddress address() throws BridgeException {
    InetSocketAddress address;
    try {
      address = NtpQueries.parse(server);
    } catch (UnknownHostException e) {
      throw new BridgeException("load: no such host: " + server, e);
    } catch (IllegalArgumentException e) {
      throw wrong(server + ": not HOST, HOST:PORT or [ADDRESS]:PORT");
    }
    InetAddress host = address.getAddress();
    if (host.isAnyLocalAddress() || host.isMulticastAddress()) {
      throw wrong(server + ": not the address of one host");
    }
    if (!remote && !NtpLoad.isOwn(host)) {
      throw wrong(server + " is not this host's own address; --remote allows it");
    }
    return address;
  }

  private LoadPlan plan(InetSocketAddress address) {
    check("--rate", rate == null ? 1 : rate, LoadPlan.MAX_RATE);
    check("--count", count == null ? 1 : count, Long.MAX_VALUE);
    check("--sockets", sockets, LoadPlan.MAX_SOCKETS);
    check("--window", window, LoadPlan.MAX_WINDOW);
    check("--seconds", seconds, LoadPlan.MAX_DURATION_NANOS / 1_000_000_000L);
    check("--timeout", timeoutMillis, 10_000);
    return new LoadPlan(
        address,
        sockets,
        window,
        rate == null ? LoadPlan.CLOSED_LOOP : rate,
        seconds * 1_000_000_000L,
        count == null ? Long.MAX_VALUE : count,
        timeoutMillis * 1_000_000L);
  }

  private void check(String option, long value, long max) {
    if (value < 1 || value > max) {
      throw wrong(option + ": found " + value + ", allowed: 1 to " + max);
    }
  }

  private ParameterException wrong(String why) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }
}
