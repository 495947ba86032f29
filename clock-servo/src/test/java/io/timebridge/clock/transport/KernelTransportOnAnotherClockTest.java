package io.timebridge.clock.transport;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The engines' clock is made from the raw one: their timers and the kernel's stamps are on it. */
@EnabledOnOs(OS.LINUX)
class KernelTransportOnAnotherClockTest {

  /** Local time that counts from elsewhere, and so many parts per thousand faster. */
  private abstract static class OnAnotherClock extends TransportContract {
    private final int perMille;

    OnAnotherClock(int perMille) {
      this.perMille = perMille;
    }

    @Override
    Transport open(String threadName) {
      try {
        return KernelTransport.open(
            threadName, raw -> 1_000_000_000_000_000L + raw + raw / 1000 * perMille);
      } catch (KernelUnavailableException | IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    StampQuality quality() {
      return StampQuality.KERNEL;
    }
  }

  @Nested
  class Faster extends OnAnotherClock {
    Faster() {
      super(1);
    }
  }

  @Nested
  class Slower extends OnAnotherClock {
    Slower() {
      super(-1);
    }
  }
}
