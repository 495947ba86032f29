package io.timebridge.ntp;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Authentication by keys that both sides have: a MAC of a key id and a digest, over everything that
 * is before it.
 *
 * <p>In version 4 a digest is cut to 20 octets, as chrony does, so that a MAC can be told from an
 * extension field (RFC 7822 §3); before, it stands whole. Digests are compared in a time that does
 * not depend on what they hold. Makes no garbage. RFC 5905 §7.3, RFC 8573.
 */
final class SymmetricAuthentication implements NtpAuthentication {
  /** The longest packet that a MAC is checked over: more than a frame of Ethernet holds. */
  private static final int LONGEST_MESSAGE = 2048;

  /**
   * Enough for the JVM's best compiler: an interpreted SHA-512 takes as long as a request's whole
   * way. A server with few clients would otherwise answer its first thousand of them so.
   */
  private static final int WARM_UP_ROUNDS = 2_000;

  private static final int LONGEST_DIGEST = NtpTrailer.LONGEST_MAC - NtpTrailer.KEY_ID_LENGTH;
  private static final int LONGEST_V4_DIGEST = NtpTrailer.LONGEST_V4_MAC - NtpTrailer.KEY_ID_LENGTH;

  private static final List<MacAlgorithm> ALGORITHMS = List.of(MacAlgorithm.values());

  private final int[] ids; // ascending
  private final KeyedMac[] macs;
  private final int[] seals; // the place of each key's algorithm in ALGORITHMS
  private final byte[] message = new byte[LONGEST_MESSAGE];
  private final byte[] digest = new byte[LONGEST_DIGEST];
  private final byte[] claimed = new byte[LONGEST_DIGEST];

  SymmetricAuthentication(NtpKeys keys) {
    Collection<NtpKeys.Key> all = keys.all(); // in the order of their ids
    ids = all.stream().mapToInt(NtpKeys.Key::id).toArray();
    macs = all.stream().map(NtpKeys.Key::mac).toArray(KeyedMac[]::new);
    seals = all.stream().mapToInt(key -> ALGORITHMS.indexOf(key.algorithm())).toArray();
  }

  @Override
  public boolean accepts(ByteBuffer packet, int start, NtpTrailer trailer) {
    int key = find(trailer.keyId());
    int length = trailer.macStart() - start;
    if (key < 0 || length > message.length) {
      return false;
    }
    KeyedMac mac = macs[key];
    int expected = digestLength(mac, packet.get(start));
    if (trailer.digestLength() != expected) {
      return false;
    }
    packet.get(start, message, 0, length);
    packet.get(trailer.digestStart(), claimed, 0, expected);
    mac.compute(message, length, digest);
    int different = 0;
    for (int i = 0; i < expected; i++) {
      different |= digest[i] ^ claimed[i];
    }
    return different == 0;
  }

  @Override
  public int prepare(NtpTrailer trailer, ByteBuffer reply) {
    reply.putInt(NtpPacket.LENGTH, trailer.keyId());
    return trailer.macLength();
  }

  @Override
  public int seals() {
    return ALGORITHMS.size();
  }

  @Override
  public int seal(NtpTrailer trailer) {
    int key = find(trailer.keyId());
    return key < 0 ? 0 : seals[key];
  }

  /** One key of each algorithm, since a file may hold thousands. */
  @Override
  public void warmUp() {
    Set<Integer> warm = new HashSet<>();
    for (int key = 0; key < macs.length; key++) {
      if (warm.add(seals[key])) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
          macs[key].compute(message, NtpPacket.LENGTH, digest);
        }
      }
    }
  }

  @Override
  public void seal(ByteBuffer reply) {
    int key = find(reply.getInt(NtpPacket.LENGTH));
    if (key >= 0) {
      KeyedMac mac = macs[key];
      reply.get(0, message, 0, NtpPacket.LENGTH);
      mac.compute(message, NtpPacket.LENGTH, digest);
      int length = digestLength(mac, message[0]);
      reply.put(NtpPacket.LENGTH + NtpTrailer.KEY_ID_LENGTH, digest, 0, length);
    }
  }

  private static int digestLength(KeyedMac mac, byte leapVersionMode) {
    boolean cut = ((leapVersionMode >> 3) & 0x7) == NtpPacket.VERSION;
    return cut ? Math.min(mac.length(), LONGEST_V4_DIGEST) : mac.length();
  }

  /** The place of the key with this number, or −1. */
  private int find(int id) {
    int low = 0;
    int high = ids.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (ids[middle] == id) {
        return middle;
      }
      if (ids[middle] < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
