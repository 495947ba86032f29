package io.timebridge.ntp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CMAC (RFC 4493, NIST SP 800-38B) with a key of 128 or 256 bits, as NTP uses it (RFC 8573).
 *
 * <p>The JDK has AES but no CMAC: this is the chaining around single blocks, made by one cipher
 * that is initialised once and never holds a part of a block. {@code Cipher.update} between two
 * different arrays makes no garbage.
 */
final class AesCmac implements KeyedMac {
  private static final int BLOCK = 16;

  /** The field polynomial's low octet, RFC 4493 §2.3's const_Rb. */
  private static final int RB = 0x87;

  private static final int PADDING = 0x80;

  private final Cipher aes;
  private final byte[] lastWhole; // K1: for a last block that is whole
  private final byte[] lastPadded; // K2: for one that is padded
  private final byte[] mixed = new byte[BLOCK];
  private final byte[] chain = new byte[BLOCK];

  /**
   * Creates one.
   *
   * @param secret 16 or 32 octets
   */
  AesCmac(byte[] secret) {
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES of " + secret.length + " octets", e);
    }
    encrypt(); // of zeros: RFC 4493 §2.3's L
    lastWhole = doubled(chain);
    lastPadded = doubled(lastWhole);
  }

  /** Multiplies by x in the field of 2¹²⁸ elements. RFC 4493 §2.3. */
  private static byte[] doubled(byte[] value) {
    byte[] result = new byte[BLOCK];
    int carry = 0;
    for (int i = BLOCK - 1; i >= 0; i--) {
      int octet = ((value[i] & 0xFF) << 1) | carry;
      result[i] = (byte) octet;
      carry = octet >>> 8;
    }
    result[BLOCK - 1] ^= (byte) (-carry & RB);
    return result;
  }

  @Override
  public int length() {
    return BLOCK;
  }

  @Override
  public void compute(byte[] message, int messageLength, byte[] digest) {
    Arrays.fill(chain, (byte) 0);
    int at = 0;
    for (; messageLength - at > BLOCK; at += BLOCK) {
      mix(message, at, BLOCK);
      encrypt();
    }
    int rest = messageLength - at;
    mix(message, at, rest);
    if (rest == BLOCK) {
      mixIn(lastWhole);
    } else {
      mixed[rest] ^= (byte) PADDING;
      mixIn(lastPadded);
    }
    encrypt();
    System.arraycopy(chain, 0, digest, 0, BLOCK);
  }

  /** The chain and a block, or what there is of one, exclusive-or. */
  private void mix(byte[] message, int from, int count) {
    System.arraycopy(chain, 0, mixed, 0, BLOCK);
    for (int i = 0; i < count; i++) {
      mixed[i] ^= message[from + i];
    }
  }

  private void mixIn(byte[] subkey) {
    for (int i = 0; i < BLOCK; i++) {
      mixed[i] ^= subkey[i];
    }
  }

  private void encrypt() {
    try {
      int unused = aes.update(mixed, 0, BLOCK, chain, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a block fits a block", e);
    }
  }
}
