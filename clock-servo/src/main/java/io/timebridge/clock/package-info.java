/**
 * Clocks, timescales, leap seconds, and the two errors of every reading.
 *
 * <p>The local clock is free-running: nothing here steers the operating system's clock. A clock
 * that is disciplined is a piecewise-linear map from local nanoseconds to a timescale ({@link
 * io.timebridge.clock.ClockMap}), written by one thread and read by all.
 */
@NullMarked
package io.timebridge.clock;

import org.jspecify.annotations.NullMarked;
