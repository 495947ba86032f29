package io.timebridge.bridge.load;

import io.timebridge.bridge.BridgeException;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.HostRouting;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers load to an NTP server, on kernel sockets where they can be had, on Netty elsewhere. */
public final class NtpLoad {
  private static final Logger LOG = LoggerFactory.getLogger(NtpLoad.class);
  private static final String THREAD = "ntp-load";

  /** What a run may take beyond its plan: opening sockets, the last answers. */
  private static final long GRACE_NANOS = 30_000_000_000L;

  /** A loader that slept would make the server pay for waking it. */
  private static final long SPIN_NANOS = 1_000_000;

  private NtpLoad() {}

  /**
   * {@return true if an address is this host's own, loopback included} A load on another host is an
   * attack unless its owner asked for it.
   *
   * @param address the address
   */
  public static boolean isOwn(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * Runs a load to its end.
   *
   * @param plan what to offer
   * @return what became of it
   * @throws BridgeException if a socket cannot be opened
   * @throws InterruptedException if the thread is interrupted; the sockets are closed then
   */
  public static LoadReport run(LoadPlan plan) throws BridgeException, InterruptedException {
    try (Transport transport = transport()) {
      return run(plan, transport);
    } catch (IOException e) {
      throw new BridgeException("load: " + e.getMessage(), e);
    }
  }

  private static Transport transport() {
    String why;
    try {
      return KernelTransport.openSpinning(THREAD, SPIN_NANOS);
    } catch (LinkageError e) {
      why = "JNA is not on the class path or module path";
    } catch (KernelUnavailableException | IOException e) {
      why = String.valueOf(e.getMessage());
    }
    LOG.warn("kernel sockets cannot be had ({}): a slower loader", why);
    return new NettyTransport(LocalClock.monotonic(), THREAD);
  }

  private static LoadReport run(LoadPlan plan, Transport transport)
      throws IOException, InterruptedException {
    InetAddress local =
        HostRouting.sourceFor(plan.server())
            .orElseThrow(() -> new IOException("no route to " + plan.server()));
    CountDownLatch ended = new CountDownLatch(1);
    LoadMeter meter = new LoadMeter(plan, ended::countDown);
    SeededRandom random = new SeededRandom(new SecureRandom().nextLong());
    Route server = Route.to(plan.server());
    for (int i = 0; i < plan.sockets(); i++) {
      int index = i;
      transport.attach(
          Binding.unicast(local, 0).withoutTransmitStamps().connectedTo(plan.server()),
          outbox -> new LoadClient(outbox, server, plan, meter, random, index));
    }
    long longest = plan.durationNanos() + plan.timeoutNanos() + GRACE_NANOS;
    if (!ended.await(longest, TimeUnit.NANOSECONDS)) {
      throw new IOException("the run did not end in time");
    }
    return meter.report(plan, transport instanceof KernelTransport ? "kernel" : "user");
  }
}
