package io.timebridge.bridge.interop;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * Packets that went wrong, from a seed: valid PTP messages and NTP requests with flipped bits, cut
 * short, or with lengths that lie.
 *
 * <p>What names the real grandmaster as its sender is always broken in its framing, so that no
 * correct receiver can take it for a measurement; what may still be valid comes from a stranger who
 * is a new one each time, and so never qualifies as a master.
 */
final class Flood {
  private static final int EVENT_PORT = 319;
  private static final int GENERAL_PORT = 320;
  private static final int NTP_PORT = 123;
  private static final int[] TYPES = {
    PtpPackets.SYNC,
    PtpPackets.DELAY_REQ,
    PtpPackets.FOLLOW_UP,
    PtpPackets.DELAY_RESP,
    PtpPackets.ANNOUNCE,
    PtpPackets.SIGNALING,
    PtpPackets.MANAGEMENT
  };

  private final Random random;
  private final byte[] grandmaster;
  private final InetAddress target;
  private final InetAddress group;
  private int sequence;
  private long ptp;
  private long brokenPtp;
  private long ntp;

  /**
   * What was sent.
   *
   * @param ptp PTP packets
   * @param brokenPtp those of them that no receiver can parse: cut short, or longer by their own
   *     account than they are
   * @param ntp NTP packets
   */
  record Sent(long ptp, long brokenPtp, long ntp) {
    static Sent parse(String line) {
      long[] counts = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
      return new Sent(counts[0], counts[1], counts[2]);
    }
  }

  Flood(long seed, byte[] grandmaster, InetAddress target) throws UnknownHostException {
    this.random = new Random(seed);
    this.grandmaster = grandmaster;
    this.target = target;
    this.group = InetAddress.getByAddress(new byte[] {(byte) 224, 0, 1, (byte) 129});
  }

  String summary() {
    return ptp + " " + brokenPtp + " " + ntp;
  }

  /** {@return the next packet with the address it goes to} */
  DatagramPacket next() {
    sequence++;
    if (random.nextInt(5) == 0) {
      ntp++;
      byte[] bytes = mutatedNtp();
      return new DatagramPacket(bytes, bytes.length, target, NTP_PORT);
    }
    ptp++;
    byte[] bytes = mutatedPtp();
    InetAddress to = random.nextBoolean() ? target : group;
    int port = random.nextBoolean() ? EVENT_PORT : GENERAL_PORT;
    return new DatagramPacket(bytes, bytes.length, to, port);
  }

  private byte[] mutatedPtp() {
    int type = TYPES[random.nextInt(TYPES.length)];
    boolean broken = random.nextBoolean();
    byte[] sender = broken ? grandmaster : stranger();
    byte[] message = PtpPackets.message(type, sender, sequence);
    if (!broken) {
      return random.nextBoolean() ? flipped(message) : withLyingTlv(message);
    }
    brokenPtp++;
    if (random.nextBoolean()) {
      return Arrays.copyOf(message, 1 + random.nextInt(message.length - 1));
    }
    int claimed = message.length + 1 + random.nextInt(0xffff - message.length);
    ByteBuffer.wrap(message).putShort(PtpPackets.LENGTH_AT, (short) claimed);
    return message;
  }

  private byte[] stranger() {
    byte[] identity = new byte[8];
    random.nextBytes(identity);
    return identity;
  }

  private byte[] flipped(byte[] message) {
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return message;
  }

  /** Appends TLVs the last of which claims more, or less, than there is. */
  private byte[] withLyingTlv(byte[] message) {
    int room = 4 + 2 * random.nextInt(20);
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(message, message.length + room));
    int lie = random.nextBoolean() ? 0xffff : random.nextInt(room + 8);
    longer.putShort(message.length, (short) random.nextInt(0x10000));
    longer.putShort(message.length + 2, (short) lie);
    longer.putShort(PtpPackets.LENGTH_AT, (short) longer.capacity());
    return longer.array();
  }

  private byte[] mutatedNtp() {
    byte[] request = new byte[48];
    request[0] = (byte) ((3 + random.nextInt(2)) << 3 | 3);
    ByteBuffer.wrap(request).putLong(40, random.nextLong());
    return switch (random.nextInt(3)) {
      case 0 -> flipped(request);
      case 1 -> Arrays.copyOf(request, 1 + random.nextInt(request.length - 1));
      default -> withLyingExtension(request);
    };
  }

  private byte[] withLyingExtension(byte[] request) {
    int room = 4 + random.nextInt(40);
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(request, request.length + room));
    longer.putShort(request.length, (short) random.nextInt(0x10000));
    longer.putShort(request.length + 2, (short) random.nextInt(0x10000));
    return longer.array();
  }
}
