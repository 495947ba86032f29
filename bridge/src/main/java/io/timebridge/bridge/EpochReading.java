package io.timebridge.bridge;

/**
 * A time that was converted between a PTP domain and UTC, with the epoch that the conversion
 * belongs to.
 *
 * @param nanos the converted time: UTC nanoseconds since 1970, or nanoseconds of the domain's
 *     timescale
 * @param epoch the domain's epoch that was used; times of two epochs of a domain must not be
 *     compared
 * @param estimatedErrorNanos what the error is believed to be
 * @param errorBoundNanos what the error cannot exceed while the references were honest
 */
public record EpochReading(
    long nanos, long epoch, long estimatedErrorNanos, long errorBoundNanos) {}
