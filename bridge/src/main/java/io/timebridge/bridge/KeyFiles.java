package io.timebridge.bridge;

import io.timebridge.bridge.config.NtpSourceConfig;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpKeysException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files of symmetric keys that a config names. */
final class KeyFiles {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);

  private KeyFiles() {}

  /** The keys of a file; none without one. */
  static NtpKeys all(String path, @Nullable Path file) throws BridgeException {
    if (file == null) {
      return NtpKeys.none();
    }
    try {
      NtpKeys keys = NtpKeys.read(file);
      LOG.info("{}: NTP {} of {}", path, keys, file);
      return keys;
    } catch (IOException | NtpKeysException e) {
      throw new BridgeException(path + ": " + e.getMessage(), e);
    }
  }

  /** The one key that a source is asked with; none without one. */
  static NtpKeys of(NtpSourceConfig source) throws BridgeException {
    String path = "source " + source.name();
    NtpKeys keys = all(path, source.keys());
    if (source.key() == 0) {
      return NtpKeys.none();
    }
    if (!keys.has(source.key())) {
      throw new BridgeException(path + ": " + source.keys() + " has no key " + source.key());
    }
    return keys.only(source.key());
  }
}
