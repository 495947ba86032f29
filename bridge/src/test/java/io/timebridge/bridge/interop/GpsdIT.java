package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** GNSS in by a real {@code gpsd}, NTP and PTP out. */
@Order(1) // it takes longest: begun last it would be waited for alone
class GpsdIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(4);

  /**
   * How soon the frequency is known well enough depends on how late a busy host's sentences are.
   */
  private static final Duration STEADY = Duration.ofMinutes(9);

  private static final int READINGS = 24;
  private static final long TOGETHER_NANOS = 50_000;

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      clock: {holdover: 5m}
      sources:
        gpsd: [{name: roof, offset: 20.25ms, errorBound: 5ms}]
      serve:
        ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
        ptp: [{interface: %s, profile: st2059-2, domain: 0}]
      """;

  private static Child gpsd(Host host) {
    return host.start(
        "gpsd",
        List.of(Tools.path("gpsd"), "-N", "-n", "-D1", "tcp://127.0.0.1:" + NmeaReceiver.PORT));
  }

  private static JsonNode roof(JsonNode status) {
    return BridgeProcess.source(status, "roof");
  }

  private static JsonNode led(JsonNode status) {
    return status.path("serve").path("ptp").path(0);
  }

  private static long within(JsonNode status) {
    long off = BridgeProcess.versusSystemClockNanos(status);
    long bound = status.path("timeline").path("errorBoundNanos").longValue();
    assertTrue(Math.abs(off) <= bound, off + " ns is beyond the bound " + bound);
    return off;
  }

  /** What the timeline was off from the host's clock by, before and after. */
  private static double middle(JsonNode before, JsonNode after) {
    return (BridgeProcess.versusSystemClockNanos(before)
            + BridgeProcess.versusSystemClockNanos(after))
        / 2.0;
  }

  @Test
  void liveSentencesAreServedAndHeldOver() {
    try (Lab lab = Lab.pair()) {
      Child receiver = NmeaReceiver.start(lab.bridge());
      String unused = receiver.awaitLine("listening", Duration.ofSeconds(30));
      Child gpsd = gpsd(lab.bridge());
      BridgeProcess bridge =
          BridgeProcess.start(lab.bridge(), CONFIG.formatted(lab.bridge().device()));
      JsonNode locked = bridge.await("the receiver is followed", SOON, BridgeProcess::locked);
      long first = within(locked);
      assertTrue(
          locked.path("timeline").path("reason").asText().contains("no PPS"), locked.toString());
      NtpReply reply = Probe.on(lab.peer(1)).ntp(lab.bridge().address()).orElseThrow();
      assertEquals(2, reply.stratum(), "never 1 without a pulse: " + reply);

      JsonNode leading =
          bridge.await(
              "PTP is served, too",
              STEADY,
              status -> led(status).path("portState").asText().equals("MASTER"));
      assertEquals(248, led(leading).path("clockClass").asInt(), leading.toString());
      assertNotEquals(6, led(leading).path("clockClass").asInt());
      long[] off = new long[READINGS];
      for (int i = 0; i < READINGS; i++) {
        off[i] = within(bridge.status());
        Await.pause(Duration.ofMillis(50));
      }
      Arrays.sort(off);
      System.out.printf(
          "gpsd: our clock minus the host's at the lock %d ns, later %d to %d ns%n",
          first, off[0], off[READINGS - 1]);
      assertTogether(lab, bridge);

      receiver.send("void");
      JsonNode blind = awaitHoldover(bridge, "has no fix");
      long held = within(blind);
      assertTogether(lab, bridge);
      receiver.send("fix");
      unused = bridge.await("it is followed again", SOON, BridgeProcess::locked).toString();
      gpsd.kill();
      JsonNode gone = awaitHoldover(bridge, "gpsd at localhost port 2947");
      assertFalse(roof(gone).path("usable").asBoolean(true), gone.toString());
      Child again = gpsd(lab.bridge());
      JsonNode back = bridge.await("gpsd is back", SOON, BridgeProcess::locked);
      assertTrue(again.alive());
      System.out.printf("gpsd: held over %d ns, back %d ns%n", held, within(back));
    }
  }

  private static JsonNode awaitHoldover(BridgeProcess bridge, String why) {
    return bridge.await(
        "holdover: " + why,
        SOON,
        status ->
            BridgeProcess.timelineState(status).equals("holdover")
                && roof(status).path("reason").asText().contains(why));
  }

  /** Each output is held against the timeline, which moves while the other is asked. */
  private static void assertTogether(Lab lab, BridgeProcess bridge) {
    JsonNode before = bridge.status();
    double ntp = Chrony.query(lab.peer(1), lab.bridge().address()).orElseThrow() * 1e9;
    JsonNode between = bridge.status();
    double byNtp = ntp - middle(before, between);
    Ptp4l follower = new Ptp4l(lab.peer(1)).set("slaveOnly", 1).start();
    OffsetWatch watch = follower.watchOffsets();
    double[] unused = watch.next(READINGS, SOON); // until it knows the path
    before = bridge.status();
    double ptp = -Median.of(watch.next(READINGS, SOON));
    double byPtp = ptp - middle(before, bridge.status());
    follower.kill();
    System.out.printf(
        "gpsd, %s: NTP out %.0f ns, PTP out %.0f ns from the timeline%n",
        BridgeProcess.timelineState(between), byNtp, byPtp);
    assertEquals(byPtp, byNtp, TOGETHER_NANOS);
  }
}
