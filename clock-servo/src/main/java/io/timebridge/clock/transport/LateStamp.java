package io.timebridge.clock.transport;

import java.nio.ByteBuffer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The late-stamp slot: the place of a time stamp in a packet that is on its way out, which the
 * transport fills just before the system call. What depends on it (a MAC over the packet, a
 * residence time) is told afterwards and may still write.
 *
 * <p>From there to the wire a packet needs some microseconds more. Where a transport knows of some
 * packets when they left, the stamp is the time at which one leaves as a rule: the median of the
 * last few latencies is added, at most a millisecond. Until five are known nothing is added.
 *
 * <p>Made once and reused; runs on the engine's thread.
 */
public final class LateStamp {

  /** What must be written after the stamp. */
  @FunctionalInterface
  public interface Dependent {
    /**
     * The stamp stands in the packet.
     *
     * @param message the packet, from index 0
     * @param localNanos the local time that it was made from: when the packet is expected to leave
     */
    void stamped(ByteBuffer message, long localNanos);
  }

  private final int offset;
  private final StampFormat format;
  private final LongUnaryOperator nanosAtLocal;
  private final @Nullable Dependent dependent;
  private final TransmitLatency latency;
  private final boolean tellsDeparture;

  /**
   * Creates a slot for messages whose departure the engine is told.
   *
   * @param offset where the field begins in the packet
   * @param format how it is written
   * @param nanosAtLocal local nanoseconds to nanoseconds of the packet's timescale
   * @param dependent told after the field is written, or null
   */
  public LateStamp(
      int offset,
      StampFormat format,
      LongUnaryOperator nanosAtLocal,
      @Nullable Dependent dependent) {
    this(offset, format, nanosAtLocal, dependent, new TransmitLatency(), true);
  }

  private LateStamp(
      int offset,
      StampFormat format,
      LongUnaryOperator nanosAtLocal,
      @Nullable Dependent dependent,
      TransmitLatency latency,
      boolean tellsDeparture) {
    this.offset = offset;
    this.format = format;
    this.nanosAtLocal = nanosAtLocal;
    this.dependent = dependent;
    this.latency = latency;
    this.tellsDeparture = tellsDeparture;
  }

  /**
   * {@return this slot, for messages whose departure the engine need not be told: most of a
   * server's, which spares the kernel the work}
   */
  public LateStamp withoutDeparture() {
    return new LateStamp(offset, format, nanosAtLocal, dependent, latency, false);
  }

  /**
   * {@return a slot for another message of the same kind that may be under way at the same time:
   * what is learnt of how long such packets take to leave is theirs together}
   *
   * @param otherNanosAtLocal local nanoseconds to what is written into the other message
   */
  public LateStamp beside(LongUnaryOperator otherNanosAtLocal) {
    return new LateStamp(offset, format, otherNanosAtLocal, dependent, latency, tellsDeparture);
  }

  /** {@return whether the engine is to be told when the message left: for transports} */
  public boolean tellsDeparture() {
    return tellsDeparture;
  }

  /**
   * Fills the slot: for transports, just before the packet leaves.
   *
   * @param message the packet, from index 0
   * @param localNanos local time now
   */
  public void fill(ByteBuffer message, long localNanos) {
    long leavesLocalNanos = localNanos + latency.medianNanos();
    format.write(message, offset, nanosAtLocal.applyAsLong(leavesLocalNanos));
    if (dependent != null) {
      dependent.stamped(message, leavesLocalNanos);
    }
  }

  /**
   * Tells when a packet left: for transports, of as many packets as they like.
   *
   * @param filledLocalNanos the local time that its slot was filled with
   * @param leftLocalNanos the local time at which it left
   */
  public void left(long filledLocalNanos, long leftLocalNanos) {
    latency.add(leftLocalNanos - filledLocalNanos);
  }

  /**
   * {@return by how much sooner than its stamp says a packet may leave, nanoseconds, 0 to
   * 1,000,000} A bound on the time that is sent must contain it: what leaves later only seems to
   * have travelled longer.
   */
  public long earlyNanos() {
    return latency.spreadNanos();
  }
}
