package io.timebridge.examples;

import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.BridgeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The grandmaster of an AES67 network, disciplined by the site's NTP servers. It leads only once
 * its frequency is known well enough for sound, half a minute behind quiet servers, and is passive
 * while a better grandmaster is heard. Two servers must agree before any time is given.
 *
 * <p>Run it with an interface, the two UDP ports (319 and 320 need a privilege), a number of
 * seconds, and the servers: two or more, {@code HOST} or {@code HOST:PORT}, an IPv6 address in
 * brackets.
 */
public final class Aes67FromNtp {
  private Aes67FromNtp() {}

  /**
   * Runs it.
   *
   * @param args interface, event port, general port, seconds, servers
   * @throws Exception if an argument is wrong or a socket cannot be opened
   */
  public static void main(String[] args) throws Exception {
    BridgeConfigBuilder config =
        BridgeConfig.builder()
            .http("off")
            .clock(clock -> clock.holdover(Duration.ofHours(8)))
            .policy(policy -> policy.require(2))
            .servePtp(
                args[0],
                ptp ->
                    ptp.profile("aes67")
                        .eventPort(Integer.parseInt(args[1]))
                        .generalPort(Integer.parseInt(args[2]))
                        .priority1(128));
    for (int i = 4; i < args.length; i++) {
      URI server = URI.create("ntp://" + args[i]);
      String host = server.getHost().replaceAll("[\\[\\]]", "");
      int port = server.getPort() < 0 ? 123 : server.getPort();
      config.followNtp("ntp" + (i - 3), host, ntp -> ntp.port(port));
    }
    try (TimeBridge bridge = TimeBridge.start(config.build())) {
      for (int second = 0; second < Integer.parseInt(args[3]); second++) {
        TimeUnit.SECONDS.sleep(1);
        System.out.println(bridge.now());
      }
    }
  }
}
