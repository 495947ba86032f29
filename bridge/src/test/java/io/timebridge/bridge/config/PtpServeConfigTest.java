package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "eth2",
                0,
                "default-e2e",
                128,
                128,
                null,
                null,
                null,
                null,
                null,
                "UDPv4",
                14,
                319,
                320,
                0,
                0,
                0,
                null,
                1,
                null,
                null,
                List.of())),
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
                "eth2",
                5,
                "aes67",
                0,
                255,
                -4,
                0,
                2,
                4,
                "E2E",
                "UDPv6",
                2,
                10319,
                10320,
                1000,
                2000,
                3000,
                0x001122fffe334455L,
                2,
                0,
                List.of(),
                List.of(new Subnet(InetAddress.getByName("192.0.2.7"), 32)))),
        served(yaml));
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
