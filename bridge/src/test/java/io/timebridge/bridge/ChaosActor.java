package io.timebridge.bridge;

import io.timebridge.bridge.ChaosFault.What;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source on a {@link ChaosDay}, as it truly is: what is wrong with it now, and what was last. */
abstract class ChaosActor {
  private static final long SECOND = SimulatedBridge.SECOND;

  final String name;

  /** A fault, and its end, are noticed within so many seconds. */
  final double grace;

  private final DoubleSupplier now;
  private @Nullable ChaosFault fault;
  private @Nullable ChaosFault last;

  private ChaosActor(String name, double grace, DoubleSupplier now) {
    this.name = name;
    this.grace = grace;
    this.now = now;
  }

  /** What is wrong with it now, or null. */
  final @Nullable ChaosFault fault() {
    return fault;
  }

  /** What was wrong with it last, and is over, or null. */
  final @Nullable ChaosFault last() {
    return last;
  }

  final boolean lies() {
    return fault != null && fault.lies();
  }

  final boolean isAbsent() {
    return fault != null && fault.isAbsent();
  }

  /** Whether it lies, or did until lately. */
  final boolean lied() {
    return lies() || (last != null && last.lies() && now.getAsDouble() - last.until <= grace);
  }

  /** What is wrong with it now or was not long ago; null if it was honest for a while. */
  final @Nullable ChaosFault recent() {
    if (fault != null) {
      return fault;
    }
    return last != null && now.getAsDouble() - last.until <= grace ? last : null;
  }

  final void begin(ChaosFault begun) throws IOException {
    fault = begun;
    show(begun);
  }

  /** Ends what is wrong now, if anything is. */
  final void end() throws IOException {
    ChaosFault was = fault;
    if (was != null) {
      was.until = now.getAsDouble();
      fault = null;
      last = was;
      mend();
    }
  }

  abstract void show(ChaosFault begun) throws IOException;

  abstract void mend() throws IOException;

  /** A PTP domain with two masters. */
  static final class Domain extends ChaosActor {
    private static final double GRACE = 60;

    private final Supplier<TimeProperties> truth;
    private final SimulatedBridge.Master first;
    private final SimulatedBridge.Master second;

    /**
     * Starts the masters.
     *
     * @param truth what an honest one announces now
     */
    Domain(
        String name,
        int number,
        SimulatedBridge bridge,
        Supplier<TimeProperties> truth,
        DoubleSupplier now)
        throws IOException {
      super(name, GRACE, now);
      this.truth = truth;
      first = bridge.master(100, number).start();
      second = bridge.master(110, number).start();
    }

    @Override
    void show(ChaosFault begun) throws IOException {
      switch (begun.what) {
        case JUMP -> both(master -> master.aheadNanos += begun.off);
        case RUNS_OFF -> both(master -> master.runOff((double) begun.off));
        case SILENT -> both(SimulatedBridge.Master::die);
        case BACKUP -> first.die();
        case ARBITRARY, WRONG_OFFSET -> say();
      }
    }

    @Override
    void mend() throws IOException {
      both(
          master -> {
            master.runOff(0);
            master.aheadNanos = 0;
          });
      say();
      first.start();
      second.start();
    }

    private void both(Consumer<SimulatedBridge.Master> does) {
      does.accept(first);
      does.accept(second);
    }

    /** Announces what is so, or what the fault says. */
    void say() {
      TimeProperties so = truth.get();
      ChaosFault wrong = fault();
      TimeProperties said = so;
      if (wrong != null && wrong.what == What.ARBITRARY) {
        said = SimulatedBridge.arbitrary();
      } else if (wrong != null && wrong.what == What.WRONG_OFFSET) {
        int offset = so.currentUtcOffset() - (int) (wrong.off / SECOND);
        said = SimulatedBridge.announcing(offset, true);
      }
      TimeProperties announced = said;
      both(master -> master.properties = announced);
    }
  }

  /** An NTP server nearby. */
  static final class Server extends ChaosActor {
    /** Four samples to tell a jump, and eight to lock, of 64 s each. */
    static final double GRACE = 800;

    private static final LinkModel NEAR = new LinkModel(100_000, 50_000, 0);

    private final SimulatedNtpServer server;

    Server(String name, int number, SimulatedBridge bridge, DoubleSupplier now) throws IOException {
      super(name, GRACE, now);
      server = bridge.ntpServer("10.0.1." + number).link(NEAR).start();
    }

    /** What it announces of a leap second. */
    void leapIndicator(int indicator) {
      server.leapIndicator = indicator;
    }

    @Override
    void show(ChaosFault begun) {
      if (begun.what == What.SILENT) {
        server.stop();
      } else {
        server.aheadNanos = begun.off;
      }
    }

    @Override
    void mend() {
      server.aheadNanos = 0;
      SimulatedNtpServer unused = server.start();
    }
  }
}
