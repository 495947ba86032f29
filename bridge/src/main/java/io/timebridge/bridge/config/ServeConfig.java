package io.timebridge.bridge.config;

import org.jspecify.annotations.Nullable;

/**
 * Where time goes to.
 *
 * @param ntp the NTP server; null if NTP is not served
 */
public record ServeConfig(@Nullable NtpServeConfig ntp) {}
