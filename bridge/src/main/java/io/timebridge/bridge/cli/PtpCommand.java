package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.PtpManagement;
import io.timebridge.bridge.PtpManagement.Request;
import io.timebridge.bridge.PtpManagementReport;
import io.timebridge.ptp.ManagementClient;
import io.timebridge.ptp.PtpMulticast;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementField;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.PortIdentity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptp get ID -i IF}, {@code ptp set …}: PTP management, as pmc. */
@Command(
    name = "ptp",
    description = "Asks and sets PTP clocks by management messages, as pmc does.",
    mixinStandardHelpOptions = true)
final class PtpCommand {
  private static final String IDS =
      "Management ids, as pmc has them: in any case, or the beginning of one.";

  /** How to ask, the same for all three. */
  static final class How {
    @Option(
        names = {"-i", "--interface"},
        required = true,
        paramLabel = "IF",
        description = "The network interface, by name, MAC or address.")
    private String networkInterface = "";

    @Option(
        names = {"-d", "--domain"},
        paramLabel = "N",
        defaultValue = "0",
        description = "domainNumber (default: ${DEFAULT-VALUE}).")
    private int domain;

    @Option(
        names = {"-b", "--boundary-hops"},
        paramLabel = "N",
        defaultValue = "1",
        description = "How many boundary clocks it may pass (default: ${DEFAULT-VALUE}).")
    private int boundaryHops;

    @Option(
        names = "--target",
        paramLabel = "PORT",
        description = "Who is to answer, as 001122.fffe.334455-1 (default: everybody).")
    private @Nullable String target;

    @Option(
        names = "--host",
        paramLabel = "ADDRESS",
        description =
            "Asks one host by unicast, from any port: needs no privilege, but ptp4l does not"
                + " answer to it.")
    private @Nullable String host;

    @Option(names = "-6", description = "Multicasts over IPv6.")
    private boolean ipv6;

    @Option(
        names = "--udp6-scope",
        paramLabel = "N",
        defaultValue = "14",
        description = "How far that may travel, 2 to 14 (default: ${DEFAULT-VALUE}).")
    private int udp6Scope = PtpMulticast.GLOBAL_SCOPE;

    @Option(
        names = "--general-port",
        paramLabel = "N",
        defaultValue = "320",
        description = "PTP's general port (default: ${DEFAULT-VALUE}).")
    private int generalPort = PtpManagement.GENERAL_PORT;

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        defaultValue = "1",
        description = "How long answers are waited for (default: ${DEFAULT-VALUE}).")
    private double timeout;

    @Option(names = "--json", description = "Prints a JSON array, an object an answer.")
    private boolean json;

    private PtpManagement.Call call(CommandSpec spec) {
      check(spec, "--domain", domain, 0, 127);
      check(spec, "--boundary-hops", boundaryHops, 0, 255);
      check(spec, "--udp6-scope", udp6Scope, 2, PtpMulticast.GLOBAL_SCOPE);
      check(spec, "--general-port", generalPort, 1, 65535);
      if (!(timeout > 0 && timeout <= 3600)) {
        throw wrong(spec, "--timeout: found " + timeout + ", allowed: more than 0, at most 3600");
      }
      return new PtpManagement.Call(
          networkInterface,
          host(spec),
          ipv6,
          udp6Scope,
          generalPort,
          domain,
          boundaryHops,
          target(spec),
          Math.round(timeout * 1e9));
    }

    private @Nullable InetAddress host(CommandSpec spec) {
      try {
        return host == null ? null : InetAddress.getByName(host);
      } catch (UnknownHostException e) {
        throw wrong(spec, "--host: found \"" + host + "\", allowed: a host's name or address");
      }
    }

    private PortIdentity target(CommandSpec spec) {
      if (target == null || target.equals("*")) {
        return ManagementClient.EVERYBODY;
      }
      try {
        return PortIdentity.parse(target);
      } catch (IllegalArgumentException e) {
        throw wrong(
            spec,
            "--target: found \"" + target + "\", allowed: a port such as 001122.fffe.334455-1");
      }
    }

