package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSecondsList.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeapSecondsListTest {
  private static final long SECOND = 1_000_000_000L;

  private static String published() throws IOException {
    try (InputStream in = LeapSecondsListTest.class.getResourceAsStream("leap-seconds.list")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String message(String text) {
    return String.valueOf(
        assertThrows(LeapSecondsException.class, () -> LeapSecondsList.parse("leaps", text))
            .getMessage());
  }

  private static String unreadable(Path file) {
    return String.valueOf(
        assertThrows(LeapSecondsException.class, () -> LeapSecondsList.read(file)).getMessage());
  }

  @Test
  void readsWhatIersPublishes() throws Exception {
    LeapSecondsList list = LeapSecondsList.parse("leaps", published());
    assertEquals(LocalDate.of(2025, 7, 7).toEpochDay() * 86_400, list.updatedUtcSeconds());
    assertEquals(LocalDate.of(2026, 6, 28).toEpochDay() * 86_400, list.expiresUtcSeconds());
    assertEquals(28, list.entries().size());
    assertEquals(new Entry(LeapLists.midnight(1972, 1), 10), list.entries().get(0));
    assertEquals(new Entry(LeapLists.midnight(2017, 1), 37), list.entries().get(27));
  }

  @Test
  void theTableOfTheListIsTheBuiltInOne() throws Exception {
    LeapSeconds table = LeapSeconds.of(LeapSecondsList.parse("leaps", published()));
    for (int i = 0; i < table.size(); i++) {
      assertEquals(LeapSeconds.builtIn().startUtcNanos(i), table.startUtcNanos(i));
      assertEquals(LeapSeconds.builtIn().offset(i), table.offset(i));
    }
    assertEquals(LeapSeconds.builtIn().size(), table.size());
    assertEquals(LocalDate.of(2026, 6, 28).toEpochDay() * 86_400 * SECOND, table.expiresUtcNanos());
  }

  @Test
  void isExpiredFromTheSecondOnThatItSays() throws Exception {
    LeapSecondsList list = LeapSecondsList.parse("leaps", published());
    long expires = list.expiresUtcSeconds() * SECOND;
    assertSame(list, list.unexpiredAt(expires - 1));
    String message =
        assertThrows(LeapSecondsException.class, () -> list.unexpiredAt(expires)).getMessage();
    assertEquals("the leap second list expired on 2026-06-28", message);
  }

  @Test
  void readsLineEndsOfWindowsAndWordsWithoutLeadingZeros() throws Exception {
    String text = "#$ 3676924801\n#@ 3991593600\n" + LeapLists.ntp(2017, 1) + "\t37 # 1 Jan\n";
    LeapSecondsList list = null;
    for (int i = 0; list == null; i++) { // look for numbers whose hash has a word with a zero ahead
      String hashed = LeapLists.hashed(text.replace("3676924801", "" + (3676924801L + i)));
      if (hashed.contains(" 0")) {
        list = LeapSecondsList.parse("leaps", hashed.replaceAll("(?<=#h.{0,40}) 0", " "));
        assertEquals(list, LeapSecondsList.parse("leaps", hashed.replace("\n", "\r\n")));
      }
    }
    assertEquals(List.of(new Entry(LeapLists.midnight(2017, 1), 37)), list.entries());
  }

  /** Each row is a whole file but for its hash, with | for the line ends. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "#$ 1|#@ 2|3692217600 37|36922176o0 38|; leaps:4: \"36922176o0\" is not a whole number",
        "#$ 1|#@ 11208988801|3692217600 37|; leaps:2: \"11208988801\" is not a whole number of",
        "#$ 1|#@ 2|3692\u001b17600 37|; leaps:3: \"3692?17600\" is not a whole number",
        "#$ 1|#@ 2|3692217600 37.5|; leaps:3: \"37.5\" is not a whole number of seconds, TAI",
        "#$ 1|#@ 2|3692217600|; leaps:3: \"3692217600\" is not two columns",
        "#$ 1|#@ 2|3692217600 37 38|; leaps:3: \"3692217600 37 38\" is not two columns",
        "#$ 1|#@ 2|3692217601 37|; leaps:3: \"3692217601 37\": an offset must start at midnight",
        "#$ 1|#@ 2|3692217600 37|3644697600 38|; leaps:4: \"3644697600 38\": it must start later",
        "#$ 1|#@ 2|3692217600 37|3692217600 38|; leaps:4: \"3692217600 38\": it must start later",
        "#$ 1|#@ 2|3644697600 36|3692217600 38|; leaps:4: \"3692217600 38\": from 36 s to 38 s is",
        "#$ 1|#@ 2|3644697600 36|3692217600 36|; leaps:4: \"3692217600 36\": from 36 s to 36 s is",
        "#$ x|#@ 2|3692217600 37|; leaps:1: \"x\" is not a whole number of seconds since 1900",
        "#$ 1|#@ -2|3692217600 37|; leaps:2: \"-2\" is not a whole number of seconds since 1900",
        "#$ 1|#$ 1|#@ 2|3692217600 37|; leaps:2: a second line #$",
        "#$ 1|#@ 2|#@ 2|3692217600 37|; leaps:3: a second line #@",
        "#@ 2|3692217600 37|; leaps: there is no line #$",
        "#$ 1|3692217600 37|; leaps: there is no line #@",
        "#$ 1|#@ 2|; leaps: there is no offset in it",
        "#$ 1|#@ 2|3692217600 37|#h 1 2 3 4|; leaps:4: \"1 2 3 4\" is not a hash of five words",
        "#$ 1|#@ 2|3692217600 37|#h 1 2 3 4 g|; leaps:4: \"1 2 3 4 g\" is not a hash of five words",
      })
  void saysWhereAListIsWrong(String text, String expected) {
    String message = message(LeapLists.hashed(text.replace('|', '\n')));
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void saysThatTheHashIsWrongOrMissing() throws Exception {
    String wrong = published().replace("3692217600\t37", "3692217600 37").replace("39b8", "39b9");
    assertEquals(
        "leaps:37: the numbers of the file have the hash 49db2447571e5e1b2f002a539c8da8e439b8e49e,"
            + " not 49db2447571e5e1b2f002a539c8da8e439b9e49e: it was changed or is not whole",
        message(wrong));
    String without = published().replaceAll("#h.*", "");
    assertEquals("leaps: there is no line #h, the hash of its numbers", message(without));
  }

  @Property(seed = "20261122", tries = 200)
  void noDigitCanBeChangedUnnoticed(
      @ForAll @IntRange(min = 0, max = 2000) int at, @ForAll @IntRange(min = 1, max = 9) int by)
      throws Exception {
    StringBuilder text = new StringBuilder(published());
    int place = text.indexOf("#$") + at % (text.indexOf("#h") - text.indexOf("#$"));
    char was = text.charAt(place);
    boolean number =
        was >= '0' && was <= '9' && !text.substring(0, place).matches("(?s).*#[^$@\n]*");
    if (number) {
      text.setCharAt(place, (char) ('0' + (was - '0' + by) % 10));
      assertTrue(message(text.toString()).startsWith("leaps:"), () -> message(text.toString()));
    } else {
      assertEquals(28, LeapSecondsList.parse("leaps", text.toString()).entries().size());
    }
  }

  @Property(seed = "20261122")
  void whatIsWrittenIsRead(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long updated,
      @ForAll @LongRange(min = 0, max = 9_000_000_000L) long expires,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -1000, max = 1000) Integer> steps)
      throws Exception {
    StringBuilder text = new StringBuilder("#$ " + updated + "\n#@ " + expires + "\n");
    long day = 30_000;
    int offset = 10;
    for (int step : steps) {
      text.append(day * 86_400).append(' ').append(offset).append('\n');
      day += Math.abs(step) + 1;
      offset += step < 0 ? -1 : 1;
    }
    LeapSecondsList list = LeapSecondsList.parse("leaps", LeapLists.hashed(text.toString()));
    assertEquals(steps.size(), list.entries().size());
    assertEquals(expires - 2_208_988_800L, list.expiresUtcSeconds());
    assertEquals(updated - 2_208_988_800L, list.updatedUtcSeconds());
  }

  @Property(seed = "20261122")
  void anyTextIsAListOrAnErrorThatNamesIt(
      @ForAll @StringLength(max = 80) @Chars({'#', '$', '@', 'h', ' ', '\n', '0', '3', '9', '-'})
          String text) {
    assertTrue(message(text).startsWith("leaps:"));
  }

  @Test
  void readsAFileAndSaysWhyItCannot(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("leaps");
    String missing = file + ": it cannot be read (java.nio.file.NoSuchFileException";
    assertTrue(unreadable(file).startsWith(missing), unreadable(file));
    Files.writeString(file, published().replace("IERS", "I\u00c9RS"), StandardCharsets.ISO_8859_1);
    assertEquals(LeapSecondsList.parse("leaps", published()), LeapSecondsList.read(file));
    Files.writeString(file, "#".repeat(300_000));
    assertEquals(file + ": larger than a leap second list", unreadable(file));
  }

  @Test
  void showsNoMoreOfALineThanALogCanBear() {
    String message = message("#$ " + "x".repeat(10_000));
    assertTrue(message.length() < 150, message);
  }

  @Test
  void cannotBeMadeOfNonsense() {
    List<Entry> good = List.of(new Entry(0, 10));
    assertThrows(IllegalArgumentException.class, () -> new LeapSecondsList(0, 1L << 50, good));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeapSecondsList(0, 0, List.of(new Entry(86_400L * 1_000_000, 37))));
    assertThrows(IllegalArgumentException.class, () -> new LeapSecondsList(0, 0, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new LeapSecondsList(0, 0, List.of(new Entry(1, 37))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeapSecondsList(0, 0, List.of(new Entry(86_400, 37), new Entry(0, 38))));
  }
}
