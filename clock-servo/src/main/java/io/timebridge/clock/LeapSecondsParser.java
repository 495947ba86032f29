package io.timebridge.clock;

import io.timebridge.clock.LeapSecondsList.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a {@code leap-seconds.list}; used once.
 *
 * <p>A line with {@code #} in front is a comment, but for {@code #$} (last update), {@code #@}
 * (expiry) and {@code #h} (the hash). Any other holds two columns: seconds since 1900, as in NTP,
 * and TAI − UTC from then on. The hash is the SHA-1 of all these numbers but itself, digit by digit
 * as they come, without blanks and line ends; it is printed as five words of hex, some without
 * their leading zeros.
 */
final class LeapSecondsParser {
  /** From 1900-01-01 to 1970-01-01: RFC 5905 §6, the NTP prime epoch. */
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");
  private static final Pattern OFFSET = Pattern.compile("[+-]?[0-9]{1,4}");
  private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{1,8}( [0-9A-Fa-f]{1,8}){4}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}|[\\x80-\\x9f]");
  private static final int MAX_SHOWN = 60;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final String name;
  private final MessageDigest digest = sha1();
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable Long updated;
  private @Nullable Long expires;
  private @Nullable String hash;
  private int hashLine;
  private int line;

  LeapSecondsParser(String name) {
    this.name = name;
  }

  LeapSecondsList parse(String text) throws LeapSecondsException {
    for (String each : text.split("\n", -1)) {
      line++;
      readLine(each.strip());
    }
    Long updatedSeconds = updated;
    Long expiresSeconds = expires;
    if (updatedSeconds == null) {
      throw new LeapSecondsException(name + ": there is no line #$, when it was updated");
    }
    if (expiresSeconds == null) {
      throw new LeapSecondsException(name + ": there is no line #@, when it expires");
    }
    if (entries.isEmpty()) {
      throw new LeapSecondsException(name + ": there is no offset in it");
    }
    checkHash();
    return new LeapSecondsList(updatedSeconds, expiresSeconds, entries);
  }

  private void readLine(String text) throws LeapSecondsException {
    if (text.startsWith("#$")) {
      checkFirst(updated, "#$");
      updated = seconds(text.substring(2).strip());
    } else if (text.startsWith("#@")) {
      checkFirst(expires, "#@");
      expires = seconds(text.substring(2).strip());
    } else if (text.startsWith("#h")) {
      checkFirst(hash, "#h");
      hash = hash(text.substring(2).strip());
      hashLine = line;
    } else if (!text.isEmpty() && !text.startsWith("#")) {
      readEntry(text.split("#", 2)[0].strip());
    }
  }

  private void readEntry(String text) throws LeapSecondsException {
    String[] columns = BLANKS.split(text, -1);
    if (columns.length != 2) {
      throw wrong(quoted(text) + " is not two columns, seconds since 1900 and TAI − UTC");
    }
    long start = seconds(columns[0]);
    Entry entry = new Entry(start, offset(columns[1]));
    String fault =
        entries.isEmpty()
            ? LeapSecondsList.fault(entry)
            : LeapSecondsList.fault(entries.get(entries.size() - 1), entry);
    if (!fault.isEmpty()) {
      throw wrong(quoted(text) + ": " + fault);
    }
    entries.add(entry);
  }

  /** Reads seconds since 1900 into seconds since 1970. */
  private long seconds(String text) throws LeapSecondsException {
    if (!SECONDS.matcher(text).matches()
        || Long.parseLong(text) - NTP_TO_UNIX_SECONDS > LeapSecondsList.LAST_UTC_SECONDS) {
      throw wrong(quoted(text) + " is not a whole number of seconds since 1900, before 2255");
    }
    digest.update(text.getBytes(StandardCharsets.US_ASCII));
    return Long.parseLong(text) - NTP_TO_UNIX_SECONDS;
  }

  private int offset(String text) throws LeapSecondsException {
    if (!OFFSET.matcher(text).matches()) {
      throw wrong(quoted(text) + " is not a whole number of seconds, TAI − UTC");
    }
    digest.update(text.getBytes(StandardCharsets.US_ASCII));
    return Integer.parseInt(text);
  }

  /** Reads five words of hex into forty digits. */
  private String hash(String text) throws LeapSecondsException {
    Matcher words = HASH.matcher(BLANKS.matcher(text).replaceAll(" "));
    if (!words.matches()) {
      throw wrong(quoted(text) + " is not a hash of five words of hex");
    }
    StringBuilder digits = new StringBuilder();
    for (String word : words.group().split(" ", -1)) {
      digits.append(HexFormat.of().toHexDigits(HexFormat.fromHexDigits(word)));
    }
    return digits.toString();
  }

  private void checkHash() throws LeapSecondsException {
    if (hash == null) {
      throw new LeapSecondsException(name + ": there is no line #h, the hash of its numbers");
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(hash)) {
      line = hashLine;
      throw wrong(
          "the numbers of the file have the hash "
              + actual
              + ", not "
              + hash
              + ": it was changed or is not whole");
    }
  }

  private void checkFirst(@Nullable Object before, String mark) throws LeapSecondsException {
    if (before != null) {
      throw wrong("a second line " + mark);
    }
  }

  /** What stands in the file, of bounded length and without what could spoil a log. */
  private static String quoted(String text) {
    String head = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    return '"' + CONTROL.matcher(head).replaceAll("?") + '"';
  }

  private LeapSecondsException wrong(String what) {
    return new LeapSecondsException(name + ":" + line + ": " + what);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
