/**
 * Virtual time: a scheduler that jumps from event to event, oscillators that err, links that delay,
 * lose and reorder, stamps that are rounded. A network of any size is built of {@link
 * io.timebridge.clock.simulation.SimulatedNode}s; each is a transport, and the engines on it are
 * the very same ones that run on sockets.
 *
 * <p>Everything follows from a seed, by {@link io.timebridge.clock.SeededRandom} and {@link
 * java.lang.StrictMath} alone: the same trace on every JDK. One thread runs it all.
 */
@NullMarked
package io.timebridge.clock.simulation;

import org.jspecify.annotations.NullMarked;
