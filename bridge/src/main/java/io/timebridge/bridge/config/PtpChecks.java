package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.Words;
import io.timebridge.ptp.PtpLimits;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.UnicastClient;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a PTP entry against its profile: what it overrides must lie in the profile's range. */
final class PtpChecks {
  private final ConfigErrors errors;

  PtpChecks(ConfigErrors errors) {
    this.errors = errors;
  }

  void check(Section entry, PtpKeys keys) {
    if (entry.has(keys.profile) && entry.items(keys.profile).isEmpty()) {
      return; // no word for a profile: that is told already
    }
    PtpProfile profile = keys.profileOf(entry);
    PtpLimits limits = profile.limits();
    check(entry, keys.logAnnounceInterval, limits.logAnnounceInterval(), profile);
    check(entry, keys.logSyncInterval, limits.logSyncInterval(), profile);
    check(entry, keys.logMinDelayReqInterval, limits.logMinDelayReqInterval(), profile);
    check(entry, keys.logMinPdelayReqInterval, limits.logMinPdelayReqInterval(), profile);
    check(entry, keys.announceReceiptTimeout, limits.announceReceiptTimeout(), profile);
  }

  /** Who measures the peer delay asks nobody for messages of his own. */
  void checkPeerDelay(Section entry) {
    PtpKeys keys = ConfigTable.PTP_SOURCE;
    if (!keys.measuresPeerDelay(entry)) {
      return;
    }
    List<Item> asked = new ArrayList<>(entry.items(ConfigTable.PTP_CLIENT.masters));
    for (Item item : entry.items(ConfigTable.PTP_CLIENT.hybrid)) {
      if (Boolean.TRUE.equals(item.value())) {
        asked.add(item);
      }
    }
    for (Item item : asked) {
      errors.add(
          item.line(),
          item.path(),
          "a leader that is asked, beside the peer delay",
          "only `delayMechanism: E2E` or `none` with it");
    }
  }

  /** The leaders that are asked: not too many, each once, and reached by what carries the rest. */
  void checkMasters(Section entry) {
    String protocol = entry.find(ConfigTable.PTP_SOURCE.networkProtocol);
    if (protocol == null) {
      return; // no word for one: that is told already
    }
    boolean ipv4 = protocol.equals("UDPv4");
    Set<Object> seen = new HashSet<>();
    for (Item item : entry.items(ConfigTable.PTP_CLIENT.masters)) {
      if (item.value() instanceof InetAddress address) {
        if (address instanceof Inet4Address != ipv4) {
          String family = ipv4 ? "an IPv4 address over UDPv4" : "an IPv6 address over UDPv6";
          errors.add(item.line(), item.path(), Words.quote(address.getHostAddress()), family);
        } else if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
          errors.add(
              item.line(), item.path(), Words.quote(address.getHostAddress()), "a host's address");
        } else if (!seen.add(address)) {
          errors.add(item.line(), item.path(), "an address a second time", "each address once");
        } else if (seen.size() == UnicastClient.MAX_MASTERS + 1) {
          errors.add(item.line(), item.path(), "one more", "at most " + UnicastClient.MAX_MASTERS);
        }
      }
    }
  }

  private void check(Section entry, Key<Integer> key, PtpLimits.Range range, PtpProfile profile) {
    for (Item item : entry.items(key)) {
      if (item.value() instanceof Integer value && !range.contains(value)) {
        errors.add(
            item.line(),
            item.path(),
            Words.quote(value.toString()),
            range + " in the profile " + profile.name());
      }
    }
  }
}
