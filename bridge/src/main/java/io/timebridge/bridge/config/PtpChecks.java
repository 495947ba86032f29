package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.Words;
import io.timebridge.ptp.PtpLimits;
import io.timebridge.ptp.PtpProfile;

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
    PtpProfile profile = PtpProfile.named(entry.get(keys.profile));
    PtpLimits limits = profile.limits();
    check(entry, keys.logAnnounceInterval, limits.logAnnounceInterval(), profile);
    check(entry, keys.logSyncInterval, limits.logSyncInterval(), profile);
    check(entry, keys.logMinDelayReqInterval, limits.logMinDelayReqInterval(), profile);
    check(entry, keys.logMinPdelayReqInterval, limits.logMinPdelayReqInterval(), profile);
    check(entry, keys.announceReceiptTimeout, limits.announceReceiptTimeout(), profile);
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
