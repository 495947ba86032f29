/**
 * Linux kernel sockets with the kernel's own time stamps, from plain Java: JNA's direct mapping to
 * the C library, batches of packets in memory that is allocated once, no garbage for a packet.
 *
 * <p>One thread runs it all ({@link io.timebridge.clock.transport.kernel.KernelTransport}): it
 * waits in ppoll, reads what came with its receive stamps, drains the error queue for transmit
 * stamps, and sends what the engines said in one system call. The kernel stamps in CLOCK_REALTIME,
 * which anybody may step or slew; {@link io.timebridge.clock.transport.kernel.StampCarrier} carries
 * each stamp over to CLOCK_MONOTONIC_RAW at once.
 */
@NullMarked
package io.timebridge.clock.transport.kernel;

import org.jspecify.annotations.NullMarked;
