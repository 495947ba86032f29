package io.timebridge.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example runs for a second on loopback, where no grandmaster is. */
class ExamplesTest {
  private static final String LOOPBACK = loopback();

  @Test
  void followGrandmasterListens() throws Exception {
    String said =
        output(
            () -> {
              FollowGrandmaster.main(new String[] {LOOPBACK, freePort(), freePort(), "1"});
              return null;
            });
    assertEquals("LISTENING  offset 0 ns  path delay 0 ns", said.strip());
  }

  @Test
  void ntpFromPtpSaysWhyItHasNoTime(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("timebridge.yaml");
    Files.writeString(
        config,
        """
        http: off
        sources:
          ptp: [{interface: "%s", eventPort: %s, generalPort: %s}]
        serve:
          ntp: {listen: ["127.0.0.1:%s"]}
        """
            .formatted(LOOPBACK, freePort(), freePort(), freePort()));
    String said =
        output(
            () -> {
              NtpFromPtp.main(new String[] {config.toString(), "1"});
              return null;
            });
    assertTrue(said.contains("unsynchronised: ptp0: no master is heard"), said);
  }

  @Test
  void aes67FromNtpWaitsForItsServers() throws Exception {
    try (DatagramSocket one = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String said =
          output(
              () -> {
                Aes67FromNtp.main(
                    new String[] {
                      LOOPBACK,
                      freePort(),
                      freePort(),
                      "1",
                      "127.0.0.1:" + one.getLocalPort(),
                      "127.0.0.1:" + other.getLocalPort()
                    });
                return null;
              });
      assertTrue(said.contains("unsynchronised: ntp1: "), said);
      assertTrue(said.contains("; ntp2: "), said);
    }
  }

  @Test
  void ownSourceIsHeard() throws Exception {
    String said =
        output(
            () -> {
              OwnSource.main(new String[] {"1"});
              return null;
            });
    assertTrue(said.startsWith("acquiring: radio: not locked to it yet"), said);
  }

  @Test
  void simulateSiteTellsOfEachDevice() throws Exception {
    String said =
        output(
            () -> {
              SimulateSite.main(new String[] {"1"});
              return null;
            });
    for (String node : new String[] {"audio1", "audio2", "audio3", "recorder"}) {
      assertTrue(said.contains(node + ": "), said);
    }
    assertTrue(said.contains("its error bound held in 100.00 % of readings"), said);
  }

  @Test
  void askNtpSaysWhoDoesNotAnswer() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String server = "127.0.0.1:" + silent.getLocalPort();
      String said =
          output(
              () -> {
                AskNtp.main(new String[] {server});
                return null;
              });
      assertTrue(said.contains(silent.getLocalPort() + ": no answer to 2 requests"), said);
    }
  }

  @Test
  void rtpToUtcReadsATimestamp(@TempDir Path folder) throws Exception {
    Path sdp = folder.resolve("stream.sdp");
    Files.writeString(
        sdp,
        """
        m=audio 5004 RTP/AVP 97
        a=rtpmap:97 L24/48000/2
        a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0
        a=mediaclk:direct=0
        m=video 5006 RTP/AVP 26
        a=mediaclk:sender
        """);
    String said =
        output(
            () -> {
              RtpToUtc.main(new String[] {sdp.toString(), "48000", "1970-01-01T20:00:00Z"});
              return null;
            });
    assertTrue(said.contains("grandmaster=Optional[39a794.fffe.07cbd0]"), said);
    assertTrue(said.contains("1970-01-02T00:51:09.485333333Z ± 21834 ns"), said);
    assertTrue(said.contains("its sender reports tell the time"), said);
  }

  @Test
  void audioVideoSkewFinds120Milliseconds() throws Exception {
    String said =
        output(
            () -> {
              AudioVideoSkew.main(new String[0]);
              return null;
            });
    String skew = said.substring(said.indexOf("skew: ") + 6);
    double millis = Double.parseDouble(skew.substring(0, skew.indexOf(' ')));
    assertEquals(120, millis, 2, said);
  }

  private static String output(Callable<Void> program) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.call();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String loopback() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
  }

  private static String freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
