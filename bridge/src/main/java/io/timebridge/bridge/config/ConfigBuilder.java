package io.timebridge.bridge.config;

import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.clock.LeapSmear.Shape;
import io.timebridge.clock.Timescale;
import io.timebridge.ntp.RateLimit;
import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the records from sections that were found right. */
final class ConfigBuilder {
  private static final int USUAL_MAXPOLL = 6;

  private ConfigBuilder() {}

  static BridgeConfig build(Section root, List<String> own) {
    Section policy = root.get(ConfigTable.POLICY);
    List<NtpSourceConfig> ntp = ntpSources(root);
    return new BridgeConfig(
        root.find(ConfigTable.HTTP),
        clock(root.get(ConfigTable.CLOCK)),
        new PolicyConfig(
            policy.get(ConfigTable.REQUIRE),
            named(policy.list(ConfigTable.PREFER), ntp),
            named(policy.list(ConfigTable.TRUST), ntp)),
        sources(root.get(ConfigTable.SOURCES), ntp, own),
        new ServeConfig(
            ntpServe(root.get(ConfigTable.SERVE).find(ConfigTable.NTP_SERVE)),
            root.get(ConfigTable.SERVE).sections(ConfigTable.PTP_SERVE).stream()
                .map(
                    entry ->
                        new PtpServeConfig(
                            ptpEntry(
                                entry,
                                ConfigTable.PTP_SERVED,
                                port -> ConfigTable.PTP_SERVICE.configure(port, entry)),
                            entry.get(ConfigTable.PRIORITY1),
                            entry.get(ConfigTable.PRIORITY2),
                            entry.find(ConfigTable.BOUNDARY_OF),
                            entry.get(ConfigTable.FRAME_RATE),
                            entry.get(ConfigTable.TIME_ZONE),
                            entry.has(ConfigTable.PTP_SERVICE.allow)
                                ? entry.list(ConfigTable.PTP_SERVICE.allow)
                                : null))
                .toList()));
  }

  /** {@return an entry's name: its own, or the last word of its list with its place} */
  static String name(Section entry, Key<String> key, Group group, int index) {
    String name = entry.find(key);
    return name == null ? group.name() + index : name;
  }

  private static ClockConfig clock(Section clock) {
    String timestamps = clock.get(ConfigTable.TIMESTAMPS).toUpperCase(Locale.ROOT);
    return new ClockConfig(
        clock.get(ConfigTable.HOLDOVER),
        clock.get(ConfigTable.MAX_SLEW_PPM),
        clock.get(ConfigTable.STEP_THRESHOLD),
        clock.get(ConfigTable.LOCAL_CLOCK),
        Timestamps.valueOf(timestamps),
        clock.find(ConfigTable.LEAP_SECONDS_FILE),
        history(clock));
  }

  private static @Nullable HistoryConfig history(Section clock) {
    Path file = clock.find(ConfigTable.HISTORY_FILE);
    return file == null
        ? null
        : new HistoryConfig(
            file,
            clock.get(ConfigTable.HISTORY_FILE_SIZE) * 1_000_000L,
            clock.get(ConfigTable.HISTORY_FILES));
  }

  private static SourcesConfig sources(
      Section sources, List<NtpSourceConfig> ntp, List<String> own) {
    Section system = sources.get(ConfigTable.SYSTEM);
    return new SourcesConfig(
        ptpSources(sources),
        ntp,
        gpsdSources(sources),
        own,
        system.get(ConfigTable.SYSTEM_ENABLED)
            ? new SystemSourceConfig(system.get(ConfigTable.SYSTEM_ERROR_BOUND))
            : null);
  }

