package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.Words;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpKeysException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what no key of NTP can tell alone: of servers that are followed, and of key files. */
final class NtpChecks {
  private static final String KEY_FILE = "a file of keys, NUMBER TYPE KEY a line";

  private final ConfigErrors errors;
  private final boolean readFiles;

  /** What each file holds, empty if it cannot be read, which is told once. */
  private final Map<Path, Optional<NtpKeys>> files = new HashMap<>();

  /** Creates one; without a host no file is looked at. */
  NtpChecks(ConfigErrors errors, @Nullable HostInterfaces host) {
    this.errors = errors;
    this.readFiles = host != null;
  }

  void check(List<Section> servers, Section serve) {
    serve.items(ConfigTable.KEYS).forEach(this::checkFile);
    Set<String> seen = new HashSet<>();
    for (Section entry : servers) {
      checkPolls(entry);
      for (Item item : entry.items(ConfigTable.NTP_SERVER)) {
        Integer port = entry.find(ConfigTable.NTP_PORT);
        if (item.value() instanceof String server
            && !seen.add(server.toLowerCase(Locale.ROOT) + " " + port)) {
          errors.add(item.line(), item.path(), "a server a second time", "each server once");
        }
      }
      entry.items(ConfigTable.NTP_KEYS).forEach(this::checkFile);
      checkKey(entry, serve);
    }
  }

  private void checkPolls(Section entry) {
    Integer minpoll = entry.find(ConfigTable.NTP_MINPOLL);
    for (Item item : entry.items(ConfigTable.NTP_MAXPOLL)) {
      if (minpoll != null && item.value() instanceof Integer maxpoll && maxpoll < minpoll) {
        String most = "at least minpoll, " + minpoll;
        errors.add(item.line(), item.path(), Words.quote(maxpoll.toString()), most);
      }
    }
  }

  private void checkKey(Section entry, Section serve) {
    boolean own = entry.has(ConfigTable.NTP_KEYS);
    Path file = own ? entry.find(ConfigTable.NTP_KEYS) : serve.find(ConfigTable.KEYS);
    for (Item item : entry.items(ConfigTable.NTP_KEY)) {
      if (!(item.value() instanceof Integer key)) {
        continue;
      }
      if (file == null && !own && !serve.has(ConfigTable.KEYS)) {
        errors.add(
            item.line(),
            item.path(),
            "key " + key + " and no file that has it",
            "a key of the file that keys of this entry or serve.ntp.keys names");
      }
      NtpKeys keys = file == null ? null : files.getOrDefault(file, Optional.empty()).orElse(null);
      if (keys != null && !keys.has(key)) {
        errors.add(
            item.line(), item.path(), "key " + key + ", which " + file + " lacks", "" + keys);
      }
    }
  }

  private void checkFile(Item item) {
    if (!readFiles || !(item.value() instanceof Path file) || files.containsKey(file)) {
      return;
    }
    files.put(file, Optional.empty());
    try {
      files.put(file, Optional.of(NtpKeys.read(file)));
    } catch (NtpKeysException e) {
      errors.add(item.line(), item.path(), "a file that is not: " + e.getMessage(), KEY_FILE);
    } catch (IOException e) {
      errors.add(item.line(), item.path(), "a file that cannot be read: " + e, KEY_FILE);
    }
  }
}
