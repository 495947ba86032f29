package io.timebridge.bridge.media;

/**
 * A line of a session description that is not what it should be.
 *
 * @param line its number, the first is 1
 * @param text what was found, cut if it is long
 * @param why what is wrong, and what was made of it
 */
public record SdpProblem(int line, String text, String why) {
  @Override
  public String toString() {
    return "line " + line + ": " + why + ": " + text;
  }
}
