package io.timebridge.benchmarks;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PortState;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.UnicastService;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One clock and many followers that negotiated unicast with it, on loopback with kernel stamps: the
 * clock on one thread, the followers, each at an address of its own, on another. Counts the Syncs
 * without a Follow_Up and the Delay_Req without a Delay_Resp, and what the clock's thread used.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.timebridge.benchmarks.UnicastFollowers [followers [seconds [logInterval]]]
 * }</pre>
 */
public final class UnicastFollowers {
  private static final int USUAL_FOLLOWERS = 2000;
  private static final int USUAL_SECONDS = 20;
  private static final int USUAL_LOG_INTERVAL = -3; // 8 a second
  private static final int WARM_UP_SECONDS = 5;
  private static final int PATIENCE_SECONDS = 20;
  private static final String CLOCK_THREAD = "unicast-clock";
  private static final ClockIdentity MASTER = new ClockIdentity(0x0200_00FF_FE01_0001L);

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What was measured.
   *
   * @param counts what the followers saw
   * @param seconds how long
   * @param cpuSeconds what the clock's thread used, user and system
   * @param allocatedBytes what the clock's thread allocated
   * @param bytesAFollower what the heap grew by when the followers came, for each
   */
  record Result(
      int followers,
      UnicastCrowd.Counts counts,
      double seconds,
      double cpuSeconds,
      long allocatedBytes,
      long bytesAFollower,
      long lostStamps) {

    /** True if nothing was lost, and everybody had nearly all that is due. */
    boolean isWhole(int logInterval) {
      double due = followers * seconds * Math.pow(2, -logInterval);
      return counts.withoutFollowUp() == 0
          && counts.withoutDelayResp() == 0
          && counts.syncGaps() == 0
          && counts.syncs() > 0.98 * due
          && counts.syncs() < 1.02 * due
          && counts.delayReqs() > 0.98 * due;
    }
  }

  /** Time of no use to anybody but a benchmark. */
  private static final class LocalTime implements MasterTime {
    private final Claims claims =
        new Claims(
            new ClockQuality(248, ClockQuality.ACCURACY_UNKNOWN, 0xFFFF),
            new TimeProperties(37, false, false, false, false, false, false, 0xA0));

    @Override
    public long nanosAt(long localNanos) {
      return localNanos;
    }

    @Override
    public Claims claimsAt(long localNanos) {
      return claims;
    }
  }

  private UnicastFollowers() {}

  /**
   * Runs it.
   *
   * @param args followers (2000), seconds (20), log₂ of the seconds between Syncs, and between
   *     Delay_Req (−3)
   * @throws Exception if there are no kernel stamps here
   */
  public static void main(String[] args) throws Exception {
    int followers = args.length > 0 ? Integer.parseInt(args[0]) : USUAL_FOLLOWERS;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : USUAL_SECONDS;
    int logInterval = args.length > 2 ? Integer.parseInt(args[2]) : USUAL_LOG_INTERVAL;
    Result result = run(followers, seconds, logInterval);
    print(result);
    if (!result.isWhole(logInterval)) {
      System.err.println("messages were lost, or came too seldom");
      System.exit(1);
    }
  }

  private static void print(Result result) {
    UnicastCrowd.Counts counts = result.counts();
    long sent = 2 * counts.syncs() + counts.announces() + counts.delayReqs();
    System.out.printf(
        Locale.ROOT,
        "%,d followers, %.1f s: %,d Syncs, %,d without a Follow_Up, %,d missing; %,d Delay_Req, %,d"
            + " without a Delay_Resp; %,d Announces%n",
        result.followers(),
        result.seconds(),
        counts.syncs(),
        counts.withoutFollowUp(),
        counts.syncGaps(),
        counts.delayReqs(),
        counts.withoutDelayResp(),
        counts.announces());
    System.out.printf(
        Locale.ROOT,
        "the clock's thread: %.1f %% of a core, %.1f us a message sent, %.0f us a second and"
            + " follower; %,.0f messages sent a second, %.2f bytes allocated for each; %,d bytes of"
            + " heap a follower; %d stamps lost%n",
        100 * result.cpuSeconds() / result.seconds(),
        1e6 * result.cpuSeconds() / sent,
        1e6 * result.cpuSeconds() / result.seconds() / result.followers(),
        sent / result.seconds(),
        (double) result.allocatedBytes() / sent,
        result.bytesAFollower(),
        result.lostStamps());
  }

