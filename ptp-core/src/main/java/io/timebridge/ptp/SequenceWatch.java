package io.timebridge.ptp;

/**
 * The sequence ids of one type of message from one sender: tells what is new from what came before.
 * An id a little behind the newest is late or doubled; one far behind means that the sender started
 * anew.
 */
final class SequenceWatch {
  /** How far behind the newest a late message may be: farther than any network reorders. */
  private static final int WINDOW = 32;

  private boolean started;
  private int newest;

  /** Takes an id if it is new. */
  boolean accept(int sequenceId) {
    int ahead = (short) (sequenceId - newest); // ids wrap at 16 bits
    if (started && ahead <= 0 && ahead > -WINDOW) {
      return false;
    }
    started = true;
    newest = sequenceId;
    return true;
  }

  void reset() {
    started = false;
  }
}
