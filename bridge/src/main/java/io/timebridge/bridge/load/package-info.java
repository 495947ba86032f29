/**
 * Load for NTP servers: requests offered from many sockets, and what became of them. {@link
 * io.timebridge.bridge.load.NtpLoad} runs a {@link io.timebridge.bridge.load.LoadPlan} and gives a
 * {@link io.timebridge.bridge.load.LoadReport}.
 */
@NullMarked
package io.timebridge.bridge.load;

import org.jspecify.annotations.NullMarked;
