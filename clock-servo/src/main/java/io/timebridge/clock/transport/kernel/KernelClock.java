package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.LocalClock;

/**
 * CLOCK_MONOTONIC_RAW: the one clock of Linux that nobody slews. Any thread.
 *
 * <p>CLOCK_MONOTONIC, which {@link System#nanoTime} reads, follows whoever disciplines the host, at
 * up to 83,333 ppm with chrony.
 */
public final class KernelClock implements LocalClock {
  private static final int TIMESPEC = 16;

  private final ThreadLocal<NativeMemory> memory =
      ThreadLocal.withInitial(() -> new NativeMemory(TIMESPEC));

  private KernelClock() {}

  /**
   * {@return the clock}
   *
   * @throws KernelUnavailableException where there is no such clock, or no JNA to read it with
   */
  public static KernelClock open() throws KernelUnavailableException {
    KernelTransport.checkAvailable();
    return new KernelClock();
  }

  @Override
  public long localNanos() {
    return read(LibC.CLOCK_MONOTONIC_RAW, memory.get());
  }

  static long read(int clock, NativeMemory timespec) {
    LibC.clock_gettime(clock, timespec.address());
    return timespec.buffer().getLong(0) * 1_000_000_000L + timespec.buffer().getLong(8);
  }
}
