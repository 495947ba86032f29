package io.timebridge.bridge.scenario;

import java.util.Arrays;

/** What a host on the network does. */
enum Role {
  PTP_GRANDMASTER("ptp-grandmaster", Time.TRUE),
  PTP_BOUNDARY("ptp-boundary", Time.JUDGED),
  PTP_TRANSPARENT("ptp-transparent", Time.NONE),
  PTP_FOLLOWER("ptp-follower", Time.JUDGED),
  NTP_SERVER("ntp-server", Time.TRUE),
  NTP_CLIENT("ntp-client", Time.JUDGED);

  private enum Time {
    TRUE,
    JUDGED,
    NONE
  }

  private final String word;
  private final Time time;

  Role(String word, Time time) {
    this.word = word;
    this.time = time;
  }

  /** How files and reports call it. */
  String word() {
    return word;
  }

  /** Whether it gives the true time. */
  boolean isSource() {
    return time == Time.TRUE;
  }

  /** Whether it has a clock that is judged. */
  boolean isJudged() {
    return time == Time.JUDGED;
  }

  /** Whether it joins networks. */
  boolean joins() {
    return this == PTP_BOUNDARY || this == PTP_TRANSPARENT;
  }

  static String[] words() {
    return Arrays.stream(values()).map(Role::word).toArray(String[]::new);
  }

  static Role of(String word) {
    return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst().orElseThrow();
  }
}
