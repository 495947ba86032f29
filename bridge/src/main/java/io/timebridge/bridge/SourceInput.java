package io.timebridge.bridge;

import io.timebridge.clock.LocalClock;
import java.util.concurrent.Executor;

/** Where a {@link TimeSource} tells what it knows. Any thread; nothing here waits. */
public interface SourceInput {

  /** {@return the clock that every reading is a pair with} */
  LocalClock clock();

  /** {@return what runs tasks that may take long} */
  Executor executor();

  /**
   * Says how good the source is: before the first reading, and whenever that changes. Another
   * quality is another way to the time, which is measured anew.
   *
   * @param quality how good it is from now on
   */
  void quality(SourceQuality quality);

  /**
   * Tells what time it was, the usual delay on the way taken off. Of a source whose jitter is below
   * 1 ms the least late readings count most, of any other their mean. A reading older than the one
   * before it is ignored.
   *
   * @param localNanos when, by {@link #clock()}
   * @param utcNanos UTC then, nanoseconds since 1970
   * @param errorBoundNanos what {@code utcNanos} may be off by at most, both ways; at least 0. The
   *     bridge believes it, and the bound that it serves is no better than it is honest.
   */
  void reading(long localNanos, long utcNanos, long errorBoundNanos);

  /**
   * Says that there is no time to tell, until the next reading. A source that is silent for five of
   * its usual intervals, and 5 s, counts as unavailable by itself.
   *
   * @param reason why, in words for an operator
   */
  void unavailable(String reason);
}
