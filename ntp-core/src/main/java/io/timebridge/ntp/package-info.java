/**
 * The Network Time Protocol, versions 1 to 4 (RFC 5905): the packet in place, its time stamps and
 * eras, a server that answers from one immutable snapshot of what time it is, a client that asks
 * once, and one that follows a server.
 *
 * <p>Server and client are {@linkplain io.timebridge.clock.transport.Engine engines}: they own no
 * socket, thread or clock.
 */
@NullMarked
package io.timebridge.ntp;

import org.jspecify.annotations.NullMarked;
