/** Many simulated networks at once: whether what clocks say of their own error is true. */
@NullMarked
package io.timebridge.benchmarks.scenarios;

import org.jspecify.annotations.NullMarked;
