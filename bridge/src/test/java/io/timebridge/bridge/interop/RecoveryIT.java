package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.locked;
import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bridge on kernel stamps follows {@code ptp4l} again by itself, whatever became of its host.
 */
class RecoveryIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** So many Syncs must have come since: about a second. */
  private static final long SYNCS = 10;

  private static long syncs(JsonNode status) {
    return source(status).path("received").path("SYNC").longValue();
  }

  private static long reopened(JsonNode status) {
    return status.path("sockets").path("reopened").longValue();
  }

  /** Waits until it follows anew, and checks that its time and what it says of that are sane. */
  private static JsonNode assertRecovers(BridgeProcess bridge, String after) {
    long before = syncs(bridge.status());
    JsonNode status =
        bridge.await(
            "locked again after " + after,
            BridgeProcess.LOCK,
            now ->
                locked(now)
                    && source(now).path("state").asText().equals("locked")
                    && syncs(now) >= before + SYNCS
                    && Math.abs(source(now).path("offsetNanos").longValue()) < MILLI);
    assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(status), MILLI, after + status);
    long bound = status.path("timeline").path("errorBoundNanos").longValue();
    assertTrue(bound > 0 && bound < 5 * MILLI, () -> after + ": bound " + bound + " ns");
    return status;
  }

  private static void awaitReopened(BridgeProcess bridge, long times) {
    JsonNode unused =
        bridge.await(
            "the sockets are open for the " + times + ". time",
            SOON,
            now -> reopened(now) == times);
  }

  @Test
  void followsAgainWhateverBecameOfItsInterface() {
    try (Lab lab = Lab.segment(1)) {
      Host host = lab.bridge();
      String address = host.address() + "/24";
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      // As on a host whose address comes by DHCP after the bridge was started.
      host.ip("addr", "del", address, "dev", host.device());
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      bridge.awaitLog(host.device() + " has no address: waiting", BridgeProcess.LOCK);
      host.ip("addr", "add", address, "dev", host.device());
      awaitReopened(bridge, 1);
      JsonNode first = assertRecovers(bridge, "the address came");
      assertEquals("kernel", first.path("timeline").path("timestamps").asText(), first.toString());

      // The JDK lists a second address first; what leaves from it comes back as from another host.
      host.ip("addr", "add", "10.77.1.98/24", "dev", host.device());
      host.ip("link", "set", host.device(), "down");
      bridge.awaitLog(host.device() + " is down or has no carrier: waiting", SOON);
      host.ip("link", "set", host.device(), "up");
      awaitReopened(bridge, 2);
      assertRecovers(bridge, "down and up");

      host.ip("addr", "del", address, "dev", host.device());
      host.ip("addr", "add", address, "dev", host.device());
      assertRecovers(bridge, "the address was away for a moment");
      long sofar = reopened(bridge.status());
      host.ip("addr", "del", address, "dev", host.device());
      host.ip("addr", "add", "10.77.1.99/24", "dev", host.device());
      awaitOther(bridge, sofar);
      assertRecovers(bridge, "another address");

      sofar = reopened(bridge.status());
      lab.unplugBridge();
      bridge.awaitLog(host.device() + " is not there: waiting", SOON);
      lab.plugInBridge();
      awaitReopened(bridge, sofar + 1);
      assertRecovers(bridge, "another interface of the same name");
      assertEquals(List.of(), logged(bridge, "WARNING:"), "as of JDK 24's native access");
      assertEquals(List.of(), logged(bridge, "uses our identity"));
    }
  }

  private static void awaitOther(BridgeProcess bridge, long before) {
    JsonNode unused =
        bridge.await("the sockets are open again", SOON, now -> reopened(now) > before);
  }

  private static List<String> logged(BridgeProcess bridge, String text) {
    return bridge.log().stream().filter(line -> line.contains(text)).toList();
  }

  private static final String STAMPED =
      """
      http: 127.0.0.1:8319
      clock: {holdover: 5m, timestamps: %s}
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: 0, logAnnounceInterval: -2}
      """;

  /** The kernel tells its transport at once; Netty's looks each second. */
  @ParameterizedTest
  @ValueSource(strings = {"kernel", "user"})
  void holdsOverWhileTheCableIsPulledAndSaysSo(String stamps) {
    try (Lab lab = Lab.segment(1)) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), STAMPED.formatted(stamps));
      JsonNode locked = bridge.awaitLocked();
      assertEquals(stamps, locked.path("timeline").path("timestamps").asText(), locked.toString());
      lab.pullBridgesCable();
      String why = lab.bridge().device() + " is down or has no carrier";
      JsonNode pulled =
          bridge.await(
              "the port is faulty",
              SOON,
              now -> source(now).path("portState").asText().equals("FAULTY"));
      assertEquals(why, source(pulled).path("fault").asText(), pulled.toString());
      assertEquals("the port's link is gone: " + why, source(pulled).path("reason").asText());
      assertEquals("holdover", source(pulled).path("state").asText(), pulled.toString());
      bridge.awaitLog("FAULTY: " + why, SOON);
      long before = pulled.path("timeline").path("errorBoundNanos").longValue();
      Await.pause(Duration.ofSeconds(10)); // it holds over
      JsonNode held = bridge.status();
      long bound = held.path("timeline").path("errorBoundNanos").longValue();
      long ahead = versusSystemClockNanos(held);
      assertEquals("holdover", held.path("timeline").path("state").asText(), held.toString());
      assertNear(SERVED_MINUS_HOST_NANOS, ahead, Math.min(bound, MILLI), held);
      assertTrue(bound > before, () -> "it grows: " + before + " ns, then " + bound);
      lab.putBridgesCableBack();
      bridge.awaitLog("LISTENING: its link is back", SOON);
      assertRecovers(bridge, "the cable is back");
      JsonNode after = source(bridge.status());
      assertEquals("FOLLOWER", after.path("portState").asText(), after.toString());
      assertTrue(after.path("fault").isNull(), "no fault any more");
    }
  }

  @Test
  void startsAnewAfterItWasKilled() {
    try (Lab lab = Lab.pair()) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess killed = BridgeProcess.start(lab, "30s", -2);
      JsonNode before = killed.awaitLocked();
      killed.kill();
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      JsonNode after = assertRecovers(bridge, "kill -9");
      assertEquals("kernel", after.path("timeline").path("timestamps").asText());
      assertEquals(BridgeProcess.grandmaster(before), BridgeProcess.grandmaster(after));
    }
  }

  /**
   * Packets and stamps share a socket's memory: a flood that is not read leaves no room for either.
   */
  @Test
  void followsAgainAfterItsQueuesWereFlooded() {
    try (Lab lab = Lab.pair()) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      JsonNode unusedToo = bridge.awaitLocked();
      Probe probe = Probe.on(lab.peer(1));
      bridge.signal(lab.bridge(), "STOP");
      probe.blast(lab.bridge().address(), 319, 20_000);
      Await.pause(Duration.ofSeconds(2));
      bridge.signal(lab.bridge(), "CONT");
      // And once more while it runs.
      probe.blast(lab.bridge().address(), 319, 20_000);
      JsonNode after = assertRecovers(bridge, "a flood");
      long lost = after.path("sockets").path("lostStamps").longValue();
      assertTrue(lost > 0, () -> "what waited for seconds is not carried over: " + after);
    }
  }
}
