package io.timebridge.bridge.config;

/**
 * One PTP domain to lead.
 *
 * @param entry its port
 * @param priority1 the lower leads, before quality is compared; 0 to 255
 * @param priority2 the lower leads among clocks of equal quality; 0 to 255
 */
public record PtpServeConfig(PtpEntry entry, int priority1, int priority2) {}
