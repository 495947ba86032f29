package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.bridge.config.ConfigReader;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.SystemClock;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ntp.NtpOutcome;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The whole way on loopback: a grandmaster, the bridge that follows it, and an NTP client that asks
 * the bridge. All three read one crystal, so the grandmaster's clock is made to run 12 ppm fast and
 * to start a quarter of a second ahead of the host's: there is something to follow.
 */
public final class Demo {
  private static final double GRANDMASTER_PPM = 12;
  private static final long GRANDMASTER_AHEAD_NANOS = 250_000_000L;

  /** The grandmaster's time, which the client's answers are compared with. */
  private static final class Grandmaster implements MasterTime {
    private static final Claims CLAIMS =
        new Claims(
            new ClockQuality(248, ClockQuality.ACCURACY_UNKNOWN, 0xFFFF),
            new TimeProperties(37, true, false, false, false, false, true, 0xA0));

    private final long startLocal;
    private final long startTai;

    Grandmaster(LocalClock clock) {
      SystemClock.Reading host = SystemClock.read(clock);
      startLocal = host.localNanos();
      startTai = LeapSeconds.builtIn().utcToTai(host.utcNanos()) + GRANDMASTER_AHEAD_NANOS;
    }

    @Override
    public long nanosAt(long localNanos) {
      long elapsed = localNanos - startLocal;
      return startTai + elapsed + Math.round(elapsed * GRANDMASTER_PPM * 1e-6);
    }

    @Override
    public Claims claimsAt(long localNanos) {
      return CLAIMS;
    }
  }

  private Demo() {}

  /**
   * Runs it.
   *
   * @param seconds for how long
   * @param out where to tell of it
   * @return true if the client got the grandmaster's time
   * @throws BridgeException if a socket cannot be opened
   * @throws InterruptedException if the thread is interrupted
   */
  public static boolean run(long seconds, PrintStream out)
      throws BridgeException, InterruptedException {
    LocalClock clock = LocalClock.monotonic();
    Grandmaster grandmaster = new Grandmaster(clock);
    try (NettyTransport transport = new NettyTransport(clock, "demo")) {
      NetworkInterface loopback = loopback();
      int[] ports = freePorts(3);
      startGrandmaster(transport, grandmaster, loopback, ports);
      BridgeConfig config = config(loopback, ports);
      out.printf(
          "Grandmaster: PTP on %s, ports %d and %d, %.0f ppm fast, %d ms ahead of this host%n",
          loopback.getName(),
          ports[0],
          ports[1],
          GRANDMASTER_PPM,
          GRANDMASTER_AHEAD_NANOS / 1_000_000);
      out.printf("Bridge:      follows it and serves NTP on 127.0.0.1:%d%n", ports[2]);
      out.printf("NTP client:  asks once a second; offset = the answer minus the grandmaster%n%n");
      try (TimeBridge bridge = TimeBridge.builder(config).localClock(clock).start()) {
        return watch(bridge, grandmaster, transport, ports[2], seconds, out);
      }
    } catch (IOException | ConfigException e) {
      throw new BridgeException("the demonstration cannot start: " + e.getMessage(), e);
    }
  }

  private static NetworkInterface loopback() throws SocketException, BridgeException {
    return NetworkInterface.networkInterfaces()
        .filter(each -> each.inetAddresses().anyMatch(a -> a.getHostAddress().equals("127.0.0.1")))
        .findFirst()
        .orElseThrow(() -> new BridgeException("this host has no loopback interface"));
  }

  /** Ports that nobody uses now: two demonstrations at once do not meet. */
  private static int[] freePorts(int count) throws SocketException {
    DatagramSocket[] sockets = new DatagramSocket[count];
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new DatagramSocket();
      ports[i] = sockets[i].getLocalPort();
    }
    for (DatagramSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static void startGrandmaster(
      NettyTransport transport, Grandmaster time, NetworkInterface loopback, int[] ports)
      throws IOException {
    SeededRandom random = new SeededRandom(ThreadLocalRandom.current().nextLong());
    PtpPortConfig port =
        PtpPortConfig.of(PtpProfile.AES67.withIntervals(-2, -3, -3)).withPorts(ports[0], ports[1]);
    PtpClock master =
        PtpClock.master(
            "grandmaster", port, PtpIdentity.ofInterface(loopback, random), 128, 128, time, random);
    transport.attach(port.ipv4(loopback), master::port);
  }

  private static BridgeConfig config(NetworkInterface loopback, int[] ports)
      throws ConfigException {
    return ConfigReader.parse(
        "demo",
        """
        http: off
        sources:
          ptp:
            - {name: demo, interface: "%s", profile: st2059-2, domain: 0, eventPort: %d,
               generalPort: %d}
        serve:
          ntp: {listen: ["127.0.0.1:%d"], allow: [127.0.0.0/8]}
        """
            .formatted(loopback.getName(), ports[0], ports[1], ports[2]));
  }

  private static boolean watch(
      TimeBridge bridge,
      Grandmaster grandmaster,
      NettyTransport transport,
      int port,
      long seconds,
      PrintStream out)
      throws IOException, InterruptedException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    boolean locked = false;
    long start = System.nanoTime();
    for (long second = 1; second <= seconds; second++) {
      long wait = start + second * 1_000_000_000L - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(wait);
      NtpOutcome outcome = NtpQueries.exchange(transport, server);
      TimelineState state = bridge.timeline().snapshot().state();
      out.printf(
          "%4d s  %-14s  %s%n", second, state.word(), describe(outcome, bridge, grandmaster));
      out.flush();
      locked |= state == TimelineState.LOCKED && outcome instanceof NtpOutcome.Answer;
    }
    out.println(locked ? "The bridge locked." : "The bridge did not lock.");
    return locked;
  }

  private static String describe(NtpOutcome outcome, TimeBridge bridge, Grandmaster grandmaster) {
    if (!(outcome instanceof NtpOutcome.Answer answer)) {
      return outcome instanceof NtpOutcome.Unsynchronised
          ? "NTP: not synchronised yet (" + bridge.timeline().snapshot().reason() + ")"
          : "NTP: no answer";
    }
    long local = answer.t4().localNanos();
    return describe(answer, LeapSeconds.builtIn().taiToUtc(grandmaster.nanosAt(local)));
  }

  /** An answer, compared with the grandmaster's UTC at its arrival, nanoseconds since 1970. */
  static String describe(NtpOutcome.Answer answer, long truthUtcNanos) {
    long offset = answer.t4().localNanos() + answer.remoteMinusLocalNanos() - truthUtcNanos;
    return String.format(
        Locale.ROOT,
        "NTP: stratum %d  offset %+9.1f µs  delay %6.1f µs  bound %7.1f µs",
        answer.header().stratum(),
        offset / 1e3,
        answer.delayNanos() / 1e3,
        answer.errorBoundNanos() / 1e3);
  }
}
