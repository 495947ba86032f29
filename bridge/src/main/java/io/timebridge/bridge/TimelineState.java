package io.timebridge.bridge;

import java.util.Locale;

/** How far a timeline, or a source, is to be believed. */
public enum TimelineState {
  /** There is no time to give. */
  UNSYNCHRONISED,
  /** A source is there, but not close or not trusted yet. */
  ACQUIRING,
  /** Close to the source. */
  LOCKED,
  /** No source any more: going on with the last good frequency, with a growing bound. */
  HOLDOVER;

  /** {@return the word for it in status and log} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
