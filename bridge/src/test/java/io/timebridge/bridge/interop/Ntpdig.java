package io.timebridge.bridge.interop;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NTPsec's {@code ntpdig}: one question to port 123. */
final class Ntpdig {
  private static final Pattern OFFSET = Pattern.compile("\"offset\":\\s*(-?[0-9.eE+-]+)");

  private Ntpdig() {}

  /** {@return by how many seconds the server's time is ahead of the host's, if it answered} */
  static OptionalDouble query(Host host, String server) {
    List<String> command = List.of(Tools.path("ntpdig"), "-j", "-t", "2", server);
    for (String line : host.run(Duration.ofSeconds(30), command)) {
      Matcher matcher = OFFSET.matcher(line);
      if (matcher.find()) {
        return OptionalDouble.of(Double.parseDouble(matcher.group(1)));
      }
    }
    return OptionalDouble.empty();
  }
}
