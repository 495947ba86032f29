package io.timebridge.bridge.media;

/**
 * A header extension that a stream's packets may carry: {@code a=extmap}. RFC 8285 §5.
 *
 * @param id its local identifier in the packets: see {@link RtpPacket#element}
 * @param uri what it is, say {@link WallClock#NTP_64_URI}
 */
public record HeaderExtension(int id, String uri) {}
