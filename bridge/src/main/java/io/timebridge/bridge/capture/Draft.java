package io.timebridge.bridge.capture;

import org.jspecify.annotations.Nullable;

/** What is being found out about one message: its fields, a line about it, what is wrong. */
final class Draft {
  private final Fields fields = new Fields();
  private final StringBuilder text = new StringBuilder();
  private final String protocol;
  private @Nullable String problem;

  /**
   * Begins one.
   *
   * @param protocol Wireshark's filter name of it
   */
  Draft(String protocol) {
    this.protocol = protocol;
  }

  String protocol() {
    return protocol;
  }

  Fields fields() {
    return fields;
  }

  /** Says more in the line, a space before it. */
  Draft say(Object... parts) {
    for (Object part : parts) {
      if (!text.isEmpty()) {
        text.append(' ');
      }
      text.append(part);
    }
    return this;
  }

  String text() {
    return text.toString();
  }

  /** Tells what is wrong; the first thing is what counts. */
  void problem(@Nullable String what) {
    if (problem == null) {
      problem = what;
    }
  }

  @Nullable String problem() {
    return problem;
  }
}
