package io.timebridge.bridge.config;

import io.timebridge.bridge.config.ClockConfig.Timestamps;
import java.nio.file.Path;
import java.time.Duration;

/** A config's {@code clock}: how the timeline is kept and steered. */
public final class ClockSettings extends Settings<ClockSettings> {
  ClockSettings() {}

  /**
   * Sets {@code holdover}. How long time is served, with a growing error bound, after the last
   * source vanished. So long one source alone whose time jumps is not believed either, unless it is
   * a leap second; restart the bridge to take it at once.
   *
   * @param value from 0s to 30d; left out: {@code 1h}
   * @return this
   */
  public ClockSettings holdover(Duration value) {
    return put(ConfigTable.HOLDOVER, value);
  }

  /**
   * Sets {@code maxSlewPpm}. How fast an offset is slewed away.
   *
   * @param value from 1 to 100000 ppm; left out: {@code 500}
   * @return this
   */
  public ClockSettings maxSlewPpm(double value) {
    return put(ConfigTable.MAX_SLEW_PPM, value);
  }

  /**
   * Sets {@code stepThreshold}. An offset larger than this is stepped away at the start, after what
   * was held is over, and where it is beyond the error bounds of both sides; anything else is
   * slewed, unless that would take more than an hour and whoever was followed could not know
   * better.
   *
   * @param value from 1ns to 1h; left out: {@code 10ms}
   * @return this
   */
  public ClockSettings stepThreshold(Duration value) {
    return put(ConfigTable.STEP_THRESHOLD, value);
  }

  /**
   * Sets {@code timestamps}. Where packets get their stamps: in the kernel (64-bit Linux) or in
   * this program; {@code auto} is the kernel where that can be had.
   *
   * @param value auto, kernel, user; left out: {@code auto}
   * @return this
   */
  public ClockSettings timestamps(Timestamps value) {
    return put(ConfigTable.TIMESTAMPS, value);
  }

  /**
   * Sets {@code leapSecondsFile}. A {@code leap-seconds.list}, read at the start; its hash must be
   * right. The table that expires later is used, this or the built-in one, for a domain that is TAI
   * without a valid UTC offset.
   *
   * @param value a file's path; left out: the built-in table
   * @return this
   */
  public ClockSettings leapSecondsFile(Path value) {
    return put(ConfigTable.LEAP_SECONDS_FILE, value);
  }

  /**
   * Sets {@code historyFile}. A file that is continued with how each PTP domain relates to UTC, a
   * JSON object a line and a line a second, so that recordings can be aligned afterwards. A full
   * one becomes {@code FILE.1}, that one {@code FILE.2}, and so on.
   *
   * @param value a file's path; left out: none
   * @return this
   */
  public ClockSettings historyFile(Path value) {
    return put(ConfigTable.HISTORY_FILE, value);
  }

  /**
   * Sets {@code historyFileSize}. From this size on the history is continued in a new file; a
   * domain makes about 30 MB a day.
   *
   * @param value from 1 to 1000000 MB; left out: {@code 64}
   * @return this
   */
  public ClockSettings historyFileSize(int value) {
    return put(ConfigTable.HISTORY_FILE_SIZE, value);
  }

  /**
   * Sets {@code historyFiles}. How many files of history are kept, the one that is being written
   * included; the oldest is deleted.
   *
   * @param value from 1 to 1000 files; left out: {@code 8}
   * @return this
   */
  public ClockSettings historyFiles(int value) {
    return put(ConfigTable.HISTORY_FILES, value);
  }
}
