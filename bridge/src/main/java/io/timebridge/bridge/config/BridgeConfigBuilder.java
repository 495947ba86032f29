package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.SectionReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A config written by a program, key by key as in a file: the same names, the same defaults, the
 * same checks.
 *
 * <pre>{@code
 * BridgeConfig config =
 *     BridgeConfig.builder()
 *         .clock(clock -> clock.holdover(Duration.ofHours(8)))
 *         .followPtp("audio", "eth1", ptp -> ptp.profile("aes67"))
 *         .serveNtp(ntp -> ntp.listen("0.0.0.0:123").allow("192.0.2.0/24"))
 *         .build();
 * }</pre>
 *
 * <p>Not for more than one thread; what it built is immutable.
 */
public final class BridgeConfigBuilder {
  /** What the errors of a config without a file call it. */
  private static final String CALLED = "config";

  private final Root root = new Root();
  private final Sources sources = new Sources();
  private final Serve serve = new Serve();
  private final List<String> own = new ArrayList<>();

  private static final class Root extends Settings<Root> {}

  private static final class Sources extends Settings<Sources> {}

  private static final class Serve extends Settings<Serve> {}

  BridgeConfigBuilder() {
    root.with(ConfigTable.SOURCES, () -> sources, same -> {});
    root.with(ConfigTable.SERVE, () -> serve, same -> {});
  }

  /**
   * Sets {@code http}: where the status is served over HTTP.
   *
   * @param address ADDRESS:PORT (IPv6 as [ADDRESS]:PORT), or {@code off}; left out: {@code
   *     127.0.0.1:8319}
   * @return this
   */
  public BridgeConfigBuilder http(String address) {
    root.put(ConfigTable.HTTP, address);
    return this;
  }

  /**
   * Says how the timeline is kept and steered.
   *
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder clock(Consumer<ClockSettings> more) {
    root.with(ConfigTable.CLOCK, ClockSettings::new, more);
    return this;
  }

  /**
   * Says which sources are believed.
   *
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder policy(Consumer<PolicySettings> more) {
    root.with(ConfigTable.POLICY, PolicySettings::new, more);
    return this;
  }

  /**
   * Follows a PTP domain, as the profile {@code default-e2e} says.
   *
   * @param name how status and policy call it; unique among all sources
   * @param networkInterface the network interface that the domain is on: its name, MAC or address
   * @return this
   */
  public BridgeConfigBuilder followPtp(String name, String networkInterface) {
    return followPtp(name, networkInterface, same -> {});
  }

  /**
   * Follows a PTP domain.
   *
   * @param name how status and policy call it; unique among all sources
   * @param networkInterface the network interface that the domain is on: its name, MAC or address
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder followPtp(
      String name, String networkInterface, Consumer<PtpSourceSettings> more) {
    sources.add(ConfigTable.PTP_SOURCES, new PtpSourceSettings(name, networkInterface), more);
    return this;
  }

  /**
   * Follows an NTP server, asked every 16 s to 64 s.
   *
   * @param name how status and policy call it; unique among all sources
   * @param server its name or address
   * @return this
   */
  public BridgeConfigBuilder followNtp(String name, String server) {
    return followNtp(name, server, same -> {});
  }

  /**
   * Follows an NTP server.
   *
   * @param name how status and policy call it; unique among all sources
   * @param server its name or address
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder followNtp(
      String name, String server, Consumer<NtpSourceSettings> more) {
    sources.add(ConfigTable.NTP_SOURCES, new NtpSourceSettings(name, server), more);
    return this;
  }

  /**
   * Follows a GNSS receiver behind gpsd.
   *
   * @param name how status and policy call it; unique among all sources
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder followGpsd(String name, Consumer<GpsdSettings> more) {
    sources.add(ConfigTable.GPSD_SOURCES, new GpsdSettings(name), more);
    return this;
  }

  /**
   * Takes the host's clock, by the name {@code system}, when there is no other source.
   *
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder followSystem(Consumer<SystemSettings> more) {
    sources.with(
        ConfigTable.SYSTEM, SystemSettings::new, system -> more.accept(system.enabled(true)));
    return this;
  }

  /**
   * Declares a source that the program brings along, which no file can: the policy may name it, and
   * the bridge is to be given a source of this name.
   *
   * @param name how status and policy call it; unique among all sources
   * @return this
   */
  public BridgeConfigBuilder ownSource(String name) {
    own.add(name);
    return this;
  }

  /**
   * Serves NTP; asked twice, it is one server of which more is said.
   *
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder serveNtp(Consumer<NtpServeSettings> more) {
    serve.with(ConfigTable.NTP_SERVE, NtpServeSettings::new, more);
    return this;
  }

  /**
   * Leads a PTP domain while no better master is heard, as the profile {@code default-e2e} says.
   *
   * @param networkInterface the network interface that the domain is on: its name, MAC or address
   * @return this
   */
  public BridgeConfigBuilder servePtp(String networkInterface) {
    return servePtp(networkInterface, same -> {});
  }

  /**
   * Leads a PTP domain while no better master is heard.
   *
   * @param networkInterface the network interface that the domain is on: its name, MAC or address
   * @param more sets what is not to be as the defaults say
   * @return this
   */
  public BridgeConfigBuilder servePtp(String networkInterface, Consumer<PtpServeSettings> more) {
    serve.add(ConfigTable.PTP_SERVE, new PtpServeSettings(networkInterface), more);
    return this;
  }

  /**
   * Checks all of it.
   *
   * @return the config
   * @throws ConfigException if any of it is wrong: it tells every key at once, by its path in a
   *     file, what was found and what is allowed
   */
  public BridgeConfig build() throws ConfigException {
    ConfigErrors errors = new ConfigErrors(CALLED);
    Section section =
        new SectionReader(ConfigTable.TABLE, errors).readMap(ConfigTable.ROOT, "", root.node());
    return ConfigReader.checked(section, errors, null, own);
  }
}
