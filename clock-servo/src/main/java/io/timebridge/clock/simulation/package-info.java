/**
 * Virtual time: a scheduler that jumps from event to event, oscillators that err, links that delay.
 *
 * <p>Everything follows from a seed. One thread runs it all, and the engines in it are the very
 * same ones that run on sockets.
 */
@NullMarked
package io.timebridge.clock.simulation;

import org.jspecify.annotations.NullMarked;
