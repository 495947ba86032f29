package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedHostClockTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DELAY = 10_000;
  private static final long PERIOD = SECOND / 8;

  private final VirtualTime time = new VirtualTime();
  private final SimulatedNetwork network =
      new SimulatedNetwork(time, new LinkModel(DELAY, 0, 0), new SeededRandom(7));
  private final SimulatedOscillator crystal =
      new SimulatedOscillator(5_000, 10, 0, new SeededRandom(1));
  private final SimulatedNode host = network.addNode(crystal);
  private final SimulatedNode peer =
      network.addNode(new SimulatedOscillator(0, 0, 0, new SeededRandom(2)));
  private final SimulatedHostClock clock = host.stampByHostClock();

  private long arrives;
  private double slewPpm; // how fast it is at most
  private int came;
  private int left;
  private final List<Long> late = new ArrayList<>();

  private static InetAddress address(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  /** Holds each stamp against when the packet really passed. */
  private final class Witness extends LoggingEngine {
    @Override
    public void received(Datagram datagram) {
      came++;
      check(datagram.localNanos(), crystal.localAt(arrives), datagram.widthNanos());
      late.add(time.nowNanos() - arrives);
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {
      left++;
      check(localNanos, crystal.localAt(arrives - DELAY), width);
    }

    private void check(long stamp, long truth, long width) {
      // A slew that began while the packet waited for its reader shows in the next reading only.
      long unseen = Math.round((time.nowNanos() - arrives + DELAY) * slewPpm * 1e-6);
      assertTrue(
          Math.abs(stamp - truth) <= width + unseen + 4, () -> stamp - truth + " ± " + width);
      assertTrue(width < 200_000, () -> "± " + width);
    }
  }

  /** One packet each way each eighth of a second. */
  private void run(int seconds) throws Exception {
    Route toHost = Route.to(new InetSocketAddress(address(1), 123));
    Route toPeer = Route.to(new InetSocketAddress(address(2), 123));
    for (int i = 0; i < 8 * seconds; i++) {
      arrives = time.nowNanos() + DELAY;
      from.outbox().sendEvent(LoggingEngine.bytes("in"), toHost, null);
      to.outbox().sendEvent(LoggingEngine.bytes("out"), toPeer, null);
      time.runUntil(time.nowNanos() + PERIOD);
    }
  }

  private final LoggingEngine from = new LoggingEngine();
  private final Witness to = new Witness();

  private void start() throws Exception {
    peer.attach(Binding.unicast(address(2), 123), from::withOutbox);
    host.attach(Binding.unicast(address(1), 123), to::withOutbox);
    time.runUntil(SECOND);
  }

  @Test
  void stampsAreCarriedOverAndComeAfterThePacket() throws Exception {
    start();
    run(10);
    assertEquals(80, came);
    assertEquals(80, left);
    assertEquals(0, clock.lost());
    assertTrue(late.stream().allMatch(each -> each > 0), late::toString);
  }

  @ParameterizedTest
  @ValueSource(doubles = {500, -500, 83_333, -83_333})
  void aSlewLeavesNoStampWrong(double ppm) throws Exception {
    start();
    run(5);
    clock.slew(ppm);
    slewPpm = Math.abs(ppm);
    run(1);
    slewPpm = 0;
    run(19);
    slewPpm = Math.abs(ppm);
    clock.slew(0);
    run(5);
    assertEquals(2 * 240, came + left + clock.lost());
    assertTrue(clock.lost() < 10, () -> clock.lost() + " lost");
  }

  @ParameterizedTest
  @ValueSource(longs = {SECOND, -SECOND, 3_600 * SECOND, 20_000_000})
  void whatPassesAcrossAStepIsDropped(long step) throws Exception {
    start();
    run(5);
    arrives = time.nowNanos() + DELAY;
    from.outbox()
        .sendEvent(
            LoggingEngine.bytes("in"), Route.to(new InetSocketAddress(address(1), 123)), null);
    time.runUntil(arrives + 1);
    clock.step(step);
    time.runUntil(time.nowNanos() + PERIOD);
    assertEquals(1, clock.lost());
    run(5);
    assertEquals(80, came);
    assertEquals(80, left);
  }
}
