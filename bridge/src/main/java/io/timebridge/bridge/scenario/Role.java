package io.timebridge.bridge.scenario;

import java.util.Arrays;

/** What a host on the network does. */
enum Role {
  PTP_GRANDMASTER("ptp-grandmaster", true),
  PTP_FOLLOWER("ptp-follower", false),
  NTP_SERVER("ntp-server", true),
  NTP_CLIENT("ntp-client", false);

  private final String word;
  private final boolean source;

  Role(String word, boolean source) {
    this.word = word;
    this.source = source;
  }

  /** How files and reports call it. */
  String word() {
    return word;
  }

  /** Whether it gives the true time; otherwise it has a clock that is judged. */
  boolean isSource() {
    return source;
  }

  static String[] words() {
    return Arrays.stream(values()).map(Role::word).toArray(String[]::new);
  }

  static Role of(String word) {
    return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst().orElseThrow();
  }
}
