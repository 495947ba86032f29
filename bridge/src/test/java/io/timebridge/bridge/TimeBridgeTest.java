package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpMulticast;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole bridge in a program that lends it all it needs: sockets, clock, timer and threads. */
class TimeBridgeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START_TAI = LeapSeconds.builtIn().utcToTai(BuildDate.UTC_NANOS);

  private final VirtualTime time = new VirtualTime();
  private final SeededRandom random = new SeededRandom(7);
  private final SimulatedNetwork lan =
      new SimulatedNetwork(time, new LinkModel(10_000, 5_000, 0), random.split());
  private final SimulatedNode host =
      lan.addNode(new SimulatedOscillator(5_000, 10, 1e-9, random.split()));
  private final VirtualScheduler scheduler = new VirtualScheduler(time);
  private final List<String> events = new ArrayList<>();
  private long aheadNanos;
  private Transport.Attachment master;

  /** Writes down what it is told. */
  private final class Witness implements TimeBridgeListener {
    @Override
    public void stateChanged(TimelineSnapshot before, TimelineSnapshot now) {
      events.add(before.state().word() + " > " + now.state().word());
    }

    @Override
    public void timeStepped(TimelineSnapshot before, TimelineSnapshot now) {
      long local = host.clock().localNanos();
      long step = now.taiNanosAt(local) - before.taiNanosAt(local);
      events.add("step " + Math.round(step * 1e-9) + " s");
    }

    @Override
    public void epochBegan(Correlation domain, long epoch) {
      events.add(domain.source() + " epoch " + epoch);
    }
  }

  @BeforeEach
  void startMaster() throws IOException {
    PtpClock clock =
        PtpClock.master(
            "gm",
            PtpPortConfig.of(PtpProfile.AES67),
            PtpIdentity.configured(new ClockIdentity(77)),
            128,
            128,
            new MasterTime() {
              @Override
              public long nanosAt(long localNanos) {
                return START_TAI + localNanos + aheadNanos;
              }

              @Override
              public Claims claimsAt(long localNanos) {
                return new Claims(new ClockQuality(6, 0x21, 0x4E5D), SimulatedBridge.TAI);
              }
            },
            random.split());
    Binding binding =
        new Binding(
            loopback(),
            List.of(InetAddress.getByAddress(new byte[] {10, 0, 0, 9})),
            List.of(PtpMulticast.PRIMARY_IPV4),
            319,
            320,
            1,
            46);
    master =
        lan.addNode(new SimulatedOscillator(0, 0, 0, random.split())).attach(binding, clock::port);
  }

  private static NetworkInterface loopback() throws IOException {
    return Objects.requireNonNull(NetworkInterface.getByIndex(1));
  }

  private static BridgeConfig config(Duration holdover) throws ConfigException, IOException {
    return BridgeConfig.builder()
        .http("off")
        .clock(clock -> clock.holdover(holdover))
        .followPtp("audio", loopback().getName(), ptp -> ptp.profile("aes67"))
        .build();
  }

  private TimeBridge start(Duration holdover, TimeBridgeListener... listeners) throws Exception {
    TimeBridgeBuilder builder =
        TimeBridge.builder(config(holdover))
            .transports(name -> host)
            .scheduler(scheduler)
            .executor(scheduler);
    List.of(listeners).forEach(builder::listener);
    return builder.start();
  }

  private void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }

  /** At the call that is wrong, not when the bridge would tell it something. */
  @Test
  @SuppressWarnings("NullAway") // what a program without that check may do
  void nothingThatIsMissingIsTaken() throws Exception {
    TimeBridgeBuilder builder =
        TimeBridge.builder(BridgeConfig.builder().followNtp("n", "127.0.0.1", ntp -> {}).build());
    assertThrows(NullPointerException.class, () -> builder.listener(null));
    assertThrows(NullPointerException.class, () -> builder.source(null));
    assertThrows(NullPointerException.class, () -> builder.executor(null));
  }

  @Test
  void readsTheTimeWithBothErrors() throws Exception {
    try (TimeBridge bridge = start(Duration.ofHours(1))) {
      TimeReading none = bridge.now();
      assertFalse(none.usable() || none.hasTime());
      assertEquals("unsynchronised: no source has been heard yet", none.toString());
      assertThrows(IllegalStateException.class, none::utc);
      run(60);
      TimeReading now = bridge.now();
      assertTrue(now.usable(), now.toString());
      assertEquals("audio", now.source());
      long error = now.taiNanos() - START_TAI - time.nowNanos();
      assertTrue(Math.abs(error) <= now.errorBoundNanos(), now + ", off by " + error);
      assertTrue(now.estimatedErrorNanos() < now.errorBoundNanos(), now.toString());
      assertEquals(37 * SECOND, now.taiNanos() - now.utcNanos());
      assertEquals(now.utcNanos(), ChronoUnit.NANOS.between(Instant.EPOCH, now.utc()));
      TimeReading before = bridge.at(now.localNanos() - SECOND);
      assertTrue(Math.abs(now.taiNanos() - before.taiNanos() - SECOND) < 20_000, before.toString());
    }
  }

  @Test
  void tellsOfStatesEpochsAndSteps() throws Exception {
    try (TimeBridge bridge = start(Duration.ofSeconds(5), new Witness())) {
      run(60);
      assertEquals(
          List.of("unsynchronised > acquiring", "acquiring > locked", "audio epoch 1"), events);
      events.clear();
      aheadNanos = 100 * SECOND; // nobody else is there to say that it is wrong
      run(60);
      assertEquals("locked > holdover", events.get(0), events.toString());
      assertTrue(events.contains("step 100 s"), events.toString());
      assertTrue(events.contains("audio epoch 2"), events.toString());
      assertEquals(TimelineState.LOCKED, bridge.now().state());
      events.clear();
      master.close();
      run(60);
      assertEquals(List.of("locked > holdover", "holdover > unsynchronised"), events.subList(0, 2));
    }
  }

  @Test
  void aListenerThatThrowsStopsNeitherTheOthersNorTheBridge() throws Exception {
    TimeBridgeListener broken =
        new TimeBridgeListener() {
          @Override
          public void stateChanged(TimelineSnapshot before, TimelineSnapshot now) {
            throw new IllegalArgumentException("broken");
          }
        };
    try (TimeBridge bridge = start(Duration.ofHours(1), broken, new Witness())) {
      run(60);
      assertTrue(events.contains("acquiring > locked"), events.toString());
      assertTrue(bridge.now().usable());
    }
  }

  @Test
  void aListenerMayCloseTheBridge() throws Exception {
    TimeBridge[] bridge = new TimeBridge[1];
    bridge[0] =
        start(
            Duration.ofHours(1),
            new TimeBridgeListener() {
              @Override
              public void stateChanged(TimelineSnapshot before, TimelineSnapshot now) {
                if (now.state() == TimelineState.LOCKED) {
                  bridge[0].close();
                }
              }
            });
    run(60);
    assertEquals(0, scheduler.running);
  }

  @Test
  void givesBackWhatWasLent() throws Exception {
    TimeBridge bridge = start(Duration.ofHours(1), new Witness());
    run(20);
    assertNotEquals(0, scheduler.running);
    bridge.close();
    assertEquals(0, scheduler.running);
    assertFalse(scheduler.isShutdown());
    events.clear();
    TimelineSnapshot last = bridge.timeline().snapshot();
    run(60);
    assertEquals(List.of(), events);
    assertEquals(last, bridge.timeline().snapshot());
  }

  @Test
  void twoClocksAreOneTooMany() throws Exception {
    TimeBridgeBuilder builder =
        TimeBridge.builder(config(Duration.ofHours(1)))
            .localClock(LocalClock.monotonic())
            .transports(name -> host);
    assertThrows(IllegalStateException.class, builder::start);
  }

  @Test
  void aTransportThatCannotBeOpenedLeavesNothingOpen() throws Exception {
    TimeBridgeBuilder builder =
        TimeBridge.builder(config(Duration.ofHours(1)))
            .scheduler(scheduler)
            .transports(
                name -> {
                  throw new IOException("no socket today");
                });
    BridgeException failed = assertThrows(BridgeException.class, builder::start);
    assertTrue(String.valueOf(failed.getMessage()).contains("no socket today"));
    assertEquals(0, scheduler.running);
  }

  @Test
  void aPortBelow1024ThatCannotBeBoundIsToldWithWhatItNeeds() throws Exception {
    TimeBridgeBuilder builder =
        TimeBridge.builder(config(Duration.ofHours(1)))
            .scheduler(scheduler)
            .transports(name -> new Unprivileged());
    BridgeException failed = assertThrows(BridgeException.class, builder::start);
    assertEquals(
        "source audio on %s: cannot bind 192.0.2.1 port 319: Permission denied (a port below 1024"
                .formatted(loopback().getName())
            + " needs root or CAP_NET_BIND_SERVICE, and must not be in use)",
        failed.getMessage());
  }

  /** A host's sockets, to somebody who is not root. */
  private final class Unprivileged implements Transport {
    @Override
    public LocalClock clock() {
      return host.clock();
    }

    @Override
    public Attachment attach(Binding binding, Function<Outbox, Engine> engine) throws IOException {
      throw new IOException("cannot bind 192.0.2.1 port 319: Permission denied");
    }

    @Override
    public void execute(Runnable task) {
      host.execute(task);
    }

    @Override
    public void close() {}
  }
}
