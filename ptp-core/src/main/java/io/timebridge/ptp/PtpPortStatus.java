package io.timebridge.ptp;

/**
 * One port of a {@link PtpStatus}.
 *
 * @param number portNumber, from 1
 * @param state what it is doing
 */
public record PtpPortStatus(int number, PortState state) {}
