package io.timebridge.bridge.config;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A whole config, checked.
 *
 * @param http where the status is served over HTTP; null if it is not
 * @param clock how the timeline is kept and steered
 * @param policy which sources are believed
 * @param sources where time comes from
 * @param serve where time goes to
 */
public record BridgeConfig(
    @Nullable InetSocketAddress http,
    ClockConfig clock,
    PolicyConfig policy,
    SourcesConfig sources,
    ServeConfig serve) {

  /** {@return what writes a config key by key, in a program instead of a file} */
  public static BridgeConfigBuilder builder() {
    return new BridgeConfigBuilder();
  }
}
