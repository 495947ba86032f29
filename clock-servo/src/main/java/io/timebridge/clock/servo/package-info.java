/** Estimators and servos: from measurements to a clock with its two errors. */
@NullMarked
package io.timebridge.clock.servo;

import org.jspecify.annotations.NullMarked;
