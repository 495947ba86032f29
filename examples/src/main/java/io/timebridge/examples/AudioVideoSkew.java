package io.timebridge.examples;

import io.timebridge.bridge.media.Arrival;
import io.timebridge.bridge.media.DirectClock;
import io.timebridge.bridge.media.MediaRate;
import io.timebridge.bridge.media.ReferenceTime;
import io.timebridge.bridge.media.ReportedClock;
import io.timebridge.bridge.media.SenderClock;
import io.timebridge.bridge.media.Skew;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.ntp.NtpTimestamp;

/**
 * How far sound and picture are apart: sound from an AES67 stream that is locked to PTP, pictures
 * from a camera whose clock is 37 s fast and drifts by 50 ppm, as its sender reports show.
 *
 * <p>The streams are simulated, so that it runs anywhere. A receiver hands each RTCP datagram to
 * {@code ReportedClock.rtcp} with {@code Arrival.at(timeline, localNanos)}, and takes the two RTP
 * timestamps from the packets that hold the event.
 *
 * <p>Run it with nothing.
 */
public final class AudioVideoSkew {
  private static final long NANOS = 1_000_000_000L;
  private static final long START_UTC = 1_793_000_000L * NANOS;

  private AudioVideoSkew() {}

  /**
   * Runs it.
   *
   * @param args nothing
   */
  public static void main(String[] args) {
    DirectClock sound =
        new DirectClock(
            MediaRate.of(48_000), 963_214_424, ReferenceTime.tai(LeapSeconds.builtIn(), 1_000));
    SenderClock cameraClock = new SenderClock("the camera", 2_000_000); // reports take < 2 ms
    ReportedClock picture = new ReportedClock(MediaRate.of(90_000), cameraClock);

    SeededRandom random = new SeededRandom(1);
    for (long second = 0; second < 600; second += 5) {
      long sent = START_UTC + second * NANOS;
      long arrived = sent + 300_000 + Math.round(500_000 * random.nextExponential());
      picture.senderReport(
          0xCAFE, pictureTimestamp(sent), cameraTime(sent), new Arrival(arrived, 0, 1_000));
      if (second % 100 == 10) {
        System.out.println(
            picture.status().reason()
                + ": the camera is off by "
                + cameraClock.offset().map(offset -> offset.nanos() / 1e9 + " s").orElse("?"));
      }
    }

    long clap = START_UTC + 590 * NANOS;
    int heard = sound.timestampAt(clap).orElseThrow();
    int seen = pictureTimestamp(clap + 120_000_000); // the picture has it 120 ms later
    System.out.println("skew: " + Skew.of(sound, heard, picture, seen, clap));
  }

  private static long cameraTime(long utcNanos) {
    return NtpTimestamp.toBits(utcNanos + 37 * NANOS + (utcNanos - START_UTC) / 20_000);
  }

  private static int pictureTimestamp(long utcNanos) {
    return (int) ((utcNanos - START_UTC) * 9 / 100_000) + 123_456_789;
  }
}
