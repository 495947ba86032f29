package io.timebridge.bridge;

import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelClock;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where packets get their stamps: the choice, and the two transports that follow from it. */
final class Stamping {
  private static final Logger LOG = LoggerFactory.getLogger(Stamping.class);
  private static final String PTP_THREAD = "timebridge-ptp";
  private static final String NTP_THREAD = "timebridge-ntp";

  /**
   * What happened to the kernel's sockets since the start.
   *
   * @param lostStamps packets and transmit stamps that were lost for want of a stamp
   * @param reopened how often an interface came back and its sockets were opened again
   */
  record Sockets(long lostStamps, long reopened) {}

  /** Opens a transport on the kernel's sockets. */
  @FunctionalInterface
  interface Kernel {
    /**
     * Opens one.
     *
     * @param threadName its thread's name
     */
    Transport open(String threadName) throws KernelUnavailableException, IOException;
  }

  private final String word;
  private final Transport ptp;
  private final Transport ntp;

  private Stamping(String word, Transport ptp, Transport ntp) {
    this.word = word;
    this.ptp = ptp;
    this.ntp = ntp;
  }

  /**
   * Opens the transports.
   *
   * @param wanted what the config asks for
   * @param given the local clock to measure with, or null for the best there is; a clock that is
   *     given can only be stamped by this program
   * @throws BridgeException if the kernel's stamps are asked for and cannot be had
   */
  static Stamping open(Timestamps wanted, @Nullable LocalClock given) throws BridgeException {
    return open(wanted, given, KernelTransport::open);
  }

  static Stamping open(Timestamps wanted, @Nullable LocalClock given, Kernel kernel)
      throws BridgeException {
    if (wanted == Timestamps.USER || (wanted == Timestamps.AUTO && given != null)) {
      LOG.info("packets are stamped by this program");
      return user(given == null ? bestClock() : given);
    }
    String why;
    try {
      if (given != null) {
        throw new KernelUnavailableException("another local clock than the kernel's was given");
      }
      return kernel(kernel);
    } catch (LinkageError e) {
      why = "JNA is not on the class path or module path";
    } catch (KernelUnavailableException | IOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (wanted == Timestamps.KERNEL) {
      throw new BridgeException("clock.timestamps: kernel cannot be had: " + why);
    }
    LOG.warn("kernel time stamps cannot be had ({}): packets are stamped by this program", why);
    return user(bestClock());
  }

  private static Stamping kernel(Kernel kernel) throws KernelUnavailableException, IOException {
    Transport ptp = kernel.open(PTP_THREAD);
    try {
      Transport ntp = kernel.open(NTP_THREAD);
      LOG.info("packets are stamped by the kernel; the local clock is CLOCK_MONOTONIC_RAW");
      return new Stamping("kernel", ptp, ntp);
    } catch (KernelUnavailableException | IOException | RuntimeException | Error e) {
      ptp.close();
      throw e;
    }
  }

  private static Stamping user(LocalClock clock) {
    return new Stamping(
        "user", new NettyTransport(clock, PTP_THREAD), new NettyTransport(clock, NTP_THREAD));
  }

  private static LocalClock bestClock() {
    try {
      return KernelClock.open();
    } catch (KernelUnavailableException | LinkageError e) {
      return LocalClock.monotonic();
    }
  }

  /** What happened to the kernel's sockets; null where this program stamps. */
  @Nullable Sockets sockets() {
    if (ptp instanceof KernelTransport kernelPtp && ntp instanceof KernelTransport kernelNtp) {
      return new Sockets(
          kernelPtp.lostStamps() + kernelNtp.lostStamps(),
          kernelPtp.reopenings() + kernelNtp.reopenings());
    }
    return null;
  }

  /**
   * Says whom to tell that this host was suspended, so that its local clock stood still. Only where
   * the kernel stamps is that noticed.
   *
   * @param listener called on any thread
   */
  void onSuspend(Runnable listener) {
    if (ptp instanceof KernelTransport kernelPtp && ntp instanceof KernelTransport kernelNtp) {
      kernelPtp.onSuspend(listener);
      kernelNtp.onSuspend(listener);
    }
  }

  /** {@code kernel} or {@code user}. */
  String word() {
    return word;
  }

  Transport ptp() {
    return ptp;
  }

  Transport ntp() {
    return ntp;
  }

  void close() {
    ntp.close();
    ptp.close();
  }
}
