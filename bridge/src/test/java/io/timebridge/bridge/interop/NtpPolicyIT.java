package io.timebridge.bridge.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a config asks of the NTP server, seen from outside: from one address for each client. */
class NtpPolicyIT extends LabTest {
  private static final int HEADER = 48;
  private static final int ORIGIN = 24;
  private static final int RECEIVE = 32;
  private static final int TRANSMIT = 40;
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;
  private static final long DAY = 86_400;
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private static final String DENIED = "10.77.1.20";
  private static final String GREEDY = "10.77.1.30";
  private static final String KEYED = "10.77.1.40";
  private static final String INTERLEAVED = "10.77.1.50";
  private static final String OUTSIDE = "10.78.1.1";

  private static final long CLIENT_TRANSMIT = 0x0123_4567_89AB_CDEFL;
  private static final long CLIENT_RECEIVE = 0x1122_3344_5566_7788L;

  private static final int BURST = 4;
  private static final int GREEDY_REQUESTS = 100;

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      clock: {leapSecondsFile: %s}
      sources:
        ntp: [{name: studio, server: 10.77.1.2, minpoll: 0, maxpoll: 0}]
      serve:
        ntp:
          listen: ["0.0.0.0:123"]
          allow: ["10.77.0.0/16"]
          deny: ["10.77.1.20"]
          keys: %s
          cryptoNak: true
          leapSmear: linear
          rateLimit: {interval: 1m, burst: 4, leak: 15, kod: 1}
      """;

  /** The midnight nearest to now, at which there is a leap second. */
  private final long leapUtcSeconds =
      Math.floorDiv(Instant.now().getEpochSecond() + DAY / 2, DAY) * DAY;

  @Test
  void serverDoesWhatTheConfigSays() throws IOException {
    try (Lab lab = Lab.pair()) {
      Host peer = lab.peer(1);
      for (String each : List.of(DENIED, GREEDY, KEYED, INTERLEAVED, OUTSIDE)) {
        peer.ip("addr", "add", each + "/32", "dev", peer.device());
      }
      lab.bridge().ip("route", "add", OUTSIDE + "/32", "dev", Lab.BRIDGE_DEVICE);
      Path keys = Files.writeString(peer.folder().resolve("keys"), NtpMac.keyFile());
      Path leaps = Files.writeString(peer.folder().resolve("leaps"), leapSeconds());
      Child unused = Chrony.server(peer);
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), CONFIG.formatted(leaps, keys));
      JsonNode locked =
          bridge.await("the bridge is locked", BridgeProcess.LOCK, BridgeProcess::locked);
      assertEquals("studio", locked.path("timeline").path("source").asText());
      Client client = new Client(Probe.on(peer), lab.bridge().address(), peer.folder());

      assertEquals(List.of("-", "-"), client.ask(DENIED, request(), request()));
      assertEquals(List.of("-"), client.ask(OUTSIDE, request()));
      tellsTheGreedyTo(client);
      smears(client.probe().ntp(lab.bridge().address()).orElseThrow());
      naksAWrongMac(client);
      tellsWhenTheAnswerBeforeLeft(client);

      JsonNode status = bridge.status().path("serve").path("ntp");
      assertEquals(2, status.path("dropped").path("DENIED").asLong(), status.toString());
      assertEquals(1, status.path("dropped").path("NOT_ALLOWED").asLong(), status.toString());
      assertTrue(status.path("dropped").path("RATE_LIMITED").asLong() > 0, status.toString());
      assertTrue(status.path("kissed").asLong() > 0, status.toString());
      assertEquals(1, status.path("interleaved").asLong(), status.toString());
    }
  }

  /** A prober of the server with an address for each part that it plays. */
  private record Client(Probe probe, String server, Path folder) {
    List<String> ask(String from, byte[]... requests) throws IOException {
      Path asked = folder.resolve("requests");
      Path heard = folder.resolve("replies");
      Files.write(asked, Arrays.stream(requests).map(HexFormat.of()::formatHex).toList());
      probe.exchange(server, from, asked, heard);
      return Files.readAllLines(heard);
    }
  }

  /** The burst is answered, then it is told RATE now and then; leak 15 lets nothing through. */
  private static void tellsTheGreedyTo(Client client) throws IOException {
    byte[][] requests = Collections.nCopies(GREEDY_REQUESTS, request()).toArray(byte[][]::new);
    int answered = 0;
    int kissed = 0;
    for (String reply : client.ask(GREEDY, requests)) {
      if (!reply.equals("-")) {
        ByteBuffer bytes = bytes(reply);
        if (bytes.get(1) != 0) {
          answered++;
        } else {
          kissed++;
          assertEquals("RATE", new String(octets(reply), 12, 4, US_ASCII));
          assertEquals(3, (bytes.get(0) & 0xff) >> 6);
        }
      }
    }
    System.out.printf("of %d: %d answered, %d kissed%n", GREEDY_REQUESTS, answered, kissed);
    assertTrue(answered >= BURST && answered <= BURST + 2, "answered: " + answered);
    // One in two of the rest, at random: fewer than 16 or more than 80 of 96 once in 10^10 runs.
    assertTrue(kissed >= 16 && kissed <= 80, "kissed: " + kissed);
  }

  /**
   * From noon before the leap second to noon after it: half a second behind the host at midnight,
   * then half a second ahead, since the host knows of none. An honest client is answered meanwhile.
   */
  private void smears(NtpReply reply) {
    assertEquals(0, reply.leap(), "a smeared leap second is not announced");
    double sinceLeap = Instant.now().toEpochMilli() * 1e-3 - leapUtcSeconds;
    double behind = (sinceLeap + DAY / 2.0) / DAY - (sinceLeap < 0 ? 0 : 1);
    System.out.printf("smeared: %d ns, %.3f s expected%n", reply.offsetNanos(), -behind);
    assertNear(Math.round(-behind * NANOS_A_SECOND), reply.offsetNanos(), 20 * MILLI, reply);
  }

  private static void naksAWrongMac(Client client) throws IOException {
    byte[] request = request();
    byte[] good = sealed(request, NtpMac.AES128.over(request));
    byte[] bad = sealed(request, NtpMac.AES256.over(request));
    List<String> replies = client.ask(KEYED, good, bad);
    byte[] answer = octets(replies.get(0));
    byte[] header = Arrays.copyOf(answer, HEADER);
    assertArrayEquals(sealed(header, NtpMac.AES128.over(header)), answer);
    ByteBuffer nak = bytes(replies.get(1));
    assertEquals(HEADER + 4, nak.capacity(), "a crypto-NAK is a key id of 0 alone: RFC 5905 §7.3");
    assertEquals(0, nak.getInt(HEADER));
  }

  /**
   * RFC 9769 §2: who asks with our receive stamp as origin is answered in interleaved mode, from
   * his second such question on, since no other client's departures are remembered.
   */
  private static void tellsWhenTheAnswerBeforeLeft(Client client) throws IOException {
    ByteBuffer plain = bytes(client.ask(INTERLEAVED, request()).get(0));
    ByteBuffer basic = bytes(client.ask(INTERLEAVED, after(plain)).get(0));
    assertEquals(CLIENT_TRANSMIT, basic.getLong(ORIGIN));
    ByteBuffer reply = bytes(client.ask(INTERLEAVED, after(basic)).get(0));
    assertEquals(CLIENT_RECEIVE, reply.getLong(ORIGIN), "not the request's transmit stamp");
    long received = utcNanos(basic.getLong(RECEIVE));
    long foretold = utcNanos(basic.getLong(TRANSMIT));
    long left = utcNanos(reply.getLong(TRANSMIT));
    assertTrue(received < left && left - received < NANOS_A_SECOND, () -> received + " " + left);
    System.out.printf("left %d ns after what its stamp foretold%n", left - foretold);
  }

  /** The next request in interleaved mode. */
  private static byte[] after(ByteBuffer reply) {
    return ByteBuffer.wrap(request())
        .putLong(ORIGIN, reply.getLong(RECEIVE))
        .putLong(RECEIVE, CLIENT_RECEIVE)
        .array();
  }

  private static byte[] request() {
    ByteBuffer request = ByteBuffer.allocate(HEADER);
    return request.put(0, (byte) 0x23).putLong(TRANSMIT, CLIENT_TRANSMIT).array();
  }

  /** With the key id of AES-128: RFC 8573. */
  private static byte[] sealed(byte[] message, byte[] digest) {
    return ByteBuffer.allocate(HEADER + 4 + digest.length)
        .put(message)
        .putInt(NtpMac.AES128.id())
        .put(digest)
        .array();
  }

  private static ByteBuffer bytes(String reply) {
    return ByteBuffer.wrap(octets(reply));
  }

  private static byte[] octets(String reply) {
    assertNotEquals("-", reply, "silence");
    return HexFormat.of().parseHex(reply);
  }

  private static long utcNanos(long bits) {
    long fraction = ((bits & 0xffff_ffffL) * NANOS_A_SECOND) >>> 32;
    return ((bits >>> 32) - NTP_TO_UNIX_SECONDS) * NANOS_A_SECOND + fraction;
  }

  /** A list with a leap second that the smear is in the middle of, good for years. */
  private String leapSeconds() {
    long before = NTP_TO_UNIX_SECONDS + 1_483_228_800L; // 2017
    long leap = NTP_TO_UNIX_SECONDS + leapUtcSeconds;
    long expires = leap + 2_000 * DAY;
    String numbers = "" + before + expires + before + 37 + leap + 38;
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(numbers.getBytes(US_ASCII));
      String hex = String.format("%040x", new BigInteger(1, hash));
      return "#$ %d%n#@ %d%n%d 37%n%d 38%n#h %s%n"
          .formatted(before, expires, before, leap, String.join(" ", hex.split("(?<=\\G.{8})", 5)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
