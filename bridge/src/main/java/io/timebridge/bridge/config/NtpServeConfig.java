package io.timebridge.bridge.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How NTP is served.
 *
 * @param listen the UDP addresses to answer on; at least one
 * @param allow the subnets that are answered, everything else is denied; null means the subnets of
 *     the host's own interfaces, empty means nobody
 * @param localStratum the stratum to serve, 1 to 15, when there is no source; null for none
 * @param keys the file of symmetric keys; null for none
 * @param threads how many threads answer, 1 to 64; each has a socket of its own on every address
 */
public record NtpServeConfig(
    List<InetSocketAddress> listen,
    @Nullable List<Subnet> allow,
    @Nullable Integer localStratum,
    @Nullable Path keys,
    int threads) {
  public NtpServeConfig {
    listen = List.copyOf(listen);
    allow = allow == null ? null : List.copyOf(allow);
  }
}
