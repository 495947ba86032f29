package io.timebridge.bridge.interop;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.SystemClock;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program of its own: a PTP master that counts from where it is told, 12 ppm faster than the
 * host, as {@code ptp4l} cannot. Each line of input is answered with one:
 *
 * <ul>
 *   <li>{@code start N}: counts from N nanoseconds, as after power-up; "started";
 *   <li>{@code read}: "UTC PTP", what the host's clock and its own show at one moment.
 * </ul>
 */
final class CountingMaster {
  /** How much faster than the host its seconds are. */
  static final double PPM = 12;

  private CountingMaster() {}

  /** Its time; read by the transport's thread, set by the one that reads the commands. */
  private static final class Counter implements MasterTime {
    private record Start(long localNanos, long nanos) {}

    private final Claims claims;
    private volatile @Nullable Start start;

    Counter(boolean tai) {
      claims =
          new Claims(
              new ClockQuality(tai ? 6 : 248, tai ? 0x21 : ClockQuality.ACCURACY_UNKNOWN, 0xFFFF),
              new TimeProperties(37, tai, false, false, tai, false, tai, tai ? 0x20 : 0xA0));
    }

    @Override
    public long nanosAt(long localNanos) {
      Start from = Objects.requireNonNull(start, "it was started");
      long elapsed = localNanos - from.localNanos();
      return from.nanos() + elapsed + Math.round(elapsed * (PPM * 1e-6));
    }

    @Override
    public @Nullable Claims claimsAt(long localNanos) {
      return start == null ? null : claims;
    }
  }

  public static void main(String[] arguments) throws Exception {
    NetworkInterface device = Objects.requireNonNull(NetworkInterface.getByName(arguments[0]));
    Counter counter = new Counter(arguments[1].equals("tai"));
    Transport transport = KernelTransport.open("master");
    PtpPortConfig port = PtpPortConfig.of(PtpProfile.AES67.withIntervals(-2, -3, -3));
    SeededRandom random = new SeededRandom(System.nanoTime());
    PtpIdentity identity = PtpIdentity.ofInterface(device, random);
    PtpClock clock = PtpClock.master("master", port, identity, 128, 128, counter, random);
    Transport.Attachment unused = transport.attach(port.ipv4(device), clock::port);
    System.out.println("ready");
    obey(counter, transport, clock);
  }

  private static void obey(Counter counter, Transport transport, PtpClock clock)
      throws IOException {
    LocalClock local = transport.clock();
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("start")) {
        counter.start = new Counter.Start(local.localNanos(), Long.parseLong(words[1]));
        transport.execute(() -> clock.timeChanged(local.localNanos()));
        System.out.println("started");
      } else {
        SystemClock.Reading host = SystemClock.read(local);
        System.out.println(host.utcNanos() + " " + counter.nanosAt(host.localNanos()));
      }
    }
  }

  /** One that runs on a host of a lab. */
  static final class Running {
    private final Child child;
    private int answers = 1;

    private Running(Child child) {
      this.child = child;
    }

    /** Starts one that counts from some nanoseconds, as TAI or as an arbitrary timescale. */
    static Running on(Host host, boolean tai, long nanos) {
      Child child =
          host.startJava("master", CountingMaster.class, host.device(), tai ? "tai" : "arbitrary");
      child.awaitLine("^ready$", BridgeProcess.LOCK);
      Running running = new Running(child);
      running.restart(nanos);
      return running;
    }

    /** Lets it count anew, and say nothing of it. */
    void restart(long nanos) {
      String unused = ask("start " + nanos);
    }

    /** {@return the host's UTC at which it shows, or showed, a time} */
    long utcNanosOf(long ptpNanos) {
      String[] read = ask("read").split(" ", -1);
      long elapsed = ptpNanos - Long.parseLong(read[1]);
      return Long.parseLong(read[0]) + Math.round(elapsed / (1 + PPM * 1e-6));
    }

    private String ask(String command) {
      child.send(command);
      String answer = child.awaitLine("^(started|\\d+ -?\\d+)$", answers, BridgeProcess.LOCK);
      answers = child.lines().size();
      return answer;
    }

    void kill() {
      child.kill();
    }
  }
}
