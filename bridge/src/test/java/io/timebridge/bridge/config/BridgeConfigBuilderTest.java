package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Row;
import io.timebridge.clock.LeapSmear.Shape;
import io.timebridge.clock.Timescale;
import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a program writes is what a file says. */
class BridgeConfigBuilderTest {
  private static final Map<Group, Class<?>> BUILDERS =
      Map.of(
          ConfigTable.CLOCK, ClockSettings.class,
          ConfigTable.POLICY, PolicySettings.class,
          ConfigTable.PTP_SOURCES, PtpSourceSettings.class,
          ConfigTable.NTP_SOURCES, NtpSourceSettings.class,
          ConfigTable.GPSD_SOURCES, GpsdSettings.class,
          ConfigTable.SYSTEM, SystemSettings.class,
          ConfigTable.NTP_SERVE, NtpServeSettings.class,
          ConfigTable.RATE_LIMIT, RateLimitSettings.class,
          ConfigTable.PTP_SERVE, PtpServeSettings.class);

  /** What is said when the entry is made, and a key of which there is one word only. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "clock.localClock",
          "sources.ptp[].name",
          "sources.ptp[].interface",
          "sources.ntp[].name",
          "sources.ntp[].server",
          "sources.gpsd[].name",
          "serve.ptp[].interface");

  @Test
  void everyKeyHasAMethodOfItsName() {
    for (Row row : ConfigTable.rows()) {
      if (!(row instanceof Key<?> key) || key.later() || ELSEWHERE.contains(key.path())) {
        continue;
      }
      Class<?> builder =
          BUILDERS.entrySet().stream()
              .filter(each -> each.getKey().path().equals(key.parent()))
              .<Class<?>>map(Map.Entry::getValue)
              .findFirst()
              .orElse(BridgeConfigBuilder.class);
      assertTrue(names(builder).contains(key.name()), key.path() + " in " + builder);
    }
  }

  private static Set<String> names(Class<?> builder) {
    return Arrays.stream(builder.getMethods()).map(Method::getName).collect(Collectors.toSet());
  }

  @Test
  void everythingSetIsWhatTheFileWithTheSameSays() throws ConfigException {
    BridgeConfig read =
        ConfigReader.parse(
            "file",
            """
            http: off
            clock:
              holdover: 8h
              maxSlewPpm: 12.5
              stepThreshold: 1500us
              timestamps: user
              leapSecondsFile: /etc/leap-seconds.list
              historyFile: history.jsonl
              historyFileSize: 5
              historyFiles: 3
            policy: {require: 2, prefer: [audio], trust: [audio, near]}
            sources:
              ptp:
                - name: audio
                  interface: eth1
                  domain: 3
                  profile: aes67
                  logSyncInterval: -2
                  logAnnounceInterval: 0
                  logMinDelayReqInterval: -1
                  announceReceiptTimeout: 4
                  maxStepsRemoved: 20
                  delayMechanism: E2E
                  networkProtocol: UDPv6
                  udp6Scope: 5
                  eventPort: 40319
                  generalPort: 40320
                  delayAsymmetry: -3us
                  ingressLatency: 250ns
                  egressLatency: 1us
                  clockIdentity: "001122.fffe.334455"
                  ttl: 4
                  dscp: 10
                  managementGet: []
                  managementSet: ["192.0.2.1"]
                  timescale: utc
                  hybridE2E: true
                - {name: far, interface: eth2, unicastMasters: [192.0.2.9], unicastDuration: 60s,
                   logUnicastRequestInterval: 2}
              ntp:
                - {name: near, server: ntp.example, port: 1123, iburst: false, minpoll: 3, maxpoll: 5,
                   noselect: true, interleaved: true, key: 7, keys: client.keys}
                - {name: pool, server: pool.example, pool: 3}
              gpsd:
                - {name: roof, host: gps.example, port: 12947, device: /dev/ttyACM0, offset: 130ms,
                   errorBound: 20ms, ppsError: 5us}
              system: {enabled: true, errorBound: 2s}
            serve:
              ntp:
                listen: ["127.0.0.1:10123", "[::1]:10123"]
                allow: [192.0.2.0/24]
                deny: [192.0.2.7]
                keys: server.keys
                cryptoNak: true
                interleaved: false
                leapSmear: cosine
                threads: 2
                rateLimit: {interval: 4s, burst: 5, leak: 3, kod: 1}
              ptp:
                - {interface: eth3, profile: st2059-2, delayMechanism: auto,
                   logMinPdelayReqInterval: 1, priority1: 10,
                   priority2: 20, frameRate: 30000/1001, timeZone: Europe/Berlin,
                   unicastFollowers: 50, unicastAllow: [198.51.100.0/24],
                   unicastFollowersPerAddress: 2, unicastMessagesPerSecond: 900,
                   unicastMaxDuration: 2m, hybridE2E: false, multicast: false}
                - {interface: eth4, domain: 3, profile: aes67, boundaryOf: audio}
            """);
    BridgeConfig written =
        BridgeConfig.builder()
            .http("off")
            .clock(
                clock ->
                    clock
                        .holdover(Duration.ofHours(8))
                        .maxSlewPpm(12.5)
                        .stepThreshold(Duration.ofNanos(1_500_000))
                        .timestamps(Timestamps.USER)
                        .leapSecondsFile(Path.of("/etc/leap-seconds.list"))
                        .historyFile(Path.of("history.jsonl"))
                        .historyFileSize(5)
                        .historyFiles(3))
            .policy(policy -> policy.require(2).prefer("audio").trust("audio", "near"))
            .followPtp(
                "audio",
                "eth1",
                ptp ->
                    ptp.domain(3)
                        .profile("aes67")
                        .logSyncInterval(-2)
                        .logAnnounceInterval(0)
                        .logMinDelayReqInterval(-1)
                        .announceReceiptTimeout(4)
                        .maxStepsRemoved(20)
                        .delayMechanism(DelayMechanism.E2E)
                        .networkProtocol(NetworkProtocol.UDP_IPV6)
                        .udp6Scope(5)
                        .eventPort(40319)
                        .generalPort(40320)
                        .delayAsymmetry(Duration.ofNanos(-3_000))
                        .ingressLatency(Duration.ofNanos(250))
                        .egressLatency(Duration.ofNanos(1_000))
                        .clockIdentity("001122.fffe.334455")
                        .ttl(4)
                        .dscp(10)
                        .managementGet()
                        .managementSet("192.0.2.1")
                        .timescale(Timescale.UTC)
                        .hybridE2E(true))
            .followPtp(
                "far",
                "eth2",
                ptp ->
                    ptp.unicastMasters("192.0.2.9")
                        .unicastDuration(Duration.ofMinutes(1))
                        .logUnicastRequestInterval(2))
            .followNtp(
                "near",
                "ntp.example",
                ntp ->
                    ntp.port(1123)
                        .iburst(false)
                        .minpoll(3)
                        .maxpoll(5)
                        .noselect(true)
                        .interleaved(true)
                        .key(7)
                        .keys(Path.of("client.keys")))
            .followNtp("pool", "pool.example", ntp -> ntp.pool(3))
            .followGpsd(
                "roof",
                gpsd ->
                    gpsd.host("gps.example")
                        .port(12947)
                        .device("/dev/ttyACM0")
                        .offset(Duration.ofMillis(130))
                        .errorBound(Duration.ofMillis(20))
                        .ppsError(Duration.ofNanos(5_000)))
            .followSystem(system -> system.errorBound(Duration.ofSeconds(2)))
            .serveNtp(
                ntp ->
                    ntp.listen("127.0.0.1:10123", "[::1]:10123")
                        .allow("192.0.2.0/24")
                        .deny("192.0.2.7")
                        .keys(Path.of("server.keys"))
                        .cryptoNak(true)
                        .interleaved(false)
                        .leapSmear(Shape.COSINE)
                        .threads(2)
                        .rateLimit(
                            limit -> limit.interval(Duration.ofSeconds(4)).burst(5).leak(3).kod(1)))
            .servePtp(
                "eth3",
                ptp ->
                    ptp.profile("st2059-2")
                        .delayMechanism(DelayMechanism.AUTO)
                        .logMinPdelayReqInterval(1)
                        .priority1(10)
                        .priority2(20)
                        .frameRate(new FrameRate(30_000, 1_001))
                        .timeZone(ZoneId.of("Europe/Berlin"))
                        .unicastFollowers(50)
                        .unicastAllow("198.51.100.0/24")
                        .unicastFollowersPerAddress(2)
                        .unicastMessagesPerSecond(900)
                        .unicastMaxDuration(Duration.ofMinutes(2))
                        .hybridE2E(false)
                        .multicast(false))
            .servePtp("eth4", ptp -> ptp.domain(3).profile("aes67").boundaryOf("audio"))
            .build();
    assertEquals(read, written);
  }

  @Test
  void whatIsLeftOutIsAsInAFile() throws ConfigException {
    assertEquals(
        ConfigReader.parse(
            "file",
            """
            sources: {ptp: [{name: a, interface: eth1}], ntp: [{name: b, server: 192.0.2.1}]}
            serve: {ntp: {}, ptp: [{interface: eth2}]}
            """),
        BridgeConfig.builder()
            .followPtp("a", "eth1")
            .followNtp("b", "192.0.2.1")
            .serveNtp(ntp -> {})
            .servePtp("eth2")
            .build());
  }

  @Test
  void moreMayBeSaidLater() throws ConfigException {
    BridgeConfig config =
        BridgeConfig.builder()
            .followNtp("b", "192.0.2.1", ntp -> ntp.minpoll(3).minpoll(5))
            .clock(clock -> clock.maxSlewPpm(7))
            .clock(clock -> clock.historyFiles(2).holdover(Duration.ofHours(2)))
            .serveNtp(ntp -> ntp.listen("127.0.0.1:1"))
            .serveNtp(ntp -> ntp.threads(3))
            .build();
    assertEquals(7, config.clock().maxSlewPpm());
    assertEquals(7_200_000_000_000L, config.clock().holdoverNanos());
    assertEquals(5, config.sources().ntp().get(0).minpoll());
    NtpServeConfig serve = Objects.requireNonNull(config.serve().ntp());
    assertEquals(3, serve.threads());
    assertEquals(1, serve.listen().size());
  }

  @Test
  void everyErrorIsToldAtOnceByItsKey() {
    ConfigException wrong =
        assertThrows(
            ConfigException.class,
            () ->
                BridgeConfig.builder()
                    .clock(clock -> clock.holdover(Duration.ofDays(31)))
                    .followPtp("a", "eth1", ptp -> ptp.domain(128).profile("dante"))
                    .followNtp("a", "192.0.2.1")
                    .policy(policy -> policy.prefer("b"))
                    .serveNtp(ntp -> ntp.allow("192.0.2.1/24"))
                    .build());
    List<String> paths = wrong.errors().stream().map(ConfigError::path).toList();
    assertEquals(
        Set.of(
            "clock.holdover",
            "sources.ptp[0].domain",
            "sources.ptp[0].profile",
            "sources.ntp[0].name",
            "policy.prefer[0]",
            "serve.ntp.allow[0]"),
        Set.copyOf(paths));
    assertTrue(
        String.valueOf(wrong.getMessage())
            .contains(
                "config: clock.holdover: found \"2678400s\", allowed: a duration from 0s to 30d"),
        String.valueOf(wrong.getMessage()));
  }

  @Test
  void aSourceOfTheProgramsOwnCountsAndMayBeNamed() throws ConfigException {
    BridgeConfig config =
        BridgeConfig.builder()
            .ownSource("radio")
            .followNtp("b", "192.0.2.1")
            .policy(policy -> policy.require(2).prefer("radio"))
            .build();
    assertEquals(List.of("radio"), config.sources().own());
    ConfigException twice =
        assertThrows(
            ConfigException.class,
            () -> BridgeConfig.builder().ownSource("b").followNtp("b", "192.0.2.1").build());
    assertEquals("sources.ntp[0].name", twice.errors().get(0).path());
    ConfigException odd =
        assertThrows(ConfigException.class, () -> BridgeConfig.builder().ownSource("a b").build());
    assertEquals("ownSource", odd.errors().get(0).path());
  }

  @Test
  void nothingToFollowIsAnError() {
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> BridgeConfig.builder().build());
    assertEquals(
        "config: sources: found no source to follow, allowed: at least one", wrong.getMessage());
  }
}
