package io.timebridge.clock.transport;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class KernelTransportTest extends TransportContract {
  @Override
  Transport open(String threadName) {
    try {
      return KernelTransport.open(threadName);
    } catch (KernelUnavailableException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  StampQuality quality() {
    return StampQuality.KERNEL;
  }
}
