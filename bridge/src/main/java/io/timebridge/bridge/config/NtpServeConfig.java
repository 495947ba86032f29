package io.timebridge.bridge.config;

import io.timebridge.clock.LeapSmear.Shape;
import io.timebridge.ntp.RateLimit;
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
 * @param deny the subnets that are denied; of all that hold an address, here and in {@code allow},
 *     the longest prefix decides, and {@code deny} between equals
 * @param localStratum the stratum to serve, 1 to 15, when there is no source; null for none
 * @param keys the file of symmetric keys; null for none
 * @param cryptoNak whether a MAC that is not right is answered with a crypto-NAK
 * @param interleaved whether interleaved mode is spoken
 * @param leapSmear how leap seconds are smeared; null for not at all
 * @param rateLimit how often one address is answered; null for no limit
 * @param threads how many threads answer, 1 to 64; each has a socket of its own on every address
 */
public record NtpServeConfig(
    List<InetSocketAddress> listen,
    @Nullable List<Subnet> allow,
    List<Subnet> deny,
    @Nullable Integer localStratum,
    @Nullable Path keys,
    boolean cryptoNak,
    boolean interleaved,
    @Nullable Shape leapSmear,
    @Nullable RateLimit rateLimit,
    int threads) {
  public NtpServeConfig {
    listen = List.copyOf(listen);
    deny = List.copyOf(deny);
    allow = allow == null ? null : List.copyOf(allow);
  }
}
