package io.timebridge.bridge.media;

import java.util.List;

/**
 * What a session description (SDP, RFC 8866) says of its streams' clocks: RFC 7273, and the forms
 * from before it that devices still send. Immutable; any thread.
 *
 * @param name the session's name, {@code s=}; empty without one
 * @param clocks what is said of the clocks of the whole session
 * @param media its streams, in the order of {@code m=}
 * @param problems the lines that could not be read, or not as they were meant to be
 */
public record SessionDescription(
    String name, SdpClocks clocks, List<MediaDescription> media, List<SdpProblem> problems) {

  /** Makes the lists such that cannot be changed. */
  public SessionDescription {
    media = List.copyOf(media);
    problems = List.copyOf(problems);
  }

  /**
   * {@return what a text says} Whatever the text is, there is an answer: what cannot be read is
   * left out and told in {@link #problems}, of which at most 100 are kept.
   *
   * @param sdp the description; lines may end with CRLF, LF or CR
   */
  public static SessionDescription parse(String sdp) {
    return new SdpReader().read(sdp);
  }
}
