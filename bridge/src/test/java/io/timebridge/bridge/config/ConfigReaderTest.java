package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.clock.LeapSmear;
import io.timebridge.clock.Timescale;
import io.timebridge.ntp.RateLimit;
import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files: what they are read into, and what is said of those that are wrong. */
class ConfigReaderTest {
  private static final String MINIMAL = "sources: {ptp: [{interface: eth1}]}\n";

  static List<String> errors(String yaml) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> ConfigReader.parse("bridge.yaml", yaml));
    return e.errors().stream().map(ConfigError::toString).toList();
  }

  private static BridgeConfig parse(String yaml) throws ConfigException {
    return ConfigReader.parse("bridge.yaml", yaml);
  }

  private static InetSocketAddress address(String host, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  @Test
  void readsTheDocumentedExample() throws Exception {
    BridgeConfig config = ConfigReader.read(Path.of("../docs/timebridge.yaml"));
    assertEquals(address("127.0.0.1", 8319), config.http());
    assertEquals(
        new ClockConfig(3_600_000_000_000L, 500, 10_000_000, "auto", Timestamps.AUTO, null, null),
        config.clock());
    assertEquals(new PolicyConfig(1, List.of("audio"), List.of()), config.policy());
    assertEquals(
        List.of(
            new PtpSourceConfig(
                "audio", PtpEntry.of("eth1", PtpPortConfig.of(PtpProfile.AES67)), null)),
        config.sources().ptp());
    assertEquals(
        new NtpServeConfig(
            List.of(address("0.0.0.0", 123), address("::1", 123)),
            List.of(
                new Subnet(InetAddress.getByName("192.0.2.0"), 24),
                new Subnet(InetAddress.getByName("2001:db8::"), 32)),
            List.of(),
            null,
            null,
            false,
            true,
            null,
            null,
            1),
        config.serve().ntp());
  }

  @Test
  void defaultsHoldForWhatIsLeftOut() throws Exception {
    BridgeConfig config = parse(MINIMAL);
    assertEquals(address("127.0.0.1", 8319), config.http());
    assertEquals(
        new ClockConfig(3_600_000_000_000L, 500, 10_000_000, "auto", Timestamps.AUTO, null, null),
        config.clock());
    assertEquals(new PolicyConfig(1, List.of(), List.of()), config.policy());
    assertEquals(
        List.of(
            new PtpSourceConfig(
                "ptp0", PtpEntry.of("eth1", PtpPortConfig.of(PtpProfile.DEFAULT_E2E)), null)),
        config.sources().ptp());
    assertNull(config.serve().ntp());
  }

  @Test
  void ntpPolicyIsRead() throws Exception {
    NtpServeConfig ntp =
        Objects.requireNonNull(
            parse(
                    MINIMAL
                        + "serve: {ntp: {allow: [192.0.2.0/24], deny: [192.0.2.7], keys: k,"
                        + " cryptoNak: true, interleaved: false, leapSmear: cosine,"
                        + " rateLimit: {interval: 1s, burst: 16, leak: 4, kod: 0}}}")
                .serve()
                .ntp());
    assertEquals(List.of(new Subnet(InetAddress.getByName("192.0.2.7"), 32)), ntp.deny());
    assertEquals(Path.of("k"), ntp.keys());
    assertTrue(ntp.cryptoNak());
    assertFalse(ntp.interleaved());
    assertEquals(LeapSmear.Shape.COSINE, ntp.leapSmear());
    assertEquals(new RateLimit(1_000_000_000, 16, 4, 0), ntp.rateLimit());
    NtpServeConfig usual =
        Objects.requireNonNull(parse(MINIMAL + "serve: {ntp: {rateLimit: {}}}").serve().ntp());
    assertEquals(new RateLimit(8_000_000_000L, 8, 2, 3), usual.rateLimit());
  }

  @Test
  void keyFilesAreReadAtTheStart(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys");
    Files.writeString(keys, "1 SHA1 HEX:00\n2 SHA1 HEX:0\n");
    Path config = folder.resolve("c.yaml");
    Files.writeString(config, MINIMAL + "serve:\n  ntp: {keys: '" + keys + "'}\n");
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigReader.read(config, HOST));
    ConfigError error = e.errors().get(0);
    assertEquals("serve.ntp.keys", error.path());
    assertTrue(
        error.found().contains(keys + ":2: found a key that is not hexadecimal"), error::found);
    Files.delete(keys);
    e = assertThrows(ConfigException.class, () -> ConfigReader.read(config, HOST));
    assertTrue(e.errors().get(0).found().startsWith("a file that cannot be read"), e::getMessage);
    Files.writeString(keys, "1 SHA1 HEX:00\n");
    assertEquals(
        keys, Objects.requireNonNull(ConfigReader.read(config, HOST).serve().ntp()).keys());
  }

  @Test
  void ntpIsServedToTheOwnSubnetsByDefault() throws Exception {
    assertEquals(
        new NtpServeConfig(
            List.of(address("0.0.0.0", 123)),
            null,
            List.of(),
            null,
            null,
            false,
            true,
            null,
            null,
            1),
        parse(MINIMAL + "serve: {ntp: {}}").serve().ntp());
    assertEquals(
        new NtpServeConfig(
            List.of(address("0.0.0.0", 123)),
            List.of(),
            List.of(),
            null,
            null,
            false,
            true,
            null,
            null,
            1),
        parse(MINIMAL + "serve: {ntp: {allow: []}}").serve().ntp());
    assertNull(parse(MINIMAL + "serve: {ntp: {listen: []}}").serve().ntp());
  }

  @Test
  void ntpServersAreRead() throws Exception {
    String yaml =
        """
        sources:
          ntp:
            - {server: 192.0.2.10}
            - {name: pool, server: ntp.example.org, port: 1123, iburst: false, minpoll: 8}
            - {server: "2001:db8::7", minpoll: 0, maxpoll: 3, noselect: true}
        """;
    assertEquals(
        List.of(
            ntp("ntp0", "192.0.2.10", 123, true, 4, 6, false),
            ntp("pool", "ntp.example.org", 1123, false, 8, 8, false),
            ntp("ntp2", "2001:db8::7", 123, true, 0, 3, true)),
        parse(yaml).sources().ntp());
    assertEquals(List.of(), parse(yaml).sources().ptp());
  }

  private static NtpSourceConfig ntp(
      String name,
      String server,
      int port,
      boolean iburst,
      int minpoll,
      int maxpoll,
      boolean noselect) {
    return new NtpSourceConfig(
        name, server, port, iburst, minpoll, maxpoll, noselect, name, false, 0, null);
  }

  @Test
  void poolBecomesItsServersAlsoInThePolicy() throws Exception {
    BridgeConfig config =
        parse(
            "sources: {ntp: [{server: a}, {name: p, server: b, pool: 2, interleaved: true}]}\n"
                + "policy: {require: 3, prefer: [p, ntp0], trust: [p.2]}");
    assertEquals(
        List.of("ntp0", "p.1", "p.2"),
        config.sources().ntp().stream().map(NtpSourceConfig::name).toList());
    NtpSourceConfig last = config.sources().ntp().get(2);
    assertTrue(last.isOfPool() && last.interleaved());
    assertEquals("p", last.pool());
    assertFalse(config.sources().ntp().get(0).isOfPool());
    assertEquals(List.of("p.1", "p.2", "ntp0"), config.policy().prefer());
    assertEquals(List.of("p.2"), config.policy().trust());
    assertEquals(
        List.of(
            "bridge.yaml:1: sources.ntp[1].name: found \"p.1\", allowed: a name of its own",
            "bridge.yaml:2: policy.require: found \"5\", allowed: at most the number of sources,"
                + " 3"),
        errors(
            "sources: {ntp: [{name: p, server: b, pool: 2}, {name: p.1, server: c}]}\n"
                + "policy: {require: 5}"));
  }

  @Test
  void keyOfAServerIsInAFile(@TempDir Path folder) throws Exception {
    Path own = Files.writeString(folder.resolve("own"), "7 SHA1 ASCII:secret\n");
    Path served = Files.writeString(folder.resolve("served"), "9 MD5 ASCII:secret\n");
    String serve = "serve: {ntp: {keys: '" + served + "'}}\n";
    Path config = folder.resolve("bridge.yaml");
    Files.writeString(
        config,
        "sources: {ntp: [{server: a, key: 7, keys: '%s'}, {server: b, key: 9}, {server: c}]}\n"
                .formatted(own)
            + serve);
    List<NtpSourceConfig> ntp = ConfigReader.read(config, HOST).sources().ntp();
    assertEquals(List.of(7, 9, 0), ntp.stream().map(NtpSourceConfig::key).toList());
    assertEquals(own, ntp.get(0).keys());
    assertEquals(served, ntp.get(1).keys());
    assertNull(ntp.get(2).keys());
    Files.writeString(
        config,
        "sources:\n  ntp:\n  - {server: a, key: 9, keys: '%s'}\n  - {server: b, key: 7}\n"
                .formatted(own)
            + serve);
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> ConfigReader.read(config, HOST));
    assertEquals(
        List.of(
            config
                + ":3: sources.ntp[0].key: found key 9, which "
                + own
                + " lacks, allowed: keys"
                + " [7]",
            config
                + ":4: sources.ntp[1].key: found key 7, which "
                + served
                + " lacks, allowed:"
                + " keys [9]"),
        wrong.errors().stream().map(ConfigError::toString).toList());
    assertEquals(
        List.of(
            "bridge.yaml:1: sources.ntp[0].key: found key 7 and no file that has it, allowed: a key"
                + " of the file that keys of this entry or serve.ntp.keys names"),
        errors("sources: {ntp: [{server: a, key: 7}]}"));
  }

  @Test
  void ntpServersMustMakeSenseTogether() {
    assertEquals(
        List.of(
            "bridge.yaml:3: sources.ntp[0].maxpoll: found \"5\", allowed: at least minpoll, 6",
            "bridge.yaml:4: sources.ntp[1].server: found a server a second time, allowed: each"
                + " server once"),
        errors(
            """
            sources:
              ntp:
              - {server: a.example, minpoll: 6, maxpoll: 5}
              - {server: A.example}
              - {server: a.example, port: 124}
            """));
  }

  @Test
  void serverThatIsOnlyWatchedIsNoSourceToFollow() {
    assertEquals(
        List.of("bridge.yaml:2: sources: found no source to follow, allowed: at least one"),
        errors("sources:\n  ntp: [{server: a, noselect: true}]\n"));
    assertEquals(
        List.of(
            "bridge.yaml:2: policy.require: found \"2\", allowed: at most the number of sources,"
                + " 1"),
        errors("sources: {ntp: [{server: a}, {server: b, noselect: true}]}\npolicy: {require: 2}"));
  }

  @Test
  void aBoundaryClocksPortsBelongToOnePtpSourceAndAgree() throws Exception {
    assertEquals(
        List.of(
            "bridge.yaml:7: serve.ptp[0].boundaryOf: found \"ntp0\", allowed: a, b",
            "bridge.yaml:8: serve.ptp[1].boundaryOf: found domain 0, behind a source of domain 127,"
                + " allowed: the source's domain",
            "bridge.yaml:9: serve.ptp[2].clockIdentity: found an identity of one port, allowed: the"
                + " `clockIdentity` of the source a",
            "bridge.yaml:10: serve.ptp[3].priority1: found \"5\", allowed: 128, as the first port"
                + " of a has it"),
        errors(
            """
            sources:
              ptp:
              - {name: a, interface: eth0}
              - {name: b, interface: eth0, profile: st2059-2}
              ntp: [{server: x.example}]
            serve: {ptp: [
              {interface: eth1, boundaryOf: ntp0},
              {interface: eth2, boundaryOf: b},
              {interface: eth3, boundaryOf: a, clockIdentity: 001122.fffe.334455},
              {interface: eth4, boundaryOf: a, priority1: 5},
              {interface: eth5, boundaryOf: a, priority1: 128}]}
            """));
    assertEquals(
        "a",
        parse(
                """
                sources: {ptp: [{name: a, interface: eth0}]}
                serve: {ptp: [{interface: eth1, boundaryOf: a}]}
                """)
            .serve()
            .ptp()
            .get(0)
            .boundaryOf());
  }

  @Test
  void whoMeasuresThePeerDelayAsksNoLeader() {
    String allowed =
        "found a leader that is asked, beside the peer delay, allowed: only `delayMechanism: E2E`"
            + " or `none` with it";
    assertEquals(
        List.of(
            "bridge.yaml:3: sources.ptp[0].hybridE2E: " + allowed,
            "bridge.yaml:4: sources.ptp[1].unicastMasters[0]: " + allowed),
        errors(
            """
            sources:
              ptp:
              - {name: a, interface: eth0, profile: default-p2p, hybridE2E: true}
              - {name: b, interface: eth1, delayMechanism: auto, unicastMasters: [192.0.2.1]}
              - {name: c, interface: eth2, delayMechanism: P2P, hybridE2E: false}
            """));
  }

  @Test
  void everyPtpOverrideIsRead() throws Exception {
    PtpSourceConfig source =
        parse(
                """
                http: off
                sources:
                  ptp:
                  - name: a.1
                    interface: 00:11:22:33:44:55
                    domain: 127
                    timescale: arbitrary
                    logSyncInterval: -1
                    logAnnounceInterval: 2
                    logMinDelayReqInterval: +2
                    announceReceiptTimeout: 4
                    delayMechanism: none
                    networkProtocol: UDPv6
                    udp6Scope: 5
                    eventPort: 10319
                    generalPort: 10320
                    delayAsymmetry: -3us
                    ingressLatency: 1.5us
                    egressLatency: 0s
                    clockIdentity: 001122.fffe.334455
                    ttl: 16
                    dscp: 45
                    managementGet: [10.0.0.0/8]
                    managementSet: [10.1.2.3, "fe80::/10"]
                """)
            .sources()
            .ptp()
            .get(0);
    assertEquals(
        new PtpSourceConfig(
            "a.1",
            new PtpEntry(
                "00:11:22:33:44:55",
                PtpPortConfig.builder(
                        PtpProfile.DEFAULT_E2E
                            .withDomain(127)
                            .withIntervals(2, -1, 2)
                            .withAnnounceReceiptTimeout(4)
                            .withDelay(DelayMechanism.NONE, 0)
                            .withSending(45, 16))
                    .network(NetworkProtocol.UDP_IPV6, 5)
                    .ports(10319, 10320)
                    .delayAsymmetryNanos(-3000)
                    .latenciesNanos(1500, 0)
                    .build(),
                0x001122fffe334455L,
                List.of(new Subnet(InetAddress.getByName("10.0.0.0"), 8)),
                List.of(
                    new Subnet(InetAddress.getByName("10.1.2.3"), 32),
                    new Subnet(InetAddress.getByName("fe80::"), 10))),
            Timescale.ARBITRARY),
        source);
  }

  @Test
  void whatAsksForNothingIsAccepted() throws Exception {
    parse(
        """
        http: "off"
        clock: {timestamps: user}
        sources: {ptp: [{interface: eth1}], ntp: [], gpsd: [], system: {enabled: False}}
        serve: {ptp: [], ntp: {localStratum: off}}
        """);
  }

  @Test
  void anchorsAndAliasesWork() throws Exception {
    BridgeConfig config =
        parse(
            """
            sources:
              ptp:
              - &one {interface: eth1, domain: &d 5}
              - *one
              - {interface: eth2, domain: *d}
            """);
    assertEquals(
        List.of("ptp0", "ptp1", "ptp2"),
        config.sources().ptp().stream().map(PtpSourceConfig::name).toList());
    assertEquals(5, config.sources().ptp().get(2).entry().domain());
  }

  @Test
  void everyErrorIsToldInTheOrderOfLines() {
    assertEquals(
        List.of(
            "bridge.yaml:1: http: found \"8319\", allowed: ADDRESS:PORT with PORT 1 to 65535"
                + " (IPv6 as [ADDRESS]:PORT), or off",
            "bridge.yaml:2: clock.holdovr: found an unknown key (did you mean holdover?), allowed:"
                + " holdover, maxSlewPpm, stepThreshold, localClock, timestamps, leapSecondsFile,"
                + " historyFile, historyFileSize, historyFiles",
            "bridge.yaml:3: policy.require: found \"3\", allowed: at most the number of sources, 2",
            "bridge.yaml:3: policy.prefer[1]: found \"vidoe\", allowed: audio, ptp1",
            "bridge.yaml:7: sources.ptp[1].interface: found nothing, allowed: a network"
                + " interface's name, MAC or address",
            "bridge.yaml:9: serve.ntp.listen[0]: found \"0.0.0.0:99999\", allowed: ADDRESS:PORT"
                + " with PORT 1 to 65535 (IPv6 as [ADDRESS]:PORT)"),
        errors(
            """
            http: 8319
            clock: {holdovr: 1h}
            policy: {require: 3, prefer: [audio, vidoe]}
            sources:
              ptp:
              - {name: audio, interface: eth1}
              - {domain: 1}
            serve:
              ntp: {listen: ["0.0.0.0:99999"]}
            """));
  }

  @Test
  void aReceiverIsFollowedOnce() {
    assertEquals(
        List.of(
            "bridge.yaml:4: sources.gpsd[1]: found gpsd at localhost port 2947 a second time,"
                + " allowed: each gpsd once, or each device of it once",
            "bridge.yaml:6: sources.gpsd[3]: found gpsd at a.example port 2947 a second time,"
                + " allowed: each gpsd once, or each device of it once"),
        errors(
            """
            sources:
              gpsd:
              - {host: localhost}
              - {name: again, device: /dev/ttyS0}
              - {host: a.example, device: /dev/ttyS0}
              - {host: a.example, device: /dev/ttyS0}
              - {host: a.example, device: /dev/ttyS1}
              - {host: a.example, port: 2948}
            """));
  }

  @Test
  void duplicatesAreErrors() {
    assertEquals(
        List.of(
            "bridge.yaml:2: http: found the key a second time, allowed: each key once",
            "bridge.yaml:6: sources.ptp[1].name: found \"a\", allowed: a name of its own",
            "bridge.yaml:8: sources.ptp[3].name: found \"ptp3\", allowed: a name of its own",
            "bridge.yaml:9: serve.ntp.listen[1]: found an address a second time, allowed: each"
                + " address once"),
        errors(
            """
            http: off
            http: off
            sources:
              ptp:
              - {interface: eth1, name: a}
              - {interface: eth1, name: a}
              - {interface: eth1, name: ptp3}
              - {interface: eth1}
            serve: {ntp: {listen: ["127.0.0.1:123", "127.0.0.1:123"]}}
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: [off]|1: http: found a list",
        "clock: 5|1: clock: found \"5\", allowed: a map of holdover, maxSlewPpm",
        "clock:|1: clock: found nothing, allowed: a map of",
        "sources: {ptp: {interface: eth1}}|1: sources.ptp: found a map, allowed: a list ([] for",
        "sources: {ptp: [eth1]}|1: sources.ptp[0]: found \"eth1\", allowed: a map of name",
        "policy: {prefer: audio}|1: policy.prefer: found \"audio\", allowed: a list",
        "policy: {require: }|1: policy.require: found nothing, allowed: a whole number from 1",
        "policy: {require: !!int 1, trust: !x []}|1: policy.trust: found a value with the tag",
        "{[a]: b}|1: found a list as a key, allowed: http, clock",
        "'[]'|1: found a list, allowed: a map of http",
        "---|1: found nothing, allowed: a map of",
        "{}|1: sources: found no source to follow, allowed: at least one",
        "''|1: found an empty document, allowed: a map of",
        "'# only words'|1: found an empty document, allowed: a map of",
        "<<: {http: off}|1: <<: found an unknown key, allowed: http",
        "zzzzzz: 1|1: zzzzzz: found an unknown key, allowed: http, clock, policy, sources, serve",
      })
  void wrongShapesAreTold(String yaml, String expected) {
    String message = String.join("\n", errors(yaml));
    assertTrue(message.contains("bridge.yaml:" + expected), message);
  }

  @ParameterizedTest
  @CsvSource({
    "'http: off\nclock: [1,\nserve: {', 3",
    "'http: off\nclock:\n\t- x', 3",
    "'http: off\n\nclock: *none', 3",
    "'http: off\n---\nhttp: off', 2",
    "'http: off\nclock: \u0001', 2",
    "'http: off\nclock: !%20 x', 2",
    "'\n%YAML x\n---\nhttp: off', 2",
  })
  void syntaxErrorsNameTheirLine(String yaml, int line) {
    List<String> errors = errors(yaml);
    assertEquals(1, errors.size());
    assertTrue(errors.get(0).startsWith("bridge.yaml:" + line + ": found "), errors.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "- ", "? ", "{a: "})
  void aDeepNestingIsRefused(String opening) {
    List<String> errors = errors(opening.repeat(20_000));
    assertEquals(
        List.of("bridge.yaml:1: found a YAML error (nested deeper than 32), allowed: YAML 1.2"),
        errors);
  }

  @Test
  void aliasBombsAreRefused() {
    String bomb = "\na: &a [x]\nb: [" + "*a, ".repeat(100) + "]\n";
    assertTrue(
        errors(bomb).get(0).startsWith("bridge.yaml:3: found a YAML error (Number of alias"));
    assertTrue(errors("sources: &s {ptp: [*s]}").get(0).contains("sources.ptp[0]"));
  }

  @Test
  void longTextsAreShortened() {
    List<String> errors = errors("clock: {holdover: \"" + "9".repeat(100_000) + "\\n\"}");
    assertTrue(errors.get(0).length() < 250, errors.get(0));
    assertEquals(
        List.of("bridge.yaml: found a larger file, allowed: at most 256 KiB"),
        errors("#".repeat(300_000)));
  }

  @Test
  void filesThatCannotBeReadAreErrors(@TempDir Path dir) throws Exception {
    assertEquals("found no such file, allowed: a readable YAML file", fileError(dir.resolve("no")));
    assertTrue(fileError(dir).startsWith("found a file that cannot be read ("));
    Path latin =
        Files.write(dir.resolve("latin"), "a: 1\nb: é".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("2: found bytes that are not UTF-8, allowed: text in UTF-8", fileError(latin));
    Path big = Files.write(dir.resolve("big"), new byte[300_000]);
    assertEquals("found a larger file, allowed: at most 256 KiB", fileError(big));
    Path bom = Files.writeString(dir.resolve("bom"), "\uFEFF" + MINIMAL);
    assertEquals("eth1", ConfigReader.read(bom).sources().ptp().get(0).entry().interfaceName());
  }

  private static final HostInterfaces HOST =
      new HostInterfaces() {
        @Override
        public boolean exists(String called) {
          return called.equals("eth1") || called.equals("192.0.2.7");
        }

        @Override
        public List<String> names() {
          return List.of("eth1", "lo");
        }
      };

  @Test
  void anInterfaceThatTheHostDoesNotHaveIsAnError(@TempDir Path dir) throws Exception {
    String yaml =
        """
        http: off
        sources:
          ptp:
          - {interface: eth1}
          - interface: eth9
          - {interface: 192.0.2.7}
          - {interface: "/"}
        """;
    Path file = Files.writeString(dir.resolve("bridge.yaml"), yaml);
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigReader.read(file, HOST));
    assertEquals(2, e.errors().size(), e::getMessage);
    assertEquals(
        file
            + ":5: sources.ptp[1].interface: found \"eth9\", allowed: an interface of this host:"
            + " eth1, lo",
        e.errors().get(0).toString());
    assertEquals("sources.ptp[3].interface", e.errors().get(1).path());
  }

  @Test
  void interfacesAreCheckedForAGivenHostOnly(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("b.yaml"), "sources: {ptp: [{interface: eth9}]}");
    assertEquals("eth9", ConfigReader.read(file).sources().ptp().get(0).entry().interfaceName());
    Path good = Files.writeString(dir.resolve("g.yaml"), MINIMAL);
    assertEquals(
        "eth1", ConfigReader.read(good, HOST).sources().ptp().get(0).entry().interfaceName());
  }

  @Test
  void aLeapSecondsFileThatIsNoneIsAnError(@TempDir Path dir) throws Exception {
    Path leaps = dir.resolve("leap-seconds.list");
    String yaml = MINIMAL + "clock:\n  leapSecondsFile: '" + leaps + "'\n";
    Path file = Files.writeString(dir.resolve("b.yaml"), yaml);
    assertEquals(leaps, ConfigReader.read(file).clock().leapSecondsFile());
    Files.writeString(
        leaps,
        """
        #$ 3991852800
        #@ 4291401600
        3692217600 37
        4102444800 38
        #h e15b57a0 4bdbd3e9 0f776c6a 93c291f4 01deaeaf
        """);
    assertEquals(leaps, ConfigReader.read(file, HOST).clock().leapSecondsFile());
    Files.writeString(leaps, "#$ 3991852800\n3692217600 thirty-seven\n");
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigReader.read(file, HOST));
    assertEquals(
        file
            + ":"
            + (MINIMAL.lines().count() + 2)
            + ": clock.leapSecondsFile: found a file that is not ("
            + leaps
            + ":2: \"thirty-seven\" is not a whole number of seconds, TAI − UTC), allowed: a"
            + " leap-seconds.list, whole and unchanged",
        e.errors().get(0).toString());
  }

  @Test
  void trustNamesSources() throws Exception {
    assertEquals(List.of("ptp0"), parse(MINIMAL + "policy: {trust: [ptp0]}").policy().trust());
    assertEquals(
        List.of("bridge.yaml:2: policy.trust[0]: found \"ptp7\", allowed: ptp0"),
        errors(MINIMAL + "policy: {trust: [ptp7]}"));
  }

  private static String fileError(Path file) {
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigReader.read(file));
    assertEquals(1, e.errors().size());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file + ":"), message);
    return message.substring(file.toString().length() + 1).strip();
  }
}
