package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.timebridge.clock.Counters;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Damaged messages, 200,000 of them or as many as {@code -Dfuzz.inputs} says ({@code -Dfuzz.seed}
 * for others than usual). Of each: nothing is thrown by the check, nor by the reading and telling
 * of what passed it; what lies behind messageLength changes nothing; what was read is written and
 * read again the same; and no more memory is taken than a small multiple of the input.
 */
class WireFuzzTest {
  private static final long INPUTS = Long.getLong("fuzz.inputs", 200_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20261125);

  /** Octets that are allocated for an octet of input: by a message of empty TLVs the most. */
  private static final int MULTIPLE = 32;

  private static final int FIXED = 2048; // octets: the message's own object, its header, its lists

  /** What is made once, classes and the like, is made by then; only allocation is not looked at. */
  private static final int WARM_UP = 2000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Counters<PtpDropReason> refused = new Counters<>(PtpDropReason.class);
  private final Counters<MessageType> passed = new Counters<>(MessageType.class);
  private final Digest digest = new Digest();
  private long worstOverhead = Long.MIN_VALUE;

  @Test
  void nothingEscapes() {
    Mutator mutator =
        new Mutator(SEED, bytesOf(MessageRowsTest.rows(), 1), bytesOf(TlvRowsTest.rows(), 0));
    for (long i = 0; i < INPUTS; i++) {
      byte[] input = mutator.next();
      try {
        use(input, i >= WARM_UP);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
    String story = refused.nonZero() + " " + passed.nonZero() + " " + worstOverhead;
    System.out.println("fuzz: " + INPUTS + " inputs of seed " + SEED + ": " + story);
    for (PtpDropReason reason :
        List.of(
            PtpDropReason.TOO_SHORT,
            PtpDropReason.BAD_LENGTH,
            PtpDropReason.UNKNOWN_VERSION,
            PtpDropReason.UNKNOWN_TYPE,
            PtpDropReason.BAD_TIMESTAMP,
            PtpDropReason.BAD_TLV)) {
      assertTrue(refused.get(reason) > INPUTS / 1000, story);
    }
    for (MessageType type : MessageType.values()) {
      assertTrue(passed.get(type) > INPUTS / 1000, story);
    }
  }

  /** Texts that are none are found out without an exception, whose stack would cost a kilobyte. */
  @Test
  void badTextsTakeNoMoreMemoryThanGoodOnes() {
    int count = 60;
    byte[] input =
        Hex.bytes(
                "0b02 %04x".formatted(64 + count * 16),
                "00".repeat(60),
                "0002 000c 0006 2001 00000000 03 43c128".repeat(count))
            .array();
    for (int i = 0; i < WARM_UP; i++) {
      use(input, false);
    }
    use(input, true);
    assertEquals(WARM_UP + 1, passed.get(MessageType.ANNOUNCE));
  }

  private static List<byte[]> bytesOf(Stream<Arguments> rows, int column) {
    return rows.map(row -> ((ByteBuffer) row.get()[column]).array()).toList();
  }

  private void use(byte[] input, boolean warm) {
    // The octets behind the packet are there, but not the packet's: whoever reads one throws.
    ByteBuffer packet = ByteBuffer.wrap(Arrays.copyOf(input, input.length + 64));
    packet.limit(input.length);
    long before = threads.getCurrentThreadAllocatedBytes();
    PtpDropReason reason = PtpCheck.check(packet);
    PtpMessage message = reason == null ? PtpMessage.read(packet) : null;
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    if (warm) {
      worstOverhead = Math.max(worstOverhead, allocated - (long) MULTIPLE * input.length);
      assertTrue(allocated <= FIXED + (long) MULTIPLE * input.length, allocated + " octets");
    }
    assertEquals(0, packet.position());
    if (message == null) {
      refused.count(java.util.Objects.requireNonNull(reason));
      return;
    }
    passed.count(message.type());
    int length = packet.getShort(2) & 0xFFFF;
    assertTrue(message.length() <= length, "longer than it was");
    long told = digest.of(packet);
    for (int i = length; i < input.length; i++) {
      packet.put(i, (byte) ~input[i]);
    }
    assertReads(message, told, packet);
    assertReads(message, told, packet.duplicate().limit(length));
    ByteBuffer written = ByteBuffer.allocate(message.length());
    message.write(written);
    assertNull(PtpCheck.check(written.flip()));
    assertEquals(message, PtpMessage.read(written));
  }

  private void assertReads(PtpMessage message, long told, ByteBuffer packet) {
    assertNull(PtpCheck.check(packet));
    assertEquals(message, PtpMessage.read(packet));
    assertEquals(told, digest.of(packet));
  }

  /** A number that changes if anything that is told changes. */
  private static final class Digest implements FieldSink {
    private long sum;

    long of(ByteBuffer packet) {
      sum = 0;
      PtpFields.tell(packet, this);
      return sum;
    }

    private void add(FieldName field, long value) {
      sum = (sum * 31 + field.filter().hashCode()) * 31 + value;
    }

    @Override
    public void number(FieldName field, long value) {
      add(field, value);
    }

    @Override
    public void unsigned(FieldName field, long bits) {
      add(field, bits);
    }

    @Override
    public void fraction(FieldName field, double value) {
      add(field, Double.doubleToLongBits(value));
    }

    @Override
    public void flag(FieldName field, boolean value) {
      add(field, value ? 1 : 0);
    }

    @Override
    public void text(FieldName field, String value) {
      add(field, value.hashCode());
    }

    @Override
    public void octets(FieldName field, Octets value) {
      add(field, value.hashCode());
    }
  }
}
