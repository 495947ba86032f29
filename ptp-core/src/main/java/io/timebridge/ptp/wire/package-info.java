/**
 * The PTPv2 wire format.
 *
 * <p>The messages of the measuring path are flyweights over a buffer ({@link
 * io.timebridge.ptp.wire.PtpHeader} and its kinds); everything else is an immutable record. {@link
 * io.timebridge.ptp.wire.PtpCheck} says whether bytes are a message at all; whoever reads a message
 * that passed it meets no exception.
 */
@NullMarked
package io.timebridge.ptp.wire;

import org.jspecify.annotations.NullMarked;
