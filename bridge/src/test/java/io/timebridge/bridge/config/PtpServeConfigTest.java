package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.timebridge.ptp.NetworkProtocol;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.UnicastClient;
import io.timebridge.ptp.UnicastService;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve.ptp}: what is read, and what is refused. */
class PtpServeConfigTest {
  private static final String SOURCE = "sources: {ptp: [{interface: eth1, domain: 3}]}\n";

  private static List<PtpServeConfig> served(String entries) throws ConfigException {
    return ConfigReader.parse("b", SOURCE + "serve: {ptp: [" + entries + "]}").serve().ptp();
  }

  private static List<String> errors(String entries) {
    return assertThrows(ConfigException.class, () -> served(entries)).errors().stream()
        .map(ConfigError::toString)
        .toList();
  }

  @Test
  void defaultsHoldForWhatIsLeftOut() throws Exception {
    assertEquals(
        List.of(
            new PtpServeConfig(
                PtpEntry.of("eth2", PtpPortConfig.of(PtpProfile.DEFAULT_E2E)), 128, 128)),
        served("{interface: eth2}"));
    assertEquals(List.of(), ConfigReader.parse("b", SOURCE).serve().ptp());
  }

  @Test
  void everyKeyIsRead() throws Exception {
    String yaml =
        """
        {interface: eth2, domain: 5, profile: aes67, priority1: 0, priority2: 255,
         logSyncInterval: -4, logAnnounceInterval: 0, logMinDelayReqInterval: 2,
         announceReceiptTimeout: 4, delayMechanism: E2E, networkProtocol: UDPv6, udp6Scope: 2,
         eventPort: 10319, generalPort: 10320,
         delayAsymmetry: 1us, ingressLatency: 2us, egressLatency: 3us,
         clockIdentity: 001122.fffe.334455, ttl: 2, dscp: 0, managementGet: [],
         managementSet: [192.0.2.7]}
        """;
    assertEquals(
        List.of(
            new PtpServeConfig(
                new PtpEntry(
                    "eth2",
                    PtpPortConfig.builder(
                            PtpProfile.AES67
                                .withDomain(5)
                                .withIntervals(0, -4, 2)
                                .withAnnounceReceiptTimeout(4)
                                .withSending(0, 2))
                        .network(NetworkProtocol.UDP_IPV6, 2)
                        .ports(10319, 10320)
                        .delayAsymmetryNanos(1000)
                        .latenciesNanos(2000, 3000)
                        .build(),
                    0x001122fffe334455L,
                    List.of(),
                    List.of(new Subnet(InetAddress.getByName("192.0.2.7"), 32))),
                0,
                255)),
        served(yaml));
  }

  @Test
  void unicastIsGrantedWithinLimits() throws Exception {
    String yaml =
        """
        {interface: eth2, unicastFollowers: 100, unicastFollowersPerAddress: 3,
         unicastMessagesPerSecond: 5000, unicastMaxDuration: 1m, hybridE2E: false,
         multicast: false, unicastAllow: [192.0.2.0/24]}
        """;
    assertEquals(
        List.of(
            new PtpServeConfig(
                PtpEntry.of(
                    "eth2",
                    PtpPortConfig.builder(PtpProfile.DEFAULT_E2E)
                        .unicastService(new UnicastService(100, 3, 5000, 60))
                        .unicastDelayResp(false)
                        .multicast(false)
                        .build()),
                128,
                128,
                null,
                new FrameRate(25, 1),
                ZoneId.of("UTC"),
                List.of(new Subnet(InetAddress.getByName("192.0.2.0"), 24)))),
        served(yaml));
    assertEquals(
        new UnicastService(7, 16, 65_536, 300),
        served("{interface: eth2, unicastFollowers: 7}").get(0).entry().port().unicastService());
  }

