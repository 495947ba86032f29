package io.timebridge.bridge.config;

import static io.timebridge.bridge.config.table.ValueType.duration;
import static io.timebridge.bridge.config.table.ValueType.integer;
import static io.timebridge.bridge.config.table.ValueType.words;

import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Row;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.ValueType;
import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.PtpProfile;
import java.util.ArrayList;
import java.util.List;

/** The keys that every PTP entry has, whether it follows or serves: IEEE 1588's names. */
final class PtpKeys {
  private static final String PROFILE = "the profile's";
  private static final String LOG_SECONDS = "log2 of seconds";

  private final String prefix;
  private final List<Row> rows = new ArrayList<>();

  final Key<String> networkInterface;
  final Key<Integer> domain;
  final Key<String> profile;
  final Key<Integer> logSyncInterval;
  final Key<Integer> logAnnounceInterval;
  final Key<Integer> logMinDelayReqInterval;
  final Key<Integer> logMinPdelayReqInterval;
  final Key<Integer> announceReceiptTimeout;
  final Key<Integer> maxStepsRemoved;
  final Key<String> delayMechanism;
  final Key<String> networkProtocol;
  final Key<Integer> udp6Scope;
  final Key<Integer> eventPort;
  final Key<Integer> generalPort;
  final Key<Long> delayAsymmetry;
  final Key<Long> ingressLatency;
  final Key<Long> egressLatency;
  final Key<Long> clockIdentity;
  final Key<Integer> ttl;
  final Key<Integer> dscp;
  final Key<Subnet> managementGet;
  final Key<Subnet> managementSet;

  PtpKeys(String group) {
    this.prefix = group + ".";
    networkInterface =
        add(key("interface", ValueType.INTERFACE, "The network interface that the domain is on."));
    domain = add(key("domain", integer(0, 127, ""), "PTP's `domainNumber`.").otherwise(PROFILE));
    profile =
        add(
            key("profile", words(profiles()), "The PTP profile.")
                .byDefault(PtpProfile.DEFAULT_E2E.name()));
    logSyncInterval = add(interval("logSyncInterval", "The time between Sync messages."));
    logAnnounceInterval =
        add(interval("logAnnounceInterval", "The time between Announce messages."));
    logMinDelayReqInterval =
        add(interval("logMinDelayReqInterval", "The least mean time between Delay_Req messages."));
    logMinPdelayReqInterval =
        add(interval("logMinPdelayReqInterval", "The time between Pdelay_Req messages."));
    announceReceiptTimeout =
        add(
            key(
                    "announceReceiptTimeout",
                    integer(2, 255, "announce intervals"),
                    "How long a leader may be silent before it counts as lost.")
                .otherwise(PROFILE));
    maxStepsRemoved =
        add(
            key(
                    "maxStepsRemoved",
                    integer(2, 255, "clocks"),
                    "A leader that is so many boundary clocks away from its grandmaster, or more,"
                        + " is not considered.")
                .byDefault("255"));
    delayMechanism =
        add(
            key(
                    "delayMechanism",
                    words("E2E", "P2P", "auto", "none"),
                    "How the path delay is measured: `E2E` asks the leader, `P2P` the neighbour on"
                        + " the link, `auto` the leader until a neighbour asks for the peer delay;"
                        + " `none` takes it for 0.")
                .otherwise(PROFILE));
    networkProtocol =
        add(
            key("networkProtocol", words("UDPv4", "UDPv6"), "What carries the messages.")
                .byDefault("UDPv4"));
    udp6Scope =
        add(
            key(
                    "udp6Scope",
                    integer(2, 14, ""),
                    "Of UDPv6, how far multicast messages may go: the x of FF0x::181, 2 for the"
                        + " link, 5 for the site, 14 for anywhere (`ptp4l`'s default); all of a"
                        + " domain need the same. Beyond 2, user-space stamps hear the group on"
                        + " every interface of the host.")
                .byDefault("14"));
    eventPort = add(port("eventPort", "The UDP port of event messages.").byDefault("319"));
    generalPort = add(port("generalPort", "The UDP port of general messages.").byDefault("320"));
    delayAsymmetry =
        add(latency("delayAsymmetry", "The delay from the leader minus the mean of both ways."));
    ingressLatency = add(latency("ingressLatency", "The time from the wire to the receive stamp."));
    egressLatency = add(latency("egressLatency", "The time from the transmit stamp to the wire."));
    clockIdentity =
        add(
            key("clockIdentity", ValueType.CLOCK_IDENTITY, "Our own `clockIdentity`.")
                .otherwise("made from the interface"));
    ttl =
        add(
            key("ttl", integer(1, 255, "hops"), "How far multicast messages travel.")
                .byDefault("1"));
    dscp =
        add(
            key("dscp", integer(0, 63, ""), "The DSCP that event messages are sent with.")
                .otherwise(PROFILE));
    managementGet =
        add(
            key(
                    "managementGet[]",
                    Subnet.TYPE,
                    "The subnets whose PTP management messages are answered; an empty list answers"
                        + " none but those of `managementSet`.")
                .otherwise("the subnets of the interface"));
    managementSet =
        add(
            key(
                    "managementSet[]",
                    Subnet.TYPE,
                    "The subnets that may set priorities, intervals and the announce timeout by PTP"
                        + " management, and disable the port; it lasts until the next start, and"
                        + " PTP proves nobody's address.")
                .byDefault());
  }

  /** {@return the keys in the order in which they are documented} */
  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The profile of an entry whose word for it, if there is one, was read right. */
  PtpProfile profileOf(Section entry) {
    return PtpProfile.named(entry.get(profile));
  }

  /** The domainNumber of such an entry: its own, or the profile's. */
  int domainOf(Section entry) {
    Integer configured = entry.find(domain);
    return configured == null ? profileOf(entry).domainNumber() : configured;
  }

  /** Whether such an entry measures the peer delay, or may come to. */
  boolean measuresPeerDelay(Section entry) {
    if (entry.has(profile) && entry.items(profile).isEmpty()) {
      return false; // no word for a profile: that is told already
    }
    String word = entry.find(delayMechanism);
    return word == null
        ? profileOf(entry).delayMechanism() == DelayMechanism.P2P
        : word.equals("P2P") || word.equals("auto");
  }

  private static String[] profiles() {
    return PtpProfile.ALL.stream().map(PtpProfile::name).toArray(String[]::new);
  }

  private <T> Key<T> key(String name, ValueType<T> type, String meaning) {
    return new Key<>(prefix + name, type, meaning);
  }

  private Key<Integer> interval(String name, String meaning) {
    return key(name, integer(-7, 5, LOG_SECONDS), meaning).otherwise(PROFILE);
  }

  private Key<Integer> port(String name, String meaning) {
    return key(name, integer(1, 65535, ""), meaning);
  }

  private Key<Long> latency(String name, String meaning) {
    return key(name, duration("-1s", "1s"), meaning).byDefault("0ns");
  }

  private <T> Key<T> add(Key<T> key) {
    rows.add(key);
    return key;
  }
}