  private static List<GpsdSourceConfig> gpsdSources(Section sources) {
    List<Section> entries = sources.sections(ConfigTable.GPSD_SOURCES);
    List<GpsdSourceConfig> built = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Section entry = entries.get(i);
      built.add(
          new GpsdSourceConfig(
              name(entry, ConfigTable.GPSD_NAME, ConfigTable.GPSD_SOURCES, i),
              entry.get(ConfigTable.GPSD_HOST),
              entry.get(ConfigTable.GPSD_PORT),
              entry.find(ConfigTable.GPSD_DEVICE),
              entry.get(ConfigTable.GPSD_OFFSET),
              entry.get(ConfigTable.GPSD_ERROR_BOUND),
              entry.get(ConfigTable.GPSD_PPS_ERROR)));
    }
    return built;
  }

  private static List<PtpSourceConfig> ptpSources(Section sources) {
    List<Section> entries = sources.sections(ConfigTable.PTP_SOURCES);
    List<PtpSourceConfig> built = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Section entry = entries.get(i);
      String name = name(entry, ConfigTable.PTP_NAME, ConfigTable.PTP_SOURCES, i);
      built.add(
          new PtpSourceConfig(
              name,
              ptpEntry(
                  entry,
                  ConfigTable.PTP_SOURCE,
                  port -> ConfigTable.PTP_CLIENT.configure(port, entry)),
              timescale(entry.get(ConfigTable.TIMESCALE))));
    }
    return built;
  }

  private static PtpEntry ptpEntry(
      Section entry, PtpKeys keys, Consumer<PtpPortConfig.Builder> more) {
    PtpPortConfig.Builder port = ptpPort(entry, keys);
    more.accept(port);
    return new PtpEntry(
        entry.get(keys.networkInterface),
        port.build(),
        entry.find(keys.clockIdentity),
        entry.has(keys.managementGet) ? entry.list(keys.managementGet) : null,
        entry.list(keys.managementSet));
  }

  private static PtpPortConfig.Builder ptpPort(Section entry, PtpKeys keys) {
    return PtpPortConfig.builder(ptpProfile(entry, keys))
        .ports(entry.get(keys.eventPort), entry.get(keys.generalPort))
        .delayAsymmetryNanos(entry.get(keys.delayAsymmetry))
        .latenciesNanos(entry.get(keys.ingressLatency), entry.get(keys.egressLatency))
        .maxStepsRemoved(entry.get(keys.maxStepsRemoved))
        .network(networkProtocol(entry.get(keys.networkProtocol)), entry.get(keys.udp6Scope));
  }

  /** The profile's numbers with what the entry says otherwise. */
  private static PtpProfile ptpProfile(Section entry, PtpKeys keys) {
    PtpProfile base = keys.profileOf(entry);
    String mechanism = entry.find(keys.delayMechanism);
    return base.withDomain(keys.domainOf(entry))
        .withIntervals(
            or(entry.find(keys.logAnnounceInterval), base.logAnnounceInterval()),
            or(entry.find(keys.logSyncInterval), base.logSyncInterval()),
            or(entry.find(keys.logMinDelayReqInterval), base.logMinDelayReqInterval()))
        .withAnnounceReceiptTimeout(
            or(entry.find(keys.announceReceiptTimeout), base.announceReceiptTimeout()))
        .withDelay(
            mechanism == null ? base.delayMechanism() : delayMechanism(mechanism),
            or(entry.find(keys.logMinPdelayReqInterval), base.logMinPdelayReqInterval()))
        .withSending(or(entry.find(keys.dscp), base.dscp()), entry.get(keys.ttl));
  }

  private static int or(@Nullable Integer configured, int otherwise) {
    return configured == null ? otherwise : configured;
  }

  private static DelayMechanism delayMechanism(String word) {
    return DelayMechanism.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static NetworkProtocol networkProtocol(String word) {
    return word.equals("UDPv6") ? NetworkProtocol.UDP_IPV6 : NetworkProtocol.UDP_IPV4;
  }

  private static List<NtpSourceConfig> ntpSources(Section root) {
    List<Section> entries = root.get(ConfigTable.SOURCES).sections(ConfigTable.NTP_SOURCES);
    Path served = root.get(ConfigTable.SERVE).get(ConfigTable.NTP_SERVE).find(ConfigTable.KEYS);
    List<NtpSourceConfig> built = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Section entry = entries.get(i);
      String name = name(entry, ConfigTable.NTP_NAME, ConfigTable.NTP_SOURCES, i);
      List<String> members = poolNames(entry, name);
      for (String each : members.isEmpty() ? List.of(name) : members) {
        built.add(ntpSource(entry, each, name, served));
      }
    }
    return built;
  }

  private static NtpSourceConfig ntpSource(
      Section entry, String name, String pool, @Nullable Path served) {
    int minpoll = entry.get(ConfigTable.NTP_MINPOLL);
    Integer maxpoll = entry.find(ConfigTable.NTP_MAXPOLL);
    Integer key = entry.find(ConfigTable.NTP_KEY);
    Path keys = entry.find(ConfigTable.NTP_KEYS);
    return new NtpSourceConfig(
        name,
        entry.get(ConfigTable.NTP_SERVER),
        entry.get(ConfigTable.NTP_PORT),
        entry.get(ConfigTable.NTP_IBURST),
        minpoll,
        maxpoll == null ? Math.max(minpoll, USUAL_MAXPOLL) : maxpoll,
        entry.get(ConfigTable.NTP_NOSELECT),
        pool,
        entry.get(ConfigTable.NTP_INTERLEAVED),
        or(key, 0),
        key == null ? null : keys == null ? served : keys);
  }

  /** {@return what the servers of a pool are called; nothing if the entry is no pool} */
  static List<String> poolNames(Section entry, String name) {
    Integer pool = entry.find(ConfigTable.NTP_POOL);
    return pool == null
        ? List.of()
        : IntStream.rangeClosed(1, pool).mapToObj(i -> name + "." + i).toList();
  }

  /** The names of sources, a pool's name being those of all its servers. */
  private static List<String> named(List<String> names, List<NtpSourceConfig> servers) {
    return names.stream()
        .flatMap(
            name -> {
              List<String> members =
                  servers.stream()
                      .filter(each -> each.isOfPool() && each.pool().equals(name))
                      .map(NtpSourceConfig::name)
                      .toList();
              return members.isEmpty() ? Stream.of(name) : members.stream();
            })
        .toList();
  }

  private static @Nullable Timescale timescale(String word) {
    return word.equals("auto") ? null : Timescale.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static @Nullable NtpServeConfig ntpServe(@Nullable Section ntp) {
    if (ntp == null) {
      return null;
    }
    List<InetSocketAddress> listen = ntp.list(ConfigTable.LISTEN);
    if (listen.isEmpty()) {
      return null;
    }
    return new NtpServeConfig(
        listen,
        ntp.has(ConfigTable.ALLOW) ? ntp.list(ConfigTable.ALLOW) : null,
        ntp.list(ConfigTable.DENY),
        ntp.find(ConfigTable.LOCAL_STRATUM),
        ntp.find(ConfigTable.KEYS),
        ntp.get(ConfigTable.CRYPTO_NAK),
        ntp.get(ConfigTable.INTERLEAVED),
        smear(ntp.get(ConfigTable.LEAP_SMEAR)),
        rateLimit(ntp.find(ConfigTable.RATE_LIMIT)),
        ntp.get(ConfigTable.NTP_THREADS));
  }

  private static @Nullable Shape smear(String word) {
    return word.equals(Key.OFF) ? null : Shape.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static @Nullable RateLimit rateLimit(@Nullable Section limit) {
    return limit == null
        ? null
        : new RateLimit(
            limit.get(ConfigTable.RATE_INTERVAL),
            limit.get(ConfigTable.RATE_BURST),
            limit.get(ConfigTable.RATE_LEAK),
            limit.get(ConfigTable.RATE_KOD));
  }
}
