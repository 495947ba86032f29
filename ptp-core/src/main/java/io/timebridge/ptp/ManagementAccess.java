package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;

/** Who may manage a clock by management messages. Asked on the port's thread. */
public interface ManagementAccess {
  /** Whoever can reach it may ask; nobody may set. */
  ManagementAccess READ_ONLY =
      new ManagementAccess() {
        @Override
        public boolean mayGet(Route from) {
          return true;
        }

        @Override
        public boolean maySet(Route from) {
          return false;
        }
      };

  /**
   * {@return whether GET is answered; others get no answer at all, so that nobody is flooded with
   * answers in another's name}
   *
   * @param from whence the request came
   */
  boolean mayGet(Route from);

  /**
   * {@return whether SET and COMMAND are obeyed; others get an error}
   *
   * @param from whence the request came
   */
  boolean maySet(Route from);
}
