package io.timebridge.ptp;

import java.net.InetAddress;
import java.util.List;

/**
 * Whom a follower asks for messages of its own, in place of those that are sent to all: IEEE 1588's
 * unicast discovery.
 *
 * @param masters the masters' addresses, 1 to 32, all of the port's network protocol; the best that
 *     announces itself is followed
 * @param durationSeconds for how long each request asks, 10 to 3600 s; half a minute or more leaves
 *     time for renewals that are lost
 * @param logRequestInterval between requests of what is not granted, log₂ of seconds, −2 to 6
 */
public record UnicastClient(
    List<InetAddress> masters, int durationSeconds, int logRequestInterval) {

  /** How many masters can be asked. */
  public static final int MAX_MASTERS = 32;

  /** Checks the ranges. */
  public UnicastClient {
    masters = List.copyOf(masters);
    if (masters.isEmpty() || masters.size() > MAX_MASTERS) {
      throw new IllegalArgumentException("1 to 32 masters can be asked");
    }
    PtpLimits.check("durationSeconds", durationSeconds, 10, 3600);
    PtpLimits.check("logRequestInterval", logRequestInterval, -2, 6);
  }
}
