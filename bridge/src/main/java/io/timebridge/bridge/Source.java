package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.servo.Estimator;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where time comes from, as the timeline sees it. Called on the bridge's thread, except where it
 * says otherwise.
 */
interface Source {

  /** What it is. */
  enum Kind {
    PTP,
    NTP,
    GPSD,
    /** One that the program brought along. */
    OWN,
    /** The host's clock, asked when there is no other. */
    SYSTEM;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How it is.
   *
   * @param usable whether it has a time that may be used
   * @param reason why not, or what is special about it; null if nothing is
   */
  record Health(TimelineState state, boolean usable, @Nullable String reason) {}

  /** The name that the operator gave it. Any thread. */
  String name();

  /** What it is. Any thread. */
  Kind kind();

  /** How it was when it last changed. Any thread. */
  Health health();

  /** The time that may be used, or null. */
  @Nullable SourceTime time();

  /**
   * A clock that runs at the source's rate.
   *
   * @param clock shows the source's time, be its epoch what it may
   * @param driftPpb how much faster than the local clock it runs, as far as is believed; the clock
   *     itself may be slewing
   */
  record Rate(ClockMap clock, double driftPpb) {}

  /** The rate that the source gives, or null while it has none to give. */
  default @Nullable Rate rate() {
    return null;
  }

  /**
   * How the frequency that it shows drifts.
   *
   * @param ppbPerSecond parts per 10⁹ a second; 0 if nothing stands out of the wander
   * @param seconds for how long it is believed to go on
   */
  record Drift(double ppbPerSecond, double seconds) {
    static final Drift NONE = new Drift(0, 0);

    static Drift of(Estimator estimator) {
      return new Drift(estimator.frequencyDriftPpbPerSecond(), estimator.frequencyDriftSeconds());
    }
  }

  /** What its frequency is believed to do when it is lost. */
  default Drift drift() {
    return Drift.NONE;
  }

  /**
   * What the source says itself of a leap second at the end of the present UTC day: 1, −1 or 0;
   * empty if it has nothing of its own to say.
   */
  default OptionalInt leapWord(long nowLocalNanos) {
    return OptionalInt.empty();
  }

  /** This host slept, and the local clock with it: the source's time is taken anew. */
  default void slept() {}

  /** Writes what else is to be known of it. Any thread. */
  void describe(ObjectNode node);
}
