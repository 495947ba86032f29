package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.EpochReading;
import io.timebridge.bridge.media.Arrival;
import io.timebridge.bridge.media.MediaDescription;
import io.timebridge.bridge.media.MediaRate;
import io.timebridge.bridge.media.MediaTime;
import io.timebridge.bridge.media.ReferenceTime;
import io.timebridge.bridge.media.ReportedClock;
import io.timebridge.bridge.media.RtcpPacket;
import io.timebridge.bridge.media.RtpPacket;
import io.timebridge.bridge.media.SenderClock;
import io.timebridge.bridge.media.SessionDescription;
import io.timebridge.bridge.media.Skew;
import io.timebridge.bridge.media.StreamClock;
import io.timebridge.bridge.media.WallClock;
import io.timebridge.clock.LeapSeconds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * A 48 kHz AES67 stream and a 90 kHz camera stream that ffmpeg made of one clap, 120 ms put between
 * them: the skew that is measured is 120 ms, within 2 ms.
 */
class MediaSkewIT extends LabTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SECONDS = 50;
  private static final int CLAP_SECOND = 44;
  private static final int LATE_MILLIS = 120;
  private static final long LOOPBACK_NANOS = MILLI;
  private static final long NOBODY_KNOWS = 1_000; // the host's clock is the timeline here

  /** What a receiver does: feeds the clocks, looks for the clap. */
  private static final class Listener implements Ffmpeg.Receiver {
    final SenderClock host = new SenderClock("ffmpeg", LOOPBACK_NANOS);
    final ReportedClock sound = new ReportedClock(MediaRate.of(48_000), host);
    final ReportedClock picture = new ReportedClock(MediaRate.of(90_000), host);

    /** The same pictures, from a camera that is 37 s fast. */
    final SenderClock camera = new SenderClock("camera", LOOPBACK_NANOS);

    final ReportedClock cameraPicture = new ReportedClock(MediaRate.of(90_000), camera);

    final RtpPacket rtp = new RtpPacket();
    final RtcpPacket rtcp = new RtcpPacket();
    OptionalInt heard = OptionalInt.empty();
    OptionalInt seen = OptionalInt.empty();
    String announced = "";
    int soundAtReport;
    long ntpAtReport;
    long lastUtc;

    @Override
    public void sound(ByteBuffer datagram) {
      if (heard.isPresent() || !rtp.wrap(datagram)) {
        return;
      }
      for (int i = 0; i < rtp.payloadLength() / 3; i++) {
        if (datagram.get(rtp.payloadStart() + 3 * i) > 30) { // L24: a quarter of full scale
          heard = OptionalInt.of(rtp.timestamp() + i);
          return;
        }
      }
    }

    /**
     * RFC 4175: an extended sequence number, headers of lines, groups Cb Y Cr Y of 10 bits each.
     */
    @Override
    public void picture(ByteBuffer datagram) {
      if (seen.isPresent() || !rtp.wrap(datagram)) {
        return;
      }
      int at = rtp.payloadStart() + 2;
      while ((datagram.get(at + 4) & 0x80) != 0) {
        at += 6;
      }
      int luma = (datagram.getInt(at + 6) >> 12) & 0x3FF;
      if (luma > 500) {
        seen = OptionalInt.of(rtp.timestamp());
      }
    }

    @Override
    public void soundReport(ByteBuffer datagram, long utcNanos) {
      sound.rtcp(datagram, new Arrival(utcNanos, NOBODY_KNOWS, NOBODY_KNOWS));
      if (RtcpPacket.isCompound(datagram) && rtcp.first(datagram) && rtcp.isSenderReport()) {
        soundAtReport = rtcp.rtpTimestamp();
        ntpAtReport = rtcp.ntpTimestamp();
        lastUtc = utcNanos;
      }
    }

    @Override
    public void pictureReport(ByteBuffer datagram, long utcNanos) {
      Arrival arrival = new Arrival(utcNanos, NOBODY_KNOWS, NOBODY_KNOWS);
      picture.rtcp(datagram, arrival);
      long ntp = datagram.getLong(RtcpPacket.NTP_TIMESTAMP);
      datagram.putLong(RtcpPacket.NTP_TIMESTAMP, ntp + (37L << 32));
      cameraPicture.rtcp(datagram, arrival);
    }

    @Override
    public void announcement(ByteBuffer datagram) {
      byte[] octets = new byte[datagram.remaining()];
      datagram.get(octets);
      String text = new String(octets, StandardCharsets.UTF_8);
      announced = text.substring(text.indexOf("v=0"));
    }

    /** What an AES67 sender says of itself: the RTP timestamp at TAI's zero. */
    StreamClock aes67() {
      long utc = WallClock.nanosOf(ntpAtReport, lastUtc);
      long tick = MediaRate.of(48_000).ticksAt(LeapSeconds.builtIn().utcToTai(utc));
      String clocks =
          "a=ts-refclk:ptp=IEEE1588-2008:traceable\r\na=mediaclk:direct="
              + Integer.toUnsignedLong(soundAtReport - (int) tick)
              + "\r\nm=video";
      SessionDescription session =
          SessionDescription.parse(announced.replaceFirst("m=video", clocks));
      MediaDescription medium = session.media().get(0);
      assertEquals("audio", medium.type());
      assertTrue(medium.clocks().referenceClocks().get(0).traceable());
      return medium
          .directClock(ReferenceTime.tai(LeapSeconds.builtIn(), NOBODY_KNOWS))
          .orElseThrow();
    }
  }

  @Test
  void aClapInSoundAndPicture() throws Exception {
    Tools.requireAll();
    Listener listener = new Listener();
    try (Ffmpeg ffmpeg = new Ffmpeg()) {
      ffmpeg.run(SECONDS, CLAP_SECOND, LATE_MILLIS, listener);
    }
    SessionDescription session = SessionDescription.parse(listener.announced);
    assertEquals(0, session.problems().size(), session.toString());
    assertEquals(MediaRate.of(48_000), session.media().get(0).rate().orElseThrow());
    assertEquals(MediaRate.of(90_000), session.media().get(1).rate().orElseThrow());

    int heard = listener.heard.orElseThrow();
    int seen = listener.seen.orElseThrow();
    long near = listener.lastUtc;
    Skew oneClock = Skew.of(listener.sound, heard, listener.picture, seen, near);
    say("both by the reports of one sender: " + oneClock);
    assertSkew(oneClock);
    assertTrue(oneClock.errorBoundNanos() < 2 * MILLI, oneClock.toString());

    Skew twoClocks = Skew.of(listener.aes67(), heard, listener.cameraPicture, seen, near);
    say("AES67 and a camera that is 37 s fast: " + twoClocks);
    assertSkew(twoClocks);

    EpochReading host = listener.host.offset().orElseThrow();
    EpochReading camera = listener.camera.offset().orElseThrow();
    say("the sender's clock is off by " + host + ", the camera's by " + camera);
    assertNear(0, host.nanos(), host.errorBoundNanos(), host);
    assertNear(37 * SECOND, camera.nanos(), camera.errorBoundNanos(), camera);
    MediaTime clap = listener.sound.timeOf(heard, near);
    assertTrue(Math.abs(near - clap.utcNanos()) < 15 * SECOND, clap.toString());
  }

  private static void assertSkew(Skew skew) {
    assertTrue(skew.known(), skew.why());
    assertNear(LATE_MILLIS * MILLI, skew.nanos(), 2 * MILLI, skew);
    assertNear(LATE_MILLIS * MILLI, skew.nanos(), skew.errorBoundNanos(), skew);
  }

  private static void say(String what) {
    System.out.println("MediaSkewIT: " + what);
  }
}
