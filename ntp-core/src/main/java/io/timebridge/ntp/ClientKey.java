package io.timebridge.ntp;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The symmetric key that a client shares with its server: seals requests and tells whether an
 * answer is the server's. One thread; makes no garbage. RFC 5905 §7.3, RFC 8573.
 */
final class ClientKey {
  private final int id;
  private final int macLength;
  private final SymmetricAuthentication authentication;

  private ClientKey(NtpKeys keys, NtpKeys.Key key) {
    this.id = key.id();
    this.macLength =
        Math.min(NtpTrailer.LONGEST_V4_MAC, NtpTrailer.KEY_ID_LENGTH + key.mac().length());
    this.authentication = new SymmetricAuthentication(keys);
  }

  /**
   * {@return the one key of these, or null if there is none}
   *
   * @throws IllegalArgumentException if there are several
   */
  static @Nullable ClientKey of(NtpKeys keys) {
    Collection<NtpKeys.Key> all = keys.all();
    if (all.size() > 1) {
      throw new IllegalArgumentException("a server is asked with one key, not with " + keys);
    }
    return all.isEmpty() ? null : new ClientKey(keys, all.iterator().next());
  }

  /**
   * Puts the MAC behind the header of a request that is complete.
   *
   * @param request the request, from index 0, of version 4
   * @return the octets of the MAC
   */
  int seal(ByteBuffer request) {
    request.putInt(NtpPacket.LENGTH, id);
    authentication.seal(request);
    return macLength;
  }

  /**
   * Tells whether who wrote a packet has the key.
   *
   * @param packet holds the packet
   * @param start index of its first octet
   * @param trailer what follows its header
   */
  boolean accepts(ByteBuffer packet, int start, NtpTrailer trailer) {
    return trailer.mac() == NtpTrailer.Mac.DIGEST && authentication.accepts(packet, start, trailer);
  }
}
