package io.timebridge.bridge.media;

/**
 * What an RTP payload type stands for: {@code a=rtpmap}, or RFC 3551's table of those that need no
 * such line.
 *
 * @param payloadType 0 to 127
 * @param encoding the encoding's name, as it was written
 * @param clockRate hertz of the RTP clock
 * @param channels of audio, 1 unless it is said
 */
public record RtpFormat(int payloadType, String encoding, int clockRate, int channels) {}
