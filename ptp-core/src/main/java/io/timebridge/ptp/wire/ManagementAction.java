package io.timebridge.ptp.wire;

import org.jspecify.annotations.Nullable;

/** What a management message does. */
public enum ManagementAction {
  /** Asks. */
  GET,
  /** Sets. */
  SET,
  /** Answers one of these. */
  RESPONSE,
  /** Commands. */
  COMMAND,
  /** Answers a command. */
  ACKNOWLEDGE;

  private static final ManagementAction[] ALL = values();

  /** {@return actionField, 0 to 4} */
  @SuppressWarnings("EnumOrdinal") // the order is the standard's
  public int code() {
    return ordinal();
  }

  /**
   * {@return the action of a code, or null for a reserved one}
   *
   * @param code the lower four bits of the octet
   */
  public static @Nullable ManagementAction of(int code) {
    int action = code & 0xF;
    return action < ALL.length ? ALL[action] : null;
  }
}
