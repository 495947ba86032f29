package io.timebridge.ntp;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.StampQuality;
import java.util.Map;

/** How a query ended. Immutable. */
public sealed interface NtpOutcome {

  /**
   * A stamp of the local clock.
   *
   * @param localNanos local time
   * @param widthNanos half the width of the interval that the stamp is known to lie in
   * @param quality where it was taken
   */
  record LocalStamp(long localNanos, long widthNanos, StampQuality quality) {}

  /**
   * The server told its time. How far it is from its own reference ({@link
   * NtpHeader#rootDelayNanos}, {@link NtpHeader#rootDispersionNanos}) is for the reader to judge.
   *
   * @param t1 when the request left
   * @param t2UtcNanos when the request reached the server, its UTC, nanoseconds since 1970
   * @param t3UtcNanos when the reply left the server, its UTC, nanoseconds since 1970
   * @param t4 when the reply came
   * @param header what the server says of itself
   */
  record Answer(LocalStamp t1, long t2UtcNanos, long t3UtcNanos, LocalStamp t4, NtpHeader header)
      implements NtpOutcome {

    /** {@return the round trip without the server's residence, nanoseconds. RFC 5905 §8} */
    public long delayNanos() {
      return (t4.localNanos() - t1.localNanos()) - (t3UtcNanos - t2UtcNanos);
    }

    /**
     * {@return the server's UTC minus local time, nanoseconds, if both ways took as long} RFC 5905
     * §8's offset, by which a local reading becomes UTC.
     */
    public long remoteMinusLocalNanos() {
      // ((t2 − t1) + (t3 − t4)) / 2, without the sum that could overflow.
      return (t2UtcNanos - t1.localNanos()) - delayNanos() / 2;
    }

    /**
     * {@return what {@link #remoteMinusLocalNanos} cannot be wrong by if the server is honest,
     * nanoseconds: its root distance} Half of all delays, the server's dispersion, and the stamps'
     * widths. RFC 5905 §11.1.
     */
    public long errorBoundNanos() {
      long delays = header.rootDelayNanos() + Math.max(0, delayNanos());
      return delays / 2 + header.rootDispersionNanos() + t1.widthNanos() + t4.widthNanos();
    }

    /**
     * Tells an estimator of the request.
     *
     * @param measurement to be filled
     * @param epoch the source's epoch
     * @return {@code measurement}
     */
    public Measurement requestInto(Measurement measurement, long epoch) {
      return measurement.set(
          false, t1.localNanos(), t2UtcNanos, t1.quality(), t1.widthNanos(), epoch);
    }

    /**
     * Tells an estimator of the reply.
     *
     * @param measurement to be filled
     * @param epoch the source's epoch
     * @return {@code measurement}
     */
    public Measurement replyInto(Measurement measurement, long epoch) {
      return measurement.set(
          true, t4.localNanos(), t3UtcNanos, t4.quality(), t4.widthNanos(), epoch);
    }
  }

  /**
   * The server answered in interleaved mode, and when this answer left comes with the next one: it
   * is alive, and nothing new is known of its time. A single query never ends so. RFC 9769 §2.
   *
   * @param header what the server says of itself
   */
  record Deferred(NtpHeader header) implements NtpOutcome {}

  /**
   * The server answered that it does not know the time.
   *
   * @param header what the server says of itself
   */
  record Unsynchronised(NtpHeader header) implements NtpOutcome {}

  /**
   * The server answered with a kiss-o'-death. RFC 5905 §7.4. {@code DENY} and {@code RSTR}: do not
   * ask again. {@code RATE}: ask less often. {@code INIT} and {@code STEP}: not synchronised yet.
   *
   * @param code one to four ASCII characters
   */
  record KissOfDeath(String code) implements NtpOutcome {}

  /**
   * No request had a usable answer.
   *
   * @param attempts how many requests were sent
   * @param ignored what came instead, by fault
   */
  record NoAnswer(int attempts, Map<NtpReplyFault, Long> ignored) implements NtpOutcome {
    /** Keeps a copy of the map. */
    public NoAnswer {
      ignored = Map.copyOf(ignored);
    }
  }
}
