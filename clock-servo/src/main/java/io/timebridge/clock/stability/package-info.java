/**
 * How stable a clock is: Allan deviation, time deviation and maximum time interval error.
 *
 * <p>All of it is worked out from phase: the clock minus its reference, in nanoseconds, sampled at
 * equal distances in time. {@link io.timebridge.clock.stability.PhaseSeries} takes a whole series
 * and any averaging factor; {@link io.timebridge.clock.stability.StabilityMeter} takes one sample
 * after the other, without end, and octaves. Both give the same figures.
 *
 * <p>Sources: W. J. Riley, <i>Handbook of Frequency Stability Analysis</i>, NIST Special
 * Publication 1065 (2008), and ITU-T G.810 (08/96), Appendix II.
 */
@NullMarked
package io.timebridge.clock.stability;

import org.jspecify.annotations.NullMarked;
