package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyedMacTest {
  private static final HexFormat HEX = HexFormat.of();

  private static String digest(KeyedMac mac, byte[] message) {
    byte[] padded = Arrays.copyOf(message, message.length + 9); // what is behind does not count
    Arrays.fill(padded, message.length, padded.length, (byte) 0x5A);
    byte[] out = new byte[64];
    mac.compute(padded, message.length, out);
    return HEX.formatHex(out, 0, mac.length());
  }

  /** RFC 4493 §4's messages; the 256-bit key's and digests are NIST SP 800-38B appendix D's. */
  private static final String MESSAGE =
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

  private static final String KEY128 = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String KEY256 =
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";

  @ParameterizedTest
  @CsvSource({
    KEY128 + ", 0, bb1d6929e95937287fa37d129b756746",
    KEY128 + ", 16, 070a16b46b4d4144f79bdd9dd04a287c",
    KEY128 + ", 40, dfa66747de9ae63030ca32611497c827",
    KEY128 + ", 64, 51f0bebf7e3b9d92fc49741779363cfe",
    KEY256 + ", 0, 028962f61b7bf89efc6b551f4667d983",
    KEY256 + ", 16, 28a7023f452e8f82bd4bf28d8c37c35c",
    KEY256 + ", 40, aaf3d8f1de5640c232f5b169b9c911e6",
    KEY256 + ", 64, e1992190549f6ed5696a2c056c315410",
  })
  void cmac(String key, int length, String expected) {
    KeyedMac mac = new AesCmac(HEX.parseHex(key));
    byte[] message = Arrays.copyOf(HEX.parseHex(MESSAGE), length);
    assertEquals(expected, digest(mac, message));
    assertEquals(expected, digest(mac, message), "nothing is left of the one before");
  }

  /** "abc" as key and message in one: the digests of FIPS 180 and RFC 1321. */
  @Test
  void digests() {
    byte[] key = {'a'};
    byte[] message = {'b', 'c'};
    KeyedMac md5 = new DigestMac("MD5", key);
    assertEquals("900150983cd24fb0d6963f7d28e17f72", digest(md5, message));
    assertEquals("900150983cd24fb0d6963f7d28e17f72", digest(md5, message));
    assertEquals(
        "a9993e364706816aba3e25717850c26c9cd0d89d", digest(new DigestMac("SHA-1", key), message));
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        digest(new DigestMac("SHA-256", key), message));
    assertEquals(48, new DigestMac("SHA-384", key).length());
    assertEquals(64, new DigestMac("SHA-512", key).length());
  }
}
