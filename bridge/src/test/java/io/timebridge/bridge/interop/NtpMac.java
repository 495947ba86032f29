package io.timebridge.bridge.interop;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of these tests and their MACs, computed in another way than the server does, so that the
 * two can be held against each other.
 */
enum NtpMac {
  MD5(1, "MD5", "b6f1bcf5a1f1b0e3d0b1"),
  SHA1(2, "SHA-1", "00112233445566778899aabbccddeeff00112233"),
  SHA256(3, "SHA-256", "0102030405060708090a0b0c0d0e0f10"),
  SHA384(4, "SHA-384", "1112131415161718191a1b1c1d1e1f20"),
  SHA512(5, "SHA-512", "2122232425262728292a2b2c2d2e2f30"),
  AES128(6, "", "000102030405060708090a0b0c0d0e0f"),
  AES256(7, "", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private static final BigInteger FIELD =
      BigInteger.ONE.shiftLeft(128).add(BigInteger.valueOf(0x87));

  private final int id;
  private final String digest;
  private final String secret; // hexadecimal

  NtpMac(int id, String digest, String secret) {
    this.id = id;
    this.digest = digest;
    this.secret = secret;
  }

  int id() {
    return id;
  }

  private byte[] secret() {
    return HexFormat.of().parseHex(secret);
  }

  /** {@return a file of all keys, for chronyd and for us} */
  static String keyFile() {
    StringBuilder file = new StringBuilder();
    for (NtpMac each : values()) {
      file.append(each.id + " " + each + " HEX:" + each.secret + "\n");
    }
    return file.toString();
  }

  /** {@return the whole digest over a message} */
  byte[] over(byte[] message) {
    try {
      if (digest.isEmpty()) {
        return cmac(message);
      }
      MessageDigest hash = MessageDigest.getInstance(digest);
      hash.update(secret());
      return hash.digest(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** RFC 4493 by its words: numbers of 128 bits, and CBC over the message with its last block. */
  private byte[] cmac(byte[] message) throws GeneralSecurityException {
    Cipher ecb = Cipher.getInstance("AES/ECB/NoPadding");
    ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret(), "AES"));
    BigInteger one = doubled(new BigInteger(1, ecb.doFinal(new byte[16])));
    boolean whole = message.length > 0 && message.length % 16 == 0;
    byte[] blocks = Arrays.copyOf(message, whole ? message.length : (message.length / 16 + 1) * 16);
    if (!whole) {
      blocks[message.length] = (byte) 0x80;
    }
    byte[] last = Arrays.copyOfRange(blocks, blocks.length - 16, blocks.length);
    BigInteger mixed = new BigInteger(1, last).xor(whole ? one : doubled(one));
    byte[] chain = new byte[16];
    for (int at = 0; at < blocks.length; at += 16) {
      BigInteger block =
          at == blocks.length - 16
              ? mixed
              : new BigInteger(1, Arrays.copyOfRange(blocks, at, at + 16));
      chain = ecb.doFinal(octets(new BigInteger(1, chain).xor(block)));
    }
    return chain;
  }

  private static BigInteger doubled(BigInteger value) {
    BigInteger twice = value.shiftLeft(1);
    return twice.testBit(128) ? twice.xor(FIELD) : twice;
  }

  private static byte[] octets(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] block = new byte[16];
    int count = Math.min(16, bytes.length);
    System.arraycopy(bytes, bytes.length - count, block, 16 - count, count);
    return block;
  }
}
