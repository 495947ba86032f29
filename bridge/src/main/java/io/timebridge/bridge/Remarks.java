package io.timebridge.bridge;

import org.jspecify.annotations.Nullable;

/** What is said of a source, by several who do not know of each other. */
final class Remarks {
  private Remarks() {}

  /** Both in one sentence, or the one that there is; null if there is none. */
  static @Nullable String both(@Nullable String first, @Nullable String second) {
    return first == null ? second : second == null ? first : first + "; " + second;
  }
}
