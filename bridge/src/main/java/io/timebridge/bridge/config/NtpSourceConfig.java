package io.timebridge.bridge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One NTP server to follow.
 *
 * @param name how status and policy call it; unique among the sources
 * @param server the server's name or address
 * @param port its UDP port; 1 to 65535
 * @param iburst whether it is first asked a few times quickly
 * @param minpoll log2 of the shortest time between requests, seconds; 0 to 17
 * @param maxpoll log2 of the longest time between requests, seconds; minpoll to 17
 * @param noselect whether it is only watched: measured and shown, never followed
 * @param pool the name of the entry that it is one of several servers of; its own if it is alone
 * @param interleaved whether the server is asked when its answer before really left
 * @param key the number of the symmetric key that authenticates the server; 0 for none
 * @param keys the file that has the key; null without a key
 */
public record NtpSourceConfig(
    String name,
    String server,
    int port,
    boolean iburst,
    int minpoll,
    int maxpoll,
    boolean noselect,
    String pool,
    boolean interleaved,
    int key,
    @Nullable Path keys) {

  /** {@return whether the server's name stands for several, each a source} */
  public boolean isOfPool() {
    return !pool.equals(name);
  }
}
