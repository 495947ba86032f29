/**
 * When a media sample was taken: RTP timestamps, PTP and UTC, and the skew of two streams.
 *
 * <p>A {@link io.timebridge.bridge.media.StreamClock} reads a stream's RTP timestamps. There are
 * two kinds. A {@link io.timebridge.bridge.media.DirectClock} has a media clock that is locked to a
 * PTP domain (AES67, ST 2110), as the stream's {@link
 * io.timebridge.bridge.media.SessionDescription} says by RFC 7273. A {@link
 * io.timebridge.bridge.media.ReportedClock} is learned from RTCP sender reports or header
 * extensions (cameras), whose wall clock is a {@link io.timebridge.bridge.media.SenderClock}:
 * measured against the timeline, and what it is off by is subtracted. {@link
 * io.timebridge.bridge.media.Skew} compares two streams.
 *
 * <p>SDP is read here and not by a library: of all its lines these are the dozen that tell time,
 * and no Java library reads RFC 7273 and the older forms that devices still send.
 *
 * <p>Nothing here has a socket, thread or clock: packets are given as buffers, arrival times as
 * readings of the timeline.
 */
@NullMarked
package io.timebridge.bridge.media;

import org.jspecify.annotations.NullMarked;