  @Test
  void unicastMastersAreAskedAsTheConfigSays() throws Exception {
    assertEquals(
        PtpPortConfig.builder(PtpProfile.DEFAULT_E2E)
            .unicastClient(
                new UnicastClient(
                    List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("192.0.2.2")),
                    60,
                    2))
            .build(),
        followed(
            "unicastMasters: [192.0.2.1, 192.0.2.2], unicastDuration: 60s,"
                + " logUnicastRequestInterval: 2"));
    assertEquals(
        PtpPortConfig.builder(PtpProfile.DEFAULT_E2E).hybridE2e(true).build(),
        followed("unicastMasters: [], hybridE2E: true"));
  }

  private static PtpPortConfig followed(String keys) throws ConfigException {
    return ConfigReader.parse("b", "sources: {ptp: [{interface: eth1, " + keys + "}]}")
        .sources()
        .ptp()
        .get(0)
        .entry()
        .port();
  }

  @Test
  void unicastMastersAreHostsOfTheirProtocolEachOnce() {
    String path = "b:1: sources.ptp[0].unicastMasters";
    assertEquals(
        List.of(
            path + "[1]: found \"2001:db8:0:0:0:0:0:1\", allowed: an IPv4 address over UDPv4",
            path + "[2]: found an address a second time, allowed: each address once",
            path + "[3]: found \"224.0.1.129\", allowed: a host's address"),
        mastersErrors("192.0.2.1, \"2001:db8::1\", 192.0.2.1, 224.0.1.129"));
    String many =
        IntStream.range(0, 33).mapToObj(i -> "192.0.2." + i).collect(Collectors.joining(", "));
    assertEquals(List.of(path + "[32]: found one more, allowed: at most 32"), mastersErrors(many));
  }

  private static List<String> mastersErrors(String masters) {
    return assertThrows(ConfigException.class, () -> followed("unicastMasters: [" + masters + "]"))
        .errors()
        .stream()
        .map(ConfigError::toString)
        .toList();
  }

  @Test
  void aDomainIsFollowedOrLedAndLedOnce() throws Exception {
    assertEquals(
        List.of(
            "b:2: serve.ptp[0].domain: found domain 3 of interface eth1 a second time, allowed: a"
                + " domain either followed or led, once"),
        errors("{interface: eth1, domain: 3}"));
    assertEquals(
        List.of(
            "b:2: serve.ptp[1].interface: found domain 0 of interface eth2 a second time, allowed:"
                + " a domain either followed or led, once"),
        errors("{interface: eth2}, {interface: eth2}"));
    // Another domain, another interface, other ports, another protocol: other networks.
    assertEquals(
        5,
        served(
                "{interface: eth1}, {interface: eth2, domain: 3}, {interface: eth2, domain: 4},"
                    + " {interface: eth1, domain: 3, eventPort: 1319, generalPort: 1320},"
                    + " {interface: eth1, domain: 3, networkProtocol: UDPv6}")
            .size());
  }

  @Test
  void aProfileBringsItsNumbersAndLimits() throws Exception {
    assertEquals(
        PtpPortConfig.of(PtpProfile.ST2059_2),
        served("{interface: eth2, profile: st2059-2}").get(0).entry().port());
    assertEquals(
        List.of(
            "b:2: serve.ptp[0].logSyncInterval: found \"-3\", allowed: -1 to 1 in the profile"
                + " default-e2e"),
        errors("{interface: eth2, profile: default-e2e, logSyncInterval: -3}"));
    assertEquals(
        List.of(
            "b:2: serve.ptp[0].logAnnounceInterval: found \"-2\", allowed: 0 to 1 in the profile"
                + " aes-r16",
            "b:2: serve.ptp[0].logMinDelayReqInterval: found \"5\", allowed: -3 to 4 in the"
                + " profile aes-r16",
            "b:2: serve.ptp[0].announceReceiptTimeout: found \"11\", allowed: 2 to 10 in the"
                + " profile aes-r16"),
        errors(
            "{interface: eth2, profile: aes-r16, logAnnounceInterval: -2, logMinDelayReqInterval:"
                + " 5, announceReceiptTimeout: 11}"));
  }

  @Test
  void whatIsWrongAlreadyIsNotToldTwice() {
    assertEquals(1, errors("{interface: eth1, domain: 300}").size());
    assertEquals(1, errors("{domain: 3}").size());
  }

  @Test
  void theInterfaceMustBeThere(@TempDir Path dir) throws Exception {
    HostInterfaces host =
        new HostInterfaces() {
          @Override
          public boolean exists(String called) {
            return called.equals("eth1");
          }

          @Override
          public List<String> names() {
            return List.of("eth1");
          }
        };
    Path file = Files.writeString(dir.resolve("b.yaml"), SOURCE + "serve: {ptp: [{interface: x}]}");
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigReader.read(file, host));
    assertEquals(
        file + ":2: serve.ptp[0].interface: found \"x\", allowed: an interface of this host: eth1",
        e.errors().get(0).toString());
  }
}
