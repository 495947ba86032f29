/**
 * The runnable jar against other people's programs: {@code ptp4l}, {@code chronyd}, {@code ntpdig},
 * {@code tshark}, each in a network namespace of its own on one Linux machine.
 *
 * <p>Run with {@code mvn verify -Pinterop} as root. A missing tool fails, it does not skip. No
 * process here has the right to set the clock ({@link io.timebridge.bridge.interop.Host}), and
 * every namespace and process goes away with its {@link io.timebridge.bridge.interop.Lab}.
 *
 * <p>All namespaces share the kernel's clock, so the truth is known: the reference's time minus the
 * host's is what the test told the reference to be off by.
 */
@NullMarked
package io.timebridge.bridge.interop;

import org.jspecify.annotations.NullMarked;
