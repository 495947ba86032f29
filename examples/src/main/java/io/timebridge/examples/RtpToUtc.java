package io.timebridge.examples;

import io.timebridge.bridge.media.MediaDescription;
import io.timebridge.bridge.media.MediaTime;
import io.timebridge.bridge.media.ReferenceTime;
import io.timebridge.bridge.media.SessionDescription;
import io.timebridge.bridge.media.StreamClock;
import io.timebridge.clock.LeapSeconds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * From an RTP timestamp of an AES67 stream to UTC, with its error: the stream's session description
 * says how its clock counts, and a date roughly when that was, since timestamps repeat each day.
 *
 * <p>Here the PTP domain is taken for TAI, 1 µs at most off. Inside a bridge it is measured, on any
 * epoch: {@code ReferenceTime.of(bridge.correlation("audio").orElseThrow())}.
 *
 * <p>Run it with an SDP file, an RTP timestamp and a date such as {@code 2026-11-22T10:00:00Z}.
 */
public final class RtpToUtc {
  private static final long NANOS = 1_000_000_000L;
  private static final ReferenceTime TAI = ReferenceTime.tai(LeapSeconds.builtIn(), 1_000);

  private RtpToUtc() {}

  /**
   * Runs it.
   *
   * @param args an SDP file, an RTP timestamp, a date
   * @throws Exception if the file cannot be read
   */
  public static void main(String[] args) throws Exception {
    SessionDescription session = SessionDescription.parse(Files.readString(Path.of(args[0])));
    session.problems().forEach(problem -> System.out.println(args[0] + " " + problem));
    int timestamp = Integer.parseUnsignedInt(args[1]);
    long near = Instant.parse(args[2]).getEpochSecond() * NANOS;
    for (MediaDescription stream : session.media()) {
      System.out.println(stream.type() + ": " + stream.clocks().referenceClocks());
      stream
          .directClock(TAI)
          .ifPresentOrElse(
              clock -> print(clock, timestamp, near),
              () -> System.out.println("its clock is its own: its sender reports tell the time"));
    }
  }

  private static void print(StreamClock clock, int timestamp, long near) {
    MediaTime time = clock.timeOf(timestamp, near);
    System.out.println(
        time.known()
            ? Instant.ofEpochSecond(0, time.utcNanos()) + " ± " + time.errorBoundNanos() + " ns"
            : time.why());
  }
}
