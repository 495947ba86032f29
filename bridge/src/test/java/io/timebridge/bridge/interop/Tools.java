package io.timebridge.bridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The programs of others that these tests need, and where they are. */
final class Tools {
  /** Each program and the Debian package that has it. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "ip", "iproute2",
          "ptpd", "ptpd",
          "setpriv", "util-linux",
          "ptp4l", "linuxptp",
          "pmc", "linuxptp",
          "chronyd", "chrony",
          "ntpdig", "ntpsec-ntpdig",
          "tshark", "tshark",
          "ffmpeg", "ffmpeg",
          "gpsd", "gpsd");

  private Tools() {}

  /** Fails with one clear sentence unless the tests can run here at all. */
  static void requireAll() {
    if (!isRoot()) {
      throw new AssertionError(
          "The interop tests make network namespaces and therefore must run as root.");
    }
    List<String> missing = new ArrayList<>();
    PACKAGES.forEach(
        (tool, debianPackage) -> {
          if (find(tool) == null) {
            missing.add(tool + " (Debian package " + debianPackage + ")");
          }
        });
    if (!missing.isEmpty()) {
      throw new AssertionError("The interop tests need programs that are not here: " + missing);
    }
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the path of a tool that {@link #requireAll} has found} */
  static String path(String tool) {
    return Objects.requireNonNull(find(tool), tool + " is not installed").toString();
  }

  /** {@return the running JDK's {@code java}} */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static @Nullable Path find(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";
    for (String folder : path.split(":", -1)) {
      Path candidate = Path.of(folder, tool);
      if (!folder.isEmpty() && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
