/** Our PTP follower beside {@code ptp4l -S}, behind the same grandmaster: raw with raw. */
@NullMarked
package io.timebridge.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;
