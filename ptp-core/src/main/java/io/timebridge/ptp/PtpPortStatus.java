package io.timebridge.ptp;

import org.jspecify.annotations.Nullable;

/**
 * One port of a {@link PtpStatus}.
 *
 * @param number portNumber, from 1
 * @param state what it is doing
 * @param fault of a port that is {@link PortState#FAULTY}: why, in words; else null
 */
public record PtpPortStatus(int number, PortState state, @Nullable String fault) {}