    private static void check(CommandSpec spec, String option, int value, int min, int max) {
      if (value < min || value > max) {
        throw wrong(
            spec,
            "%s: found %d, allowed: a whole number from %d to %d"
                .formatted(option, value, min, max));
      }
    }

    int ask(CommandSpec spec, List<Request> requests) throws BridgeException {
      PtpManagementReport report = PtpManagement.ask(call(spec), requests);
      System.out.println(json ? report.json() : report.table());
      return report.allAnswered() ? Main.DONE : Main.FAILED;
    }
  }

  @Command(
      name = "get",
      description = "Shows data sets of the clocks on a network.",
      mixinStandardHelpOptions = true)
  int get(
      @Mixin How how,
      @Parameters(arity = "1..*", paramLabel = "ID", description = IDS) List<String> ids)
      throws BridgeException {
    CommandSpec spec = subcommand("get");
    List<Request> requests = new ArrayList<>();
    for (String each : ids) {
      requests.add(new Request(ManagementAction.GET, id(spec, each), null));
    }
    return how.ask(spec, requests);
  }

  @Command(
      name = "set",
      description = "Sets the clocks on a network, or the one that is the target.",
      mixinStandardHelpOptions = true)
  int set(
      @Mixin How how,
      @Parameters(index = "0", paramLabel = "ID", description = "The management id.") String id,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "KEY VALUE",
              description = "Each member with its value; the value alone if there is one member.")
          List<String> values)
      throws BridgeException {
    CommandSpec spec = subcommand("set");
    ManagementData data = data(spec, id(spec, id), values);
    return how.ask(spec, List.of(new Request(ManagementAction.SET, data.id(), data)));
  }

  @Command(
      name = "command",
      description = "Commands the clocks on a network: ENABLE_PORT, DISABLE_PORT, ...",
      mixinStandardHelpOptions = true)
  int command(
      @Mixin How how,
      @Parameters(index = "0", paramLabel = "ID", description = "The management id.") String id,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "KEY VALUE",
              description = "Each member with its value.")
          @Nullable List<String> values)
      throws BridgeException {
    CommandSpec spec = subcommand("command");
    ManagementData data = data(spec, id(spec, id), values == null ? List.of() : values);
    return how.ask(spec, List.of(new Request(ManagementAction.COMMAND, data.id(), data)));
  }

  @Spec private @Nullable CommandSpec self;

  private CommandSpec subcommand(String name) {
    return Objects.requireNonNull(Objects.requireNonNull(self).subcommands().get(name))
        .getCommandSpec();
  }

  private static ManagementId id(CommandSpec spec, String text) {
    try {
      return ManagementId.named(text);
    } catch (IllegalArgumentException e) {
      throw wrong(spec, String.valueOf(e.getMessage()));
    }
  }

  private static ManagementData data(CommandSpec spec, ManagementId id, List<String> words) {
    List<ManagementField> fields = id.fields();
    List<String> pairs =
        words.size() == 1 && fields.size() == 1
            ? List.of(fields.get(0).name(), words.get(0))
            : words;
    if (pairs.size() % 2 != 0) {
      throw wrong(spec, id + ": each member is given with its value");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      for (int i = 0; i < pairs.size(); i += 2) {
        String name = pairs.get(i);
        ManagementField field =
            fields.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s has no member \"%s\", but %s"
                                .formatted(
                                    id,
                                    name,
                                    fields.stream().map(ManagementField::name).toList())));
        values.put(name, field.parse(pairs.get(i + 1)));
      }
      return new ManagementData(id, values);
    } catch (IllegalArgumentException e) {
      throw wrong(spec, String.valueOf(e.getMessage()));
    }
  }

  private static ParameterException wrong(CommandSpec spec, String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
