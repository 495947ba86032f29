/**
 * PTP clocks and their ports: who is believed ({@link io.timebridge.ptp.PtpClock}), what is
 * measured against it, and what is said to others.
 *
 * <p>A clock and its ports are engines without I/O: they run on whatever {@link
 * io.timebridge.clock.transport.Transport} they are attached to. Other threads read {@link
 * io.timebridge.ptp.PtpStatus}.
 */
@NullMarked
package io.timebridge.ptp;

import org.jspecify.annotations.NullMarked;
