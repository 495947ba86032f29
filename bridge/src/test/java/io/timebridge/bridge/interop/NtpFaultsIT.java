package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Four servers of the host's time, some of which go wrong while the bridge follows them. */
class NtpFaultsIT extends LabTest {
  private static final Duration WAIT = Duration.ofMinutes(1);

  /** Servers in a JVM are late by some tens of microseconds, now and then by a millisecond. */
  private static final long GOOD = 3 * MILLI;

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      sources:
        ntp:
        - {name: a, server: 10.77.1.21, minpoll: 0, maxpoll: 0}
        - {name: b, server: 10.77.1.22, minpoll: 0, maxpoll: 0}
        - {name: c, server: 10.77.1.23, minpoll: 0, maxpoll: 0}
        - {name: d, server: 10.77.1.24, minpoll: 0, maxpoll: 0}
      serve:
        ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
      """;

  private record Scene(BridgeProcess bridge, Child servers) {
    static Scene of(Lab lab, String... commands) {
      Child servers = OddNtpServers.start(lab.peer(1), WAIT);
      Scene scene = new Scene(BridgeProcess.start(lab.bridge(), CONFIG), servers);
      for (String command : commands) {
        scene.make(command);
      }
      return scene;
    }

    void make(String command) {
      int before = servers.lines().size();
      servers.send("10.77.1." + command);
      String unused = servers.awaitLine("ok", before, WAIT);
    }

    /** Waits for a status; until then and there the time is good and within its bound. */
    JsonNode await(String what, Predicate<JsonNode> expected) {
      return bridge.await(what, WAIT, status -> isGood(status) && expected.test(status));
    }

    private static boolean isGood(JsonNode status) {
      if (BridgeProcess.locked(status)) {
        long off = versusSystemClockNanos(status);
        long bound = status.path("timeline").path("errorBoundNanos").longValue();
        assertNear(0, off, Math.min(bound, GOOD), status);
      }
      return BridgeProcess.locked(status);
    }
  }

  private static boolean says(JsonNode status, String name, String reason) {
    return source(status, name).path("reason").asText().contains(reason);
  }

  private static boolean agree(JsonNode status, String names) {
    return names
        .chars()
        .allMatch(
            name -> {
              String word = source(status, Character.toString(name)).path("verdict").asText();
              return word.equals("agrees") || word.equals("used");
            });
  }

  /**
   * A falseticker among four; two that go, one that steps by 1 s, one that complains, one leaps.
   */
  @Test
  void whatGoesWrongIsNamedAndTheTimeStays() {
    try (Lab lab = Lab.pair()) {
      Scene scene = Scene.of(lab, "23 ahead 500000000");
      JsonNode named =
          scene.await(
              "the falseticker is named",
              now -> agree(now, "abd") && says(now, "c", "it is 500 ms ahead"));
      assertEquals("excluded", source(named, "c").path("verdict").asText(), named.toString());
      scene.make("23 kiss DENY");
      JsonNode unused =
          scene.await("c is asked no more", now -> says(now, "c", "it is asked no more"));
      scene.make("21 ahead 1000000000");
      unused = scene.await("a has stepped", now -> says(now, "a", "ahead")); // while b has a voice
      scene.make("22 kiss RATE");
      scene.make("24 leap 1");
      JsonNode leapt =
          scene.await(
              "b is asked less and d leaps",
              now ->
                  source(now, "b").path("poll").intValue() >= 2
                      && source(now, "d").path("leapIndicator").intValue() == 1);
      assertEquals(
          "none", leapt.path("timeline").path("leap").asText(), "one alone is not believed");
      scene.make("21 honest");
      unused =
          scene.await(
              "b is given up and a is back", now -> says(now, "b", "(RATE)") && agree(now, "a"));
      scene.make("24 silent");
      JsonNode last =
          scene.await(
              "a alone is left",
              now ->
                  says(now, "d", "no answer to the last 8")
                      && now.path("timeline").path("source").asText().equals("a"));
      assertTrue(agree(last, "a"), last.toString());
    }
  }
}
