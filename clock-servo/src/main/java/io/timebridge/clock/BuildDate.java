package io.timebridge.clock;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/**
 * When this software was built: no honest clock shows an earlier time. NTP eras pivot on it, and a
 * source that claims an earlier date is not believed, whatever the host's own clock says.
 */
public final class BuildDate {
  private static final Properties BUILD = load();

  /** The build date in UTC, nanoseconds since 1970-01-01. */
  public static final long UTC_NANOS =
      Instant.parse(BUILD.getProperty("timestamp")).getEpochSecond() * 1_000_000_000L;

  /** This software's version, as Maven names it. */
  public static final String VERSION = BUILD.getProperty("version");

  private BuildDate() {}

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = BuildDate.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IllegalStateException("build.properties is missing from the module");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
