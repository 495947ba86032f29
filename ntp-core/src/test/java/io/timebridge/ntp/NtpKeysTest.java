package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NtpKeysTest {
  private static final String HEX32 = "HEX:000102030405060708090A0B0C0D0E0F";

  /** One of each kind. */
  static final String ALL =
      """
      # a comment
      ! another
        ; and
      % one more

      1 MD5 HEX:B6F1BCF5A1F1B0E3D0B1
      2 SHA1 ASCII:an-old-secret
      3 SHA256 HEX:0102030405060708090a0b0c0d0e0f10
      4 SHA384 HEX:1112131415161718191a1b1c1d1e1f20
      5 SHA512 HEX:2122232425262728292a2b2c2d2e2f30
      6 AES128 HEX:000102030405060708090A0B0C0D0E0F
      7 AES256 HEX:000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
      4294967295 plain-characters
      """;

  static NtpKeys all() {
    try {
      return NtpKeyFile.parse("keys", ALL);
    } catch (NtpKeysException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsEveryKind(@TempDir Path folder) throws IOException, NtpKeysException {
    Path file = folder.resolve("keys");
    Files.writeString(file, ALL);
    NtpKeys keys = NtpKeys.read(file);
    assertEquals(8, keys.size());
    assertEquals(
        List.of(16, 16, 20, 32, 48, 64, 16, 16),
        keys.all().stream().map(key -> key.mac().length()).toList()); // −1 comes first
    assertFalse(keys.toString().contains("secret"), "keys are not shown");
    assertTrue(keys.toString().contains("4294967295"));
  }

  @ParameterizedTest
  @CsvSource({
    "'1', 1 word",
    "'1 MD5 a b', 4 words",
    "'0 MD5 abc', a number from 1 to 4294967295",
    "'4294967296 MD5 abc', a number from 1 to 4294967295",
    "'x MD5 abc', a number from 1 to 4294967295",
    "'-1 MD5 abc', a number from 1 to 4294967295",
    "'1 MD6 abc', 'MD5, SHA1, SHA256, SHA384, SHA512, AES128, AES256'",
    "'1 md5 abc', 'MD5, SHA1'",
    "'1 MD5 HEX:0', hexadecimal",
    "'1 MD5 HEX:xx', hexadecimal",
    "'1 MD5 HEX:', a key of 0 octets",
    "'1 MD5 ASCII:', a key of 0 octets",
    "'1 AES128 HEX:00', '16 octets, which AES128 needs'",
    "'1 AES256 " + HEX32 + "', '32 octets, which AES256 needs'",
    "'2 MD5 abc', key 2 a second time",
  })
  void errorsNameFileAndLine(String line, String said) {
    NtpKeysException e =
        assertThrows(
            NtpKeysException.class,
            () -> NtpKeyFile.parse("/etc/keys", "# c\n2 MD5 HEX:0001\n" + line + "\n3 a\n"));
    assertTrue(said(e).startsWith("/etc/keys:3: found "), e.getMessage());
    assertTrue(said(e).contains(said), e.getMessage());
    assertTrue(said(e).contains(", allowed: "), e.getMessage());
  }

  private static String said(NtpKeysException e) {
    return String.valueOf(e.getMessage());
  }

  @Test
  void errorsShowNoKey() {
    for (String line : List.of("geheim", "geheim 1", "1 geheim x", "1 MD5 HEX:geheim")) {
      NtpKeysException e =
          assertThrows(NtpKeysException.class, () -> NtpKeyFile.parse("keys", line));
      assertFalse(said(e).contains("geheim"), e.getMessage());
    }
  }
}
