/**
 * The PTPv2 wire format.
 *
 * <p>What a message is made of stands in tables, and nowhere else: where each field begins, its
 * kind, and its names. By them the messages of the measuring path are read and written in place
 * ({@link io.timebridge.ptp.wire.PtpHeader} and its kinds, flyweights over a buffer), all messages
 * as immutable objects ({@link io.timebridge.ptp.wire.PtpMessage}, {@link
 * io.timebridge.ptp.wire.Tlv}), and what stands in a packet is told by name ({@link
 * io.timebridge.ptp.wire.PtpFields}). {@link io.timebridge.ptp.wire.PtpCheck} says whether bytes
 * are a message at all; whoever reads a message that passed it meets no exception.
 */
@NullMarked
package io.timebridge.ptp.wire;

import org.jspecify.annotations.NullMarked;
