package io.timebridge.ptp.wire;

import org.jspecify.annotations.Nullable;

/** Why a management message was not obeyed. */
public enum ManagementErrorId {
  /** The answer does not fit into a message. */
  RESPONSE_TOO_BIG(0x0001),
  /** The managementId is not known. */
  NO_SUCH_ID(0x0002),
  /** The dataField has another length than the id's. */
  WRONG_LENGTH(0x0003),
  /** A value that cannot be, or a port that is not there. */
  WRONG_VALUE(0x0004),
  /** What was to be set cannot be. */
  NOT_SETABLE(0x0005),
  /** The node has no such thing, or does not do that with it. */
  NOT_SUPPORTED(0x0006),
  /** There is no value now. */
  UNPOPULATED(0x0007),
  /** Anything else. */
  GENERAL_ERROR(0xFFFE);

  private final int code;

  ManagementErrorId(int code) {
    this.code = code;
  }

  /** {@return managementErrorId, 0 to 65535} */
  public int code() {
    return code;
  }

  /**
   * {@return the error of a code, or null for a reserved one}
   *
   * @param code managementErrorId
   */
  public static @Nullable ManagementErrorId of(int code) {
    for (ManagementErrorId error : values()) {
      if (error.code == code) {
        return error;
      }
    }
    return null;
  }
}
