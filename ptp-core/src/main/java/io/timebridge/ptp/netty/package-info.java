/**
 * PTP messages in a Netty pipeline of one's own: a decoder and an encoder, thin around {@code
 * io.timebridge.ptp.wire}. They take no time stamps; who needs those uses {@code
 * io.timebridge.clock.transport}.
 *
 * <p>Netty's {@code netty-codec-base} is an optional dependency: who uses this package adds it.
 */
@NullMarked
package io.timebridge.ptp.netty;

import org.jspecify.annotations.NullMarked;
