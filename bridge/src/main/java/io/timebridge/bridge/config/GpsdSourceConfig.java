package io.timebridge.bridge.config;

import org.jspecify.annotations.Nullable;

/**
 * One GNSS receiver behind gpsd.
 *
 * @param name how status and policy call it; unique among the sources
 * @param host the host that gpsd runs on, by name or address
 * @param port its TCP port; 1 to 65535
 * @param device the receiver by gpsd's name for it; null for the first that speaks
 * @param offsetNanos how long after its second a sentence arrives, nanoseconds; 0 to 2 s
 * @param errorBoundNanos what a sentence's time may be off by at most, nanoseconds; 1 µs to 2 s
 * @param ppsErrorNanos what a pulse may be off by at most, beyond what gpsd says of its stamp,
 *     nanoseconds; 0 to 1 ms
 */
public record GpsdSourceConfig(
    String name,
    String host,
    int port,
    @Nullable String device,
    long offsetNanos,
    long errorBoundNanos,
    long ppsErrorNanos) {}
