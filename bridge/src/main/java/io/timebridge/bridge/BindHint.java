package io.timebridge.bridge;

/** What a port may lack that cannot be bound: most who meet this meet it on their first day. */
final class BindHint {
  private static final int FIRST_FREE = 1024;
  private static final String PRIVILEGE =
      " (a port below 1024 needs root or CAP_NET_BIND_SERVICE, and must not be in use)";

  private BindHint() {}

  /** {@return what to say after the failure to bind a port, 1 to 65535; empty from 1024 up} */
  static String of(int port) {
    return port < FIRST_FREE ? PRIVILEGE : "";
  }
}
