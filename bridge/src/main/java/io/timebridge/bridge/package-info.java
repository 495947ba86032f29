/**
 * Sources in, one judged timeline, PTP and NTP out.
 *
 * <p>{@link io.timebridge.bridge.TimeBridge} is the whole bridge. Its parts: a source watches one
 * PTP domain and says whether its time may be used, the {@link io.timebridge.bridge.Timeline} holds
 * the one time that the bridge stands behind, the outputs read its snapshots.
 */
@NullMarked
package io.timebridge.bridge;

import org.jspecify.annotations.NullMarked;