  static Result run(int followers, int seconds, int logInterval) throws Exception {
    NetworkInterface loopback = NetworkInterface.getByName("lo");
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    InetAddress any = InetAddress.getByAddress(new byte[4]);
    int port = freePair();
    PtpPortConfig config =
        PtpPortConfig.builder(PtpProfile.AES67.withIntervals(-2, 0, 0))
            .ports(port, port + 1)
            .multicast(false)
            .unicastDelayResp(false)
            .unicastService(new UnicastService(followers, 16, 1_000_000, 300))
            .build();
    PtpClock clock =
        PtpClock.master(
            "clock",
            config,
            PtpIdentity.configured(MASTER),
            128,
            128,
            new LocalTime(),
            new SeededRandom(1));
    try (KernelTransport serving = KernelTransport.open(CLOCK_THREAD);
        KernelTransport asking = KernelTransport.open("unicast-followers")) {
      serving.attach(binding(loopback, address, port), clock::port);
      await("the clock is master", () -> clock.status().state() == PortState.MASTER);
      Route server = Route.to(new InetSocketAddress(address, port));
      UnicastCrowd[] crowd = new UnicastCrowd[1];
      long heap = heapBytes();
      asking.attach(
          binding(loopback, any, port).withoutTransmitStamps(),
          outbox ->
              crowd[0] =
                  new UnicastCrowd(
                      outbox, server, new PortIdentity(MASTER, 1), followers, logInterval));
      await("all are granted all", () -> clock.unicastGrants() == 3 * followers);
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      return measure(clock, serving, asking, crowd[0], followers, seconds, heap);
    }
  }

  private static Result measure(
      PtpClock clock,
      KernelTransport serving,
      KernelTransport asking,
      UnicastCrowd crowd,
      int followers,
      int seconds,
      long heapBefore)
      throws Exception {
    long thread = threadId();
    long bytesAFollower = (heapBytes() - heapBefore) / followers;
    UnicastCrowd.Counts before = on(asking, crowd::counts);
    long start = System.nanoTime();
    long cpu = THREADS.getThreadCpuTime(thread);
    long allocated = THREADS.getThreadAllocatedBytes(thread);
    TimeUnit.SECONDS.sleep(seconds);
    double cpuSeconds = (THREADS.getThreadCpuTime(thread) - cpu) / 1e9;
    long bytes = THREADS.getThreadAllocatedBytes(thread) - allocated;
    UnicastCrowd.Counts after = on(asking, crowd::counts);
    double elapsed = (System.nanoTime() - start) / 1e9;
    long lost = clock.missedStamps() + serving.lostStamps();
    return new Result(
        followers, after.minus(before), elapsed, cpuSeconds, bytes, bytesAFollower, lost);
  }

  private static Binding binding(NetworkInterface loopback, InetAddress address, int port) {
    return new Binding(loopback, List.of(address), List.of(), port, port + 1, 1, 46);
  }

  private static <T> T on(Transport transport, Supplier<T> read) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    transport.execute(() -> answer.complete(read.get()));
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void await(String what, Supplier<Boolean> reached) throws Exception {
    for (int i = 0; i < 100 * PATIENCE_SECONDS; i++) {
      if (reached.get()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IllegalStateException("never was: " + what);
  }

  private static long threadId() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals(CLOCK_THREAD))
        .findFirst()
        .orElseThrow()
        .getId();
  }

  private static long heapBytes() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Two ports in a row that are free. */
  private static int freePair() throws IOException {
    for (int i = 0; i < 100; i++) {
      try (DatagramSocket one = new DatagramSocket();
          DatagramSocket other = new DatagramSocket(null)) {
        if (one.getLocalPort() < 65_535) {
          other.bind(new InetSocketAddress(one.getLocalPort() + 1));
          return one.getLocalPort();
        }
      } catch (java.net.BindException e) {
        // The next one.
      }
    }
    throw new IOException("no two free ports in a row");
  }
}
