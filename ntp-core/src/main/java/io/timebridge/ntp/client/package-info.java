/**
 * Asks NTP servers the time, for programs that want to know it once or now and then: {@link
 * io.timebridge.ntp.client.NtpClient} sends the queries over a transport of the program's choice
 * and ranks the answers. Who wants to follow a server takes {@link
 * io.timebridge.ntp.NtpAssociation} instead.
 */
@NullMarked
package io.timebridge.ntp.client;

import org.jspecify.annotations.NullMarked;
