/** What the hot path costs, measured with JMH: time and octets allocated per operation. */
@NullMarked
package io.timebridge.benchmarks;

import org.jspecify.annotations.NullMarked;
