package io.timebridge.ntp;

/**
 * A keyed hash of an address: who does not know the key cannot choose addresses that meet in one
 * place of a table. SipHash-1-3 of the 16 octets (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", 2012). Immutable; any thread.
 */
final class AddressHash {
  private static final long INIT0 = 0x736f_6d65_7073_6575L;
  private static final long INIT1 = 0x646f_7261_6e64_6f6dL;
  private static final long INIT2 = 0x6c79_6765_6e65_7261L;
  private static final long INIT3 = 0x7465_6462_7974_6573L;
  private static final int FINAL_ROUNDS = 3;

  private final long key0;
  private final long key1;

  AddressHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** The hash of an address in two halves. */
  long of(long high, long low) {
    long v0 = key0 ^ INIT0;
    long v1 = key1 ^ INIT1;
    long v2 = key0 ^ INIT2;
    long v3 = key1 ^ INIT3;
    // The message's words, then its length in the last word's top octet, then the finish.
    for (int round = 0; round < 3 + FINAL_ROUNDS; round++) {
      long word =
          switch (round) {
            case 0 -> high;
            case 1 -> low;
            case 2 -> 16L << 56;
            default -> 0;
          };
      v3 ^= word;
      v2 ^= round == 3 ? 0xFF : 0;
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
