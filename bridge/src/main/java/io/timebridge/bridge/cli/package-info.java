/**
 * The command line: {@code run}, {@code demo}, {@code query}, {@code decode}, {@code simulate},
 * {@code ptp}.
 */
@NullMarked
package io.timebridge.bridge.cli;

import org.jspecify.annotations.NullMarked;
