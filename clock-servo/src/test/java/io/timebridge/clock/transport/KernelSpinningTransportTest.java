package io.timebridge.clock.transport;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A transport that looks again and again before it sleeps does all that others do. */
@EnabledOnOs(OS.LINUX)
class KernelSpinningTransportTest extends TransportContract {
  private static final long SPIN_NANOS = 200_000;

  @Override
  Transport open(String threadName) {
    try {
      return KernelTransport.openSpinning(threadName, SPIN_NANOS);
    } catch (KernelUnavailableException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  StampQuality quality() {
    return StampQuality.KERNEL;
  }
}
