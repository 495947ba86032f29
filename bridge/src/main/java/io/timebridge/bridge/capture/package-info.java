/**
 * Captures of network traffic, read and told: pcap and pcapng files, the layers of a frame down to
 * the payload of UDP or of Ethernet, and the PTP, NTP and RTCP messages in it by the names that
 * Wireshark gives to their fields.
 *
 * <p>{@link io.timebridge.bridge.capture.CaptureDecoder} is the way in. A capture is read as a
 * stream: one frame is in memory at a time. What cannot be read is told as a problem of its frame,
 * and the next frame follows.
 */
@NullMarked
package io.timebridge.bridge.capture;

import org.jspecify.annotations.NullMarked;
