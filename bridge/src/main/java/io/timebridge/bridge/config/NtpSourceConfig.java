package io.timebridge.bridge.config;

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
 */
public record NtpSourceConfig(
    String name,
    String server,
    int port,
    boolean iburst,
    int minpoll,
    int maxpoll,
    boolean noselect) {}
