package io.timebridge.ptp;

/**
 * The sequence ids of one type of message from one sender: tells what is new from what came before.
 * An id a little behind the newest is late or doubled; one far behind means that the sender started
 * anew.
 *
 * <p>A damaged or forged packet whose id lies ahead must not make all stale that the sender really
 * sends until it gets there. So after a leap ahead the id that was due is remembered, and if it
 * comes after all, the leap was the stray.
 */
final class SequenceWatch {
  /** How far behind the newest a late message may be: farther than any network reorders. */
  private static final int WINDOW = 32;

  private static final int NONE = -1;

  private final int usualStep;
  private boolean started;
  private int newest;
  private int due = NONE;

  /**
   * Creates one.
   *
   * @param usualStep a larger step ahead is a leap. A leap's due id may come late by being
   *     reordered, so where that would do harm this is more than 1
   */
  SequenceWatch(int usualStep) {
    this.usualStep = usualStep;
  }

  /** Takes an id if it is new. */
  boolean accept(int sequenceId) {
    int ahead = (short) (sequenceId - newest); // ids wrap at 16 bits
    boolean behind = started && ahead <= 0 && ahead > -WINDOW;
    if (behind && sequenceId != due) {
      return false;
    }
    if (sequenceId == due || ahead == 1) {
      due = NONE;
    } else if (started && due == NONE && ahead > usualStep) {
      due = newest + 1 & 0xFFFF;
    }
    started = true;
    newest = sequenceId;
    return true;
  }

  void reset() {
    started = false;
    due = NONE;
  }
}
