package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpServeConfig;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpPortStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PTP domain that is led on one interface. On its transport's thread, except where it says so.
 */
sealed interface PtpServed permits PtpOutput, BoundaryOutput {

  /** {@return its clock, which may have other ports} */
  PtpClock clock();

  /** {@return the number of its port, from 1; 0 before it is attached. Any thread} */
  int portNumber();

  /** {@return what it was configured to be. Any thread} */
  PtpServeConfig config();

  /** {@return what is claimed of its own time, or null if there is none to give now. Any thread} */
  MasterTime.@Nullable Claims claims();

  /** {@return what the log and management call it} */
  default String name() {
    return "ptp on " + config().entry().interfaceName() + " domain " + config().entry().domain();
  }

  /** {@return its port as it is now, or null before it is attached. Any thread} */
  default @Nullable PtpPortStatus port() {
    List<PtpPortStatus> ports = clock().status().ports();
    int index = portNumber() - 1;
    return index >= 0 && index < ports.size() ? ports.get(index) : null;
  }

  /** The timeline was updated, or time passed. */
  default void timelineChanged(long nowLocalNanos) {
    clock().timeChanged(nowLocalNanos);
  }
}
