package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Row;
import io.timebridge.bridge.config.table.TableDocs;
import io.timebridge.ptp.PtpLimits;
import io.timebridge.ptp.PtpProfile;

/** Writes the reference of the config from the table. */
final class ConfigDocs {
  private static final String INTRO =
      """
      # Configuration

      <!-- Written from the table that checks the files. Do not edit; to write it anew:
           mvn -q -pl bridge -am test -Dtest=ConfigDocsTest -Dconfig.docs=write -Dsurefire.failIfNoSpecifiedTests=false -->

      The bridge reads one YAML 1.2 file in UTF-8, at most 256 KiB. A file with an error stops the start; every error is
      told at once, each with file, line, key, what was found and what is allowed. Every key is optional unless its
      default says "required". `[]` in a key marks a list.

      A duration is a number and its unit: `250us`, `1.5ms`, `-3us`, `1h` (units `ns`, `us` or `µs`, `ms`, `s`, `m` for
      minutes, `h`, `d`), a whole number of nanoseconds. Booleans are `true` and `false`. In YAML, what begins with `[` needs
      quotes: `"[::1]:123"`. Anchors and aliases work. A key without a value is an error: write `{}` for an empty map, `[]` for
      an empty list, `off` where it is allowed.

      *Not yet* marks what is checked like everything else and then refused as "not available in this version".

      """;

  private ConfigDocs() {}

  /** Returns the whole page, the example file in it. */
  static String page(String example) {
    StringBuilder page = new StringBuilder(INTRO);
    page.append("## Example\n\n```yaml\n").append(example).append("```\n");
    for (Row row : ConfigTable.rows()) {
      if (row instanceof Group group) {
        TableDocs.addGroup(page, ConfigTable.TABLE, group);
      }
    }
    addProfiles(page);
    return page.toString();
  }

  private static void addProfiles(StringBuilder page) {
    page.append("\n## The profiles\n\nWhat \"the profile's\" stands for above, and in brackets");
    page.append(" what an entry may have instead.\n\n| profile | `domain` | `delayMechanism`");
    page.append(" | `logAnnounceInterval` | `logSyncInterval` | `logMinDelayReqInterval`");
    page.append(" | `logMinPdelayReqInterval` | `announceReceiptTimeout` | `dscp` |\n");
    page.append("|---|---|---|---|---|---|---|---|---|\n");
    for (PtpProfile profile : PtpProfile.ALL) {
      PtpLimits limits = profile.limits();
      page.append("| `").append(profile.name()).append("` | ");
      page.append(profile.domainNumber()).append(" | ");
      page.append(profile.delayMechanism()).append(" | ");
      add(page, profile.logAnnounceInterval(), limits.logAnnounceInterval());
      add(page, profile.logSyncInterval(), limits.logSyncInterval());
      add(page, profile.logMinDelayReqInterval(), limits.logMinDelayReqInterval());
      add(page, profile.logMinPdelayReqInterval(), limits.logMinPdelayReqInterval());
      add(page, profile.announceReceiptTimeout(), limits.announceReceiptTimeout());
      page.append(profile.dscp()).append(" |\n");
    }
  }

  private static void add(StringBuilder page, int value, PtpLimits.Range range) {
    page.append(value).append(" (").append(range).append(") | ");
  }
}
