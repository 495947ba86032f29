package io.timebridge.ptp;

/**
 * How much a master grants to followers that ask for unicast messages of their own. Whoever asks in
 * another's name can have messages sent to it, so each number is a bound to that, too.
 *
 * @param followers how many that name the master's portIdentity, 1 to 65536; a quarter of that (8
 *     at least) may be there beside them that do not name it yet
 * @param followersPerAddress how many of them at one address, 1 to 256
 * @param messagesPerSecond how many Announce, Sync, Follow_Up and Delay_Resp messages a second in
 *     all, 1 to 1,000,000
 * @param maxDurationSeconds for how long at most, seconds, 10 to 3600; who asks for more is granted
 *     that
 */
public record UnicastService(
    int followers, int followersPerAddress, int messagesPerSecond, int maxDurationSeconds) {

  /** As many followers as a large network has, and what one core sends them with ease. */
  public static final UnicastService USUAL = new UnicastService(2048, 16, 65_536, 300);

  /** Checks the ranges. */
  public UnicastService {
    PtpLimits.check("followers", followers, 1, 65_536);
    PtpLimits.check("followersPerAddress", followersPerAddress, 1, 256);
    PtpLimits.check("messagesPerSecond", messagesPerSecond, 1, 1_000_000);
    PtpLimits.check("maxDurationSeconds", maxDurationSeconds, 10, 3600);
  }

  /** How many may be served that have not named the master's portIdentity. */
  int strangers() {
    return Math.max(8, followers / 4);
  }
}
