package io.timebridge.bridge;

import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelClock;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where packets get their stamps: the choice, and the transports that follow from it. */
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
  private final List<Transport> ntp;

  private Stamping(String word, Transport ptp, List<Transport> ntp) {
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
   * @param ntpThreads how many threads serve NTP
   * @throws BridgeException if the kernel's stamps are asked for and cannot be had
   */
  static Stamping open(Timestamps wanted, @Nullable LocalClock given, int ntpThreads)
      throws BridgeException {
    return open(wanted, given, ntpThreads, KernelTransport::open);
  }

  static Stamping open(Timestamps wanted, @Nullable LocalClock given, int ntpThreads, Kernel kernel)
      throws BridgeException {
    if (wanted == Timestamps.USER || (wanted == Timestamps.AUTO && given != null)) {
      LOG.info("packets are stamped by this program");
      return user(given == null ? bestClock() : given, ntpThreads);
    }
    String why;
    try {
      if (given != null) {
        throw new KernelUnavailableException("another local clock than the kernel's was given");
      }
      Stamping opened = open("kernel", ntpThreads, kernel);
      LOG.info("packets are stamped by the kernel; the local clock is CLOCK_MONOTONIC_RAW");
      return opened;
    } catch (LinkageError e) {
      why = "JNA is not on the class path or module path";
    } catch (KernelUnavailableException | IOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (wanted == Timestamps.KERNEL) {
      throw new BridgeException("clock.timestamps: kernel cannot be had: " + why);
    }
    LOG.warn("kernel time stamps cannot be had ({}): packets are stamped by this program", why);
    return user(bestClock(), ntpThreads);
  }

  private static Stamping user(LocalClock clock, int ntpThreads) throws BridgeException {
    try {
      Stamping opened = open("user", ntpThreads, name -> new NettyTransport(clock, name));
      if (opened.ptp instanceof NettyTransport netty) {
        LOG.info("sockets are read and written by Netty's {}", netty.runsOn());
      }
      return opened;
    } catch (KernelUnavailableException | IOException e) {
      throw new BridgeException("no transport can be had: " + e.getMessage(), e);
    }
  }

  /**
   * Opens the embedder's transports.
   *
   * @throws BridgeException if one cannot be opened, or they do not share a local clock
   */
  static Stamping given(TransportFactory factory, int ntpThreads) throws BridgeException {
    try {
      Stamping opened = open("user", ntpThreads, factory::open);
      boolean kernel = opened.all().stream().allMatch(KernelTransport.class::isInstance);
      return kernel ? new Stamping("kernel", opened.ptp, opened.ntp) : opened;
    } catch (KernelUnavailableException | IOException e) {
      throw new BridgeException("the given transport cannot be opened: " + e.getMessage(), e);
    }
  }

  private static Stamping open(String word, int ntpThreads, Kernel opening)
      throws KernelUnavailableException, IOException {
    List<Transport> opened = new ArrayList<>();
    try {
      opened.add(opening.open(PTP_THREAD));
      for (int i = 0; i < ntpThreads; i++) {
        opened.add(opening.open(i == 0 ? NTP_THREAD : NTP_THREAD + "-" + (i + 1)));
      }
      return new Stamping(word, opened.get(0), List.copyOf(opened.subList(1, opened.size())));
    } catch (KernelUnavailableException | IOException | RuntimeException | Error e) {
      opened.forEach(Transport::close);
      throw e;
    }
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
    long lost = 0;
    long reopened = 0;
    for (Transport transport : all()) {
      if (!(transport instanceof KernelTransport kernel)) {
        return null;
      }
      lost += kernel.lostStamps();
      reopened += kernel.reopenings();
    }
    return new Sockets(lost, reopened);
  }

  private List<Transport> all() {
    List<Transport> all = new ArrayList<>(ntp);
    all.add(ptp);
    return all;
  }

  /**
   * Says whom to tell that this host was suspended, so that its local clock stood still. Only where
   * the kernel stamps is that noticed.
   *
   * @param listener called on any thread
   */
  void onSuspend(Runnable listener) {
    for (Transport transport : all()) {
      if (transport instanceof KernelTransport kernel) {
        kernel.onSuspend(listener);
      }
    }
  }

  /** {@code kernel} or {@code user}. */
  String word() {
    return word;
  }

  Transport ptp() {
    return ptp;
  }

  /** One for each thread that serves NTP, at least one. */
  List<Transport> ntp() {
    return ntp;
  }

  void close() {
    all().forEach(Transport::close);
  }
}
