/**
 * Where a packet meets the clock: datagrams with time stamps, between engines that do no I/O and
 * the sockets (or the simulated network) that do.
 *
 * <p>An {@link io.timebridge.clock.transport.Engine} is told what happened; it answers through its
 * {@link io.timebridge.clock.transport.Outbox}. A {@link io.timebridge.clock.transport.Transport}
 * stands between both and runs all of its engines on one thread.
 */
@NullMarked
package io.timebridge.clock.transport;

import org.jspecify.annotations.NullMarked;
