package io.timebridge.examples;

import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.TimeBridgeListener;
import io.timebridge.bridge.TimelineSnapshot;
import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ConfigReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The bridge inside another program: it follows the PTP domains and serves the NTP clients that a
 * config names, and the program reads the same time.
 *
 * <p>Run it with a config as its argument and a number of seconds.
 */
public final class NtpFromPtp {
  private NtpFromPtp() {}

  /**
   * Runs it.
   *
   * @param args the config's path, and for how many seconds
   * @throws Exception if the config is wrong or a socket cannot be opened
   */
  public static void main(String[] args) throws Exception {
    BridgeConfig config = ConfigReader.read(Path.of(args[0]));
    TimeBridgeListener news =
        new TimeBridgeListener() {
          @Override
          public void stateChanged(TimelineSnapshot before, TimelineSnapshot now) {
            System.out.println("from " + before.state().word() + " to " + now.state().word());
          }
        };
    try (TimeBridge bridge = TimeBridge.builder(config).listener(news).start()) {
      for (int second = 0; second < Integer.parseInt(args[1]); second++) {
        TimeUnit.SECONDS.sleep(1);
        System.out.println(bridge.now());
      }
    }
  }
}
