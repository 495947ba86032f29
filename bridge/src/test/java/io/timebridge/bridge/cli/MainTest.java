package io.timebridge.bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.BridgeException;
import io.timebridge.clock.BuildDate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  @Test
  void withoutArgumentsTheUsageIsTold() {
    CommandRun result = CommandRun.of();
    assertEquals(2, result.code());
    assertTrue(result.err().startsWith("Usage: timebridge"), result.err());
    for (String command : List.of("run", "demo", "query", "decode", "simulate", "ptp")) {
      assertTrue(result.err().contains("  " + command + " "), result.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sing",
        "--loud",
        "run",
        "run -c",
        "demo --seconds 0",
        "demo --seconds -1",
        "demo --seconds x",
        "query",
        "query --xml 127.0.0.1",
        "query --count 0 127.0.0.1",
        "query --interval -1 127.0.0.1",
        "query --interval NaN 127.0.0.1",
        "query --key 7 127.0.0.1",
        "query --keys no-such-file --key 7 127.0.0.1",
        "decode",
        "decode no-such-file.pcap",
        "decode --rtcp-port 0 -",
        "decode --ntp-port x -",
        "simulate",
        "simulate noisy",
        "simulate quiet --seed x",
        "ptp",
        "ptp get PRIORITY1",
        "ptp get -i lo",
        "ptp get -i lo PRIORITY3",
        "ptp get -i lo -d 128 PRIORITY1",
        "ptp get -i lo -b 256 PRIORITY1",
        "ptp get -i lo --target 1 PRIORITY1",
        "ptp get -i lo --timeout 0 PRIORITY1",
        "ptp get -i lo --general-port 0 PRIORITY1",
        "ptp set -i lo PRIORITY1",
        "ptp set -i lo PRIORITY1 256",
        "ptp set -i lo PRIORITY1 priority2 1",
        "ptp set -i lo GRANDMASTER_SETTINGS_NP clockClass 6",
        "ptp command -i lo DISABLE_PORT now"
      })
  void aWrongCallIsTwo(String line) {
    CommandRun result = CommandRun.of(line.split(" ", -1));
    assertEquals(2, result.code());
    assertFalse(result.err().isBlank());
    assertFalse(result.err().contains("\tat "), result.err());
    assertEquals("", result.out());
  }

  @Test
  void theVersionIsTold() {
    CommandRun result = CommandRun.of("--version");
    assertEquals(0, result.code());
    assertEquals("timebridge " + BuildDate.VERSION, result.out().strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "run --help",
        "demo --help",
        "query --help",
        "decode --help",
        "simulate --help",
        "ptp --help",
        "ptp get --help",
        "ptp set --help"
      })
  void helpIsDone(String line) {
    CommandRun result = CommandRun.of(line.split(" ", -1));
    assertEquals(0, result.code());
    assertTrue(result.out().startsWith("Usage: timebridge"), result.out());
  }

  @Test
  void aConfigThatIsMissingIsTwo(@TempDir Path dir) {
    Path file = dir.resolve("none.yaml");
    CommandRun result = CommandRun.of("run", "-c", file.toString());
    assertEquals(2, result.code());
    assertEquals(
        file + ": found no such file, allowed: a readable YAML file", result.err().strip());
  }

  @Test
  void aConfigThatIsWrongIsTwoWithLineAndKey(@TempDir Path dir) throws Exception {
    String yaml =
        """
        http: nowhere
        sources:
          ptp:
          - {interface: no-such-interface, domain: 128}
        """;
    Path file = Files.writeString(dir.resolve("wrong.yaml"), yaml);
    CommandRun result = CommandRun.of("run", "-c", file.toString());
    assertEquals(2, result.code());
    List<String> lines = result.err().lines().toList();
    assertEquals(3, lines.size(), result.err());
    assertTrue(lines.get(0).startsWith(file + ":1: http: found \"nowhere\""), result.err());
    assertTrue(lines.get(1).startsWith(file + ":4: sources.ptp[0].domain: found \"128\""));
    assertTrue(
        lines
            .get(2)
            .startsWith(
                file
                    + ":4: sources.ptp[0].interface: found \"no-such-interface\", allowed: an"
                    + " interface of this host: "),
        result.err());
  }

  @Test
  void aPortInUseIsOneWithALineThatNamesIt(@TempDir Path dir) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket http = new ServerSocket(0, 1, loopback);
        DatagramSocket ntp = new DatagramSocket(0, loopback)) {
      String yaml =
          """
          http: %s
          sources: {ptp: [{interface: "127.0.0.1", eventPort: %d, generalPort: %d}]}
          serve: {ntp: {listen: %s}}
          """;
      int[] free = freePorts();
      String httpAddress = "127.0.0.1:" + http.getLocalPort();
      String ntpAddress = "127.0.0.1:" + ntp.getLocalPort();
      Path a =
          Files.writeString(
              dir.resolve("a.yaml"), yaml.formatted(httpAddress, free[0], free[1], "[]"));
      CommandRun result = CommandRun.of("run", "-c", a.toString());
      assertEquals(1, result.code());
      assertEquals(
          "timebridge: http: cannot listen on " + httpAddress + ": Address already in use",
          lastLine(result.err()));
      Path b =
          Files.writeString(
              dir.resolve("b.yaml"),
              yaml.formatted("off", free[0], free[1], "[\"" + ntpAddress + "\"]"));
      result = CommandRun.of("run", "-c", b.toString());
      assertEquals(1, result.code());
      String line = lastLine(result.err());
      assertTrue(line.startsWith("timebridge: serve.ntp: "), line);
      assertTrue(line.contains(Integer.toString(ntp.getLocalPort())), line);
    }
  }

  private static int[] freePorts() throws Exception {
    try (DatagramSocket one = new DatagramSocket();
        DatagramSocket two = new DatagramSocket()) {
      return new int[] {one.getLocalPort(), two.getLocalPort()};
    }
  }

  private static String lastLine(String text) {
    List<String> lines = text.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({"false, '[: not HOST, HOST:PORT or [ADDRESS]:PORT'", "true, '\"error\"'"})
  void aQueryWithoutAnAnswerIsOne(boolean json, String told) {
    CommandRun result = json ? CommandRun.of("query", "--json", "[") : CommandRun.of("query", "[");
    assertEquals(1, result.code());
    assertTrue(result.out().contains(told), result.out());
  }

  /** Nothing tells the socket that nobody listens there: the requests time out. */
  @Test
  void aQueryOfAClosedPortIsOne() throws Exception {
    int port = freePorts()[0];
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new QueryCommand(20_000_000))
            .setErr(new PrintWriter(err))
            .execute("--json", "127.0.0.1:" + port);
    assertEquals(1, code);
    assertEquals("", err.toString());
  }

  private static final String SHORT =
      """
      duration: 60s
      settle: 30s
      nodes: [{name: gm, role: ptp-grandmaster}, {name: f, role: ptp-follower}]
      """;

  @Test
  void aScenarioIsRunAndDrawn(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("short.yaml"), SHORT);
    Path plot = dir.resolve("plot.png");
    CommandRun table =
        CommandRun.of("simulate", file.toString(), "--seed", "3", "--plot", plot.toString());
    assertEquals(0, table.code(), table.err());
    assertTrue(table.out().startsWith(file + ", seed 3, 60 s, "), table.out());
    assertTrue(table.out().contains("\nf  "), table.out());
    assertEquals('P', Files.readAllBytes(plot)[1]);
    CommandRun json = CommandRun.of("simulate", file.toString(), "--seed", "3", "--json");
    JsonNode node = new ObjectMapper().readTree(json.out()).get("nodes").get(0);
    assertEquals("f", node.get("name").asText());
    assertTrue(node.get("rmsNanos").isNumber() && node.get("maxNanos").isNumber(), json.out());
    assertEquals(lastLine(table.out()), "trace " + field(json, "traceSha256"));
    assertEquals("", json.err());
  }

  private static String field(CommandRun json, String name) throws Exception {
    return new ObjectMapper().readTree(json.out()).get(name).asText();
  }

  @Test
  void aPlotThatCannotBeWrittenIsOne(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("short.yaml"), SHORT);
    Path plot = dir.resolve("none").resolve("plot.png");
    CommandRun result = CommandRun.of("simulate", file.toString(), "--plot", plot.toString());
    assertEquals(1, result.code());
    assertEquals("timebridge: cannot write the plot " + plot, result.err().strip());
  }

  @Test
  void aNetworkIsDrawnFromTheSeed() throws Exception {
    CommandRun result = CommandRun.of("simulate", "random", "--seed", "4", "--json");
    assertEquals(0, result.code(), result.err());
    assertEquals("random 4", field(result, "scenario"));
  }

  @Test
  void theScenariosThatShipAreListed() {
    CommandRun result = CommandRun.of("simulate", "--list");
    assertEquals(0, result.code());
    for (String name :
        List.of("quiet", "lan", "congested", "ntp-lan-16", "ntp-lan-64", "ntp-wan-16")) {
      assertTrue(result.out().lines().anyMatch(line -> line.startsWith(name + "  ")), name);
    }
  }

  @Test
  void aScenarioThatIsWrongIsTwoWithLineAndKey(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("wrong.yaml"), SHORT.replace("60s", "5s"));
    CommandRun result = CommandRun.of("simulate", file.toString());
    assertEquals(2, result.code());
    assertTrue(result.err().startsWith(file + ":1: duration: found \"5s\", allowed: "));
    CommandRun none = CommandRun.of("simulate", dir.resolve("none.yaml").toString());
    assertEquals(2, none.code());
    assertTrue(none.err().contains("found no such file"), none.err());
  }

  /** Fails in a way that nobody thought of. */
  @Command(name = "fail")
  private static final class Fail implements Callable<Integer> {
    private final Exception how;

    Fail(Exception how) {
      this.how = how;
    }

    @Override
    public Integer call() throws Exception {
      throw how;
    }
  }

  private static String explained(Exception how) {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new Fail(how))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((e, command, parsed) -> Main.explain(e, command))
            .execute();
    assertEquals(1, code);
    return err.toString().strip();
  }

  @Test
  void aFailureIsOneLine() {
    assertEquals("timebridge: no luck", explained(new BridgeException("no luck")));
    assertEquals(
        "timebridge: unexpected: java.lang.IllegalStateException: a b",
        explained(new IllegalStateException("a\nb")));
  }
}
