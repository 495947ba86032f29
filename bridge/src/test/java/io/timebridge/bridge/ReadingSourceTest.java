package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.BridgeConfigBuilder;
import io.timebridge.bridge.config.GpsdSourceConfig;
import io.timebridge.bridge.gnss.SimulatedReceiver;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.ptp.MasterTime;
import java.net.NetworkInterface;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that tell readings, in a whole bridge on virtual time. */
class ReadingSourceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final long START_UTC = BuildDate.UTC_NANOS + 123_456_789L;

  private static final GpsdSourceConfig RECEIVER =
      new GpsdSourceConfig("gps", "localhost", 2947, null, 110 * MILLI, 40 * MILLI, 20_000);

  private final VirtualTime time = new VirtualTime();
  private final VirtualScheduler scheduler = new VirtualScheduler(time);
  private SimulatedNode host = host(1);
  private static final long HOST_CLOCK_AHEAD = 300 * MILLI;

  private SimulatedNode host(long seed) {
    SeededRandom random = new SeededRandom(seed);
    SimulatedNetwork lan =
        new SimulatedNetwork(time, new LinkModel(10_000, 5_000, 0), random.split());
    return lan.addNode(new SimulatedOscillator(5_000, 10, 1e-9, random.split()));
  }

  private long utc() {
    return START_UTC + time.nowNanos();
  }

  private void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }

  private SimulatedReceiver receiver(long seed) {
    return new SimulatedReceiver(RECEIVER, time, this::utc, new SeededRandom(seed));
  }

  private TimeBridge start(TimeSource source) throws Exception {
    String loopback = Objects.requireNonNull(NetworkInterface.getByIndex(1)).getName();
    return start(
        BridgeConfig.builder()
            .clock(clock -> clock.holdover(Duration.ofMinutes(10)))
            .servePtp(loopback, ptp -> ptp.profile("aes67")),
        source);
  }

  private TimeBridge start(BridgeConfigBuilder config, TimeSource source) throws Exception {
    return TimeBridge.builder(config.http("off").ownSource(source.name()).build())
        .source(source)
        .systemClock(() -> Instant.EPOCH.plusNanos(utc() + HOST_CLOCK_AHEAD))
        .transports(name -> host)
        .scheduler(scheduler)
        .executor(scheduler)
        .start();
  }

  private static MasterTime.Claims claims(TimeBridge bridge) {
    return PtpLadder.at(
        bridge.timeline().snapshot(), bridge.clock().localNanos(), LeapSeconds.builtIn(), 0xFE);
  }

  private static JsonNode status(TimeBridge bridge) throws Exception {
    return new ObjectMapper().readTree(bridge.statusJson()).path("sources").path(0);
  }

  /** How far off the time is, having checked that it is not beyond what it claims. */
  private long error(TimeBridge bridge) {
    TimeReading now = bridge.now();
    long error = now.utcNanos() - utc();
    assertTrue(Math.abs(error) <= now.errorBoundNanos(), "off by " + error + ": " + now);
    return error;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void withoutPulsesItIsMillisecondsAndSaysSo(long seed) throws Exception {
    host = host(seed);
    try (TimeBridge bridge = start(receiver(seed))) {
      run(120);
      long worst = 0;
      for (int i = 0; i < 600; i++) {
        run(1);
        assertEquals(TimelineState.LOCKED, bridge.now().state(), bridge.now().toString());
        worst = Math.max(worst, Math.abs(error(bridge)));
      }
      assertTrue(worst < 40 * MILLI, worst + " ns");
      assertTrue(bridge.now().errorBoundNanos() >= 30 * MILLI, bridge.now().toString());
      assertTrue(bridge.now().reason().contains("no PPS"), bridge.now().reason());
      assertEquals(2, NtpView.of(bridge.timeline().snapshot()).stratum());
      assertEquals(248, claims(bridge).quality().clockClass());
      assertEquals(0x20, claims(bridge).properties().timeSource());
      assertFalse(claims(bridge).properties().timeTraceable());
      JsonNode status = status(bridge);
      assertEquals("GPS", status.path("referenceId").asText());
      assertFalse(status.path("details").path("pps").asBoolean(true));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void withPulsesItIsMicrosecondsAndAPrimaryReference(long seed) throws Exception {
    host = host(seed);
    SimulatedReceiver receiver = receiver(seed);
    receiver.pps = true;
    try (TimeBridge bridge = start(receiver)) {
      run(120);
      long worst = 0;
      for (int i = 0; i < 600; i++) {
        run(1);
        worst = Math.max(worst, Math.abs(error(bridge)));
      }
      assertTrue(worst < 10_000, worst + " ns");
      assertTrue(bridge.now().errorBoundNanos() < 100_000, bridge.now().toString());
      assertEquals(1, NtpView.of(bridge.timeline().snapshot()).stratum());
      assertEquals(6, claims(bridge).quality().clockClass());
      assertTrue(claims(bridge).properties().timeTraceable());
      assertEquals("PPS", status(bridge).path("referenceId").asText());
      long apart = status(bridge).path("versusTimelineNanos").asLong(Long.MAX_VALUE);
      assertTrue(Math.abs(apart) < 10_000, apart + " ns");
      long delay = status(bridge).path("details").path("sentenceDelayNanos").asLong();
      assertTrue(delay > 79 * MILLI && delay < 141 * MILLI, delay + " ns");

      receiver.pps = false; // the antenna's amplifier died, the receiver still guesses by almanac
      run(60);
      assertEquals(TimelineState.HOLDOVER, bridge.now().state());
      assertTrue(bridge.now().reason().contains("gps by up to"), bridge.now().reason());
      assertEquals(7, claims(bridge).quality().clockClass());
      for (int i = 0; i < 900; i++) { // the whole holdover, and what comes then
        run(1);
        long unused = error(bridge);
      }
      assertEquals(TimelineState.LOCKED, bridge.now().state());
      assertTrue(bridge.now().reason().contains("no PPS"), bridge.now().reason());
      assertEquals(2, NtpView.of(bridge.timeline().snapshot()).stratum());
      assertEquals(248, claims(bridge).quality().clockClass());
    }
  }

  @Test
  void aReceiverThatIsLostIsHeldOverAndTakenUpAgain() throws Exception {
    SimulatedReceiver receiver = receiver(7);
    receiver.pps = true;
    try (TimeBridge bridge = start(receiver)) {
      run(300);
      receiver.mode = 1;
      run(10);
      assertEquals(TimelineState.HOLDOVER, bridge.now().state());
      assertEquals("gps: the receiver has no fix", bridge.now().reason());
      assertEquals(7, claims(bridge).quality().clockClass());
      long unused = error(bridge);
      receiver.mode = 3;
      run(30);
      assertEquals(TimelineState.LOCKED, bridge.now().state(), bridge.now().toString());
      receiver.plugged = false;
      run(4);
      assertEquals(TimelineState.LOCKED, bridge.now().state(), bridge.now().toString());
      run(6);
      assertEquals(TimelineState.HOLDOVER, bridge.now().state());
      assertTrue(bridge.now().reason().contains("nothing was told for"), bridge.now().reason());
      for (int i = 0; i < 500; i++) {
        run(1);
        unused = error(bridge);
      }
      run(120);
      assertFalse(bridge.now().usable(), bridge.now().toString());
    }
  }

  @Test
  void aReceiverThatJumpsAloneIsNotBelieved() throws Exception {
    SimulatedReceiver receiver = receiver(8);
    try (TimeBridge bridge = start(receiver)) {
      run(300);
      receiver.aheadNanos = SECOND; // a leap second too few
      run(60);
      assertEquals(TimelineState.HOLDOVER, bridge.now().state(), bridge.now().toString());
      long unused = error(bridge);
    }
  }

  @Test
  void aWeekThatRolledOverIsRefused() throws Exception {
    SimulatedReceiver receiver = receiver(9);
    receiver.aheadNanos = -1024L * 7 * 86_400 * SECOND;
    try (TimeBridge bridge = start(receiver)) {
      run(60);
      assertFalse(bridge.now().hasTime());
      assertTrue(
          bridge.now().reason().contains("a GPS week number that rolled over"),
          bridge.now().reason());
    }
  }

  /** Tells the true time, ± 2 ms. */
  private final class Radio implements TimeSource {
    private final SeededRandom random = new SeededRandom(3);
    boolean silent;

    @Override
    public String name() {
      return "radio";
    }

    @Override
    public void start(SourceInput input) {
      input.quality(new SourceQuality(1, false, 0x30, "DCF", 4 * MILLI, null));
      tell(input);
    }

    private void tell(SourceInput input) {
      if (!silent) {
        long off = random.nextLong(4 * MILLI) - 2 * MILLI;
        input.reading(input.clock().localNanos(), utc() + off, 2 * MILLI);
      }
      time.schedule(time.nowNanos() + 8 * SECOND, () -> tell(input));
    }

    @Override
    public void close() {
      silent = true;
    }
  }

  @Test
  void aSourceOfTheProgramsOwnIsFiltered() throws Exception {
    Radio radio = new Radio();
    try (TimeBridge bridge = start(radio)) {
      run(300);
      for (int i = 0; i < 600; i++) {
        run(1);
        assertTrue(Math.abs(error(bridge)) < 2 * MILLI, bridge.now().toString());
      }
      assertEquals("own", status(bridge).path("kind").asText());
      assertEquals(2, NtpView.of(bridge.timeline().snapshot()).stratum());
      radio.silent = true;
      run(35); // not yet five of its intervals
      assertEquals(TimelineState.LOCKED, bridge.now().state());
      run(12);
      assertEquals(TimelineState.HOLDOVER, bridge.now().state());
    }
  }

  @Test
  void theHostsClockIsTheLastResort() throws Exception {
    Radio radio = new Radio();
    try (TimeBridge bridge =
        start(
            BridgeConfig.builder()
                .clock(clock -> clock.holdover(Duration.ofMinutes(2)))
                .followSystem(system -> system.errorBound(Duration.ofSeconds(1))),
            radio)) {
      run(300);
      assertEquals("radio", bridge.now().source());
      radio.silent = true;
      run(170);
      assertEquals("radio", bridge.now().source());
      run(90);
      assertEquals("system", bridge.now().source(), bridge.now().toString());
      assertEquals(11, NtpView.of(bridge.timeline().snapshot()).stratum());
      assertTrue(bridge.now().errorBoundNanos() >= SECOND, bridge.now().toString());
      radio.silent = false;
      run(60);
      assertEquals("radio", bridge.now().source(), bridge.now().toString());
      long unused = error(bridge);
    }
  }

  /** Fails at whatever the bridge asks of it but to start. */
  private static final class Broken implements TimeSource {
    int closed;

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void start(SourceInput input) {
      input.quality(new SourceQuality(1, false, 0x30, "DCF", 4 * MILLI, null));
    }

    @Override
    public void close() {
      closed++;
      throw new IllegalStateException("the port is gone");
    }

    @Override
    public Map<String, ?> status() {
      throw new IllegalStateException("the port is gone");
    }
  }

  @Test
  void aSourceThatFailsTakesNothingElseAlong() throws Exception {
    Broken broken = new Broken();
    TimeBridge bridge = start(broken);
    run(10);
    assertEquals("broken", status(bridge).path("name").asText());
    bridge.close();
    assertEquals(0, scheduler.running);
    bridge.close();
    assertEquals(1, broken.closed, "closed once, however often the bridge is");
  }

  @Test
  void aSourceThatHasToldNoTimeYetIsNotAboutTo() throws Exception {
    try (TimeBridge bridge = start(new Broken())) {
      run(60);
      assertEquals("unsynchronised", status(bridge).path("state").asText());
      assertEquals(TimelineState.UNSYNCHRONISED, bridge.now().state());
    }
  }

  @Test
  void aSuspendHidesNoReason() throws Exception {
    TimeSource gone =
        new TimeSource() {
          @Override
          public String name() {
            return "gone";
          }

          @Override
          public void start(SourceInput input) {
            input.unavailable("no such port");
          }

          @Override
          public void close() {}
        };
    try (TimeBridge bridge = start(gone)) {
      run(5);
      bridge.timeline().hostSlept();
      run(60);
      assertEquals("unsynchronised", status(bridge).path("state").asText());
      assertEquals("no such port", status(bridge).path("reason").asText());
    }
  }

  @Test
  void withPulsesNothingIsClaimedOfAServedTimeThatIsStillFarOff() throws Exception {
    // Nobody has measured this receiver's offset, and its pulses begin after it was followed.
    GpsdSourceConfig defaults =
        new GpsdSourceConfig("gps", "localhost", 2947, null, 500 * MILLI, 500 * MILLI, 20_000);
    SimulatedReceiver receiver =
        new SimulatedReceiver(defaults, time, this::utc, new SeededRandom(3));
    try (TimeBridge bridge = start(receiver)) {
      run(60);
      receiver.pps = true;
      for (int i = 0; i < 600; i++) {
        run(1);
        boolean farOff = Math.abs(error(bridge)) > MILLI;
        if (farOff) {
          assertEquals(248, claims(bridge).quality().clockClass(), bridge.now().toString());
          assertEquals(2, NtpView.of(bridge.timeline().snapshot()).stratum());
        }
      }
    }
  }

  private SimulatedReceiver unmeasured() {
    GpsdSourceConfig defaults =
        new GpsdSourceConfig("gps", "localhost", 2947, null, 500 * MILLI, 500 * MILLI, 20_000);
    return new SimulatedReceiver(defaults, time, this::utc, new SeededRandom(3));
  }

  /** Sentences to half a second must not spoil what is held to microseconds. */
  @Test
  void pulsesThatPauseSpoilNothing() throws Exception {
    SimulatedReceiver receiver = unmeasured();
    receiver.pps = true;
    try (TimeBridge bridge = start(receiver)) {
      run(600);
      receiver.pps = false;
      run(60);
      assertTrue(bridge.now().reason().contains("gps by up to"), bridge.now().reason());
      assertTrue(bridge.now().errorBoundNanos() < MILLI, bridge.now().toString());
      assertTrue(Math.abs(error(bridge)) < 50_000, bridge.now().toString());
      receiver.pps = true;
      run(120);
      assertEquals(TimelineState.LOCKED, bridge.now().state());
      assertTrue(bridge.now().errorBoundNanos() < MILLI / 10, bridge.now().toString());
      assertTrue(Math.abs(error(bridge)) < 10_000, bridge.now().toString());
    }
  }

  /** Audio that follows us is slewed by 4 ppm: 388 ms would take 27 hours. */
  @Test
  void pulsesThatBeginLaterAreReachedSoon() throws Exception {
    SimulatedReceiver receiver = unmeasured();
    try (TimeBridge bridge = start(receiver)) {
      run(60);
      receiver.pps = true;
      run(1_800);
      assertTrue(Math.abs(error(bridge)) < MILLI, bridge.now().toString());
    }
  }
}
