package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ValueType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often pictures follow each other, a ratio: 30000/1001 of NTSC's heirs is no decimal number.
 *
 * @param numerator frames, 1 to 1,000,000
 * @param denominator in so many seconds, 1 to 1,001
 */
public record FrameRate(int numerator, int denominator) {
  static final ValueType<FrameRate> TYPE =
      new ValueType<>(
          FrameRate.class, "frames a second, such as 25 or 30000/1001", "", FrameRate::read);

  private static final Pattern RATIO = Pattern.compile("([0-9]{1,7})(?:/([0-9]{1,4}))?");
  private static final int MAX_FRAMES = 1_000_000;
  private static final int MAX_SECONDS = 1_001;

  /** Checks the ranges. */
  public FrameRate {
    if (numerator < 1 || numerator > MAX_FRAMES || denominator < 1 || denominator > MAX_SECONDS) {
      throw new IllegalArgumentException("no frame rate: " + numerator + "/" + denominator);
    }
  }

  private static @Nullable FrameRate read(String text) {
    Matcher ratio = RATIO.matcher(text);
    if (!ratio.matches()) {
      return null;
    }
    int frames = Integer.parseInt(ratio.group(1));
    int seconds = ratio.group(2) == null ? 1 : Integer.parseInt(ratio.group(2));
    boolean sane = frames >= 1 && frames <= MAX_FRAMES && seconds >= 1 && seconds <= MAX_SECONDS;
    return sane ? new FrameRate(frames, seconds) : null;
  }
}
