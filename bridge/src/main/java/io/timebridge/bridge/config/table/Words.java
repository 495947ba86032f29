package io.timebridge.bridge.config.table;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How errors show what an operator wrote. */
public final class Words {
  private static final int MAX_SHOWN = 60;

  private Words() {}

  /** {@return a text in quotes, shortened, on one line} */
  public static String quote(String text) {
    return '"' + shorten(text) + '"';
  }

  /** {@return a text of bounded length on one line, whatever it holds} */
  public static String shorten(String text) {
    String head = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    StringBuilder shown = new StringBuilder();
    head.chars()
        .forEach(
            c -> {
              boolean plain = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
              shown.append(plain ? String.valueOf((char) c) : String.format("\\u%04x", c));
            });
    return shown.toString();
  }

  /** {@return the word that was most likely meant; null if none is near} */
  public static @Nullable String nearest(String word, Collection<String> known) {
    String nearest = null;
    int least = Math.min(3, 1 + word.length() / 3) + 1;
    for (String candidate : known) {
      int distance =
          word.length() > MAX_SHOWN
              ? Integer.MAX_VALUE
              : distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance: how many letters to insert, drop or change. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
