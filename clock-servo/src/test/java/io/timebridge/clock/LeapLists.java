package io.timebridge.clock;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Leap second lists of our own. */
final class LeapLists {
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  private LeapLists() {}

  /** A list with a second inserted at the end of 2016, and one deleted at the end of June 2029. */
  static LeapSecondsList insertedAndDeleted() {
    return new LeapSecondsList(
        0,
        midnight(2030, 1),
        List.of(
            new LeapSecondsList.Entry(midnight(2015, 7), 36),
            new LeapSecondsList.Entry(midnight(2017, 1), 37),
            new LeapSecondsList.Entry(midnight(2029, 7), 36)));
  }

  /** The start of a month, UTC seconds since 1970. */
  static long midnight(int year, int month) {
    return LocalDate.of(year, month, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  }

  static long ntp(int year, int month) {
    return midnight(year, month) + NTP_TO_UNIX_SECONDS;
  }

  /** The text with a line #h of the right hash behind it. */
  static String hashed(String text) {
    String numbers =
        text.replaceAll("(?m)^#[^$@].*$", "").replaceAll("(?m)(?<=\\d)[ \\t]*#.*$", "");
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(numbers.replaceAll("[^0-9+-]", "").getBytes(StandardCharsets.US_ASCII));
      String hex = String.format("%040x", new BigInteger(1, hash));
      return text + "#h " + String.join(" ", hex.split("(?<=\\G.{8})")) + "\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
