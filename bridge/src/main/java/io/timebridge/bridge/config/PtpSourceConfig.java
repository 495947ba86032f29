package io.timebridge.bridge.config;

import io.timebridge.clock.Timescale;
import org.jspecify.annotations.Nullable;

/**
 * One PTP domain to follow.
 *
 * @param name its name in the policy and in the status
 * @param entry its port
 * @param timescale what its time is; null to believe its leader
 */
public record PtpSourceConfig(String name, PtpEntry entry, @Nullable Timescale timescale) {}
