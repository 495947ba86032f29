package io.timebridge.ntp;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

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

  private static final int LONGEST_DIGEST = NtpTrailer.LONGEST_MAC - NtpTrailer.KEY_ID_LENGTH;
  private static final int LONGEST_V4_DIGEST = NtpTrailer.LONGEST_V4_MAC - NtpTrailer.KEY_ID_LENGTH;

  private final int[] ids; // ascending
  private final KeyedMac[] macs;
  private final byte[] message = new byte[LONGEST_MESSAGE];
  private final byte[] digest = new byte[LONGEST_DIGEST];
  private final byte[] claimed = new byte[LONGEST_DIGEST];

  SymmetricAuthentication(NtpKeys keys) {
    Collection<NtpKeys.Key> all = keys.all(); // in the order of their ids
    ids = all.stream().mapToInt(NtpKeys.Key::id).toArray();
    macs = all.stream().map(NtpKeys.Key::mac).toArray(KeyedMac[]::new);
  }

  @Override
  public boolean accepts(ByteBuffer packet, int start, NtpTrailer trailer) {
    KeyedMac mac = find(trailer.keyId());
    int length = trailer.macStart() - start;
    if (mac == null || length > message.length) {
      return false;
    }
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
  public void seal(ByteBuffer reply) {
    KeyedMac mac = find(reply.getInt(NtpPacket.LENGTH));
    if (mac != null) {
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

  private @Nullable KeyedMac find(int id) {
    int low = 0;
    int high = ids.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (ids[middle] == id) {
        return macs[middle];
      }
      if (ids[middle] < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }
}
