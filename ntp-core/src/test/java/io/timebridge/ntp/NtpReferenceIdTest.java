package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NtpReferenceIdTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0x47505300, GPS",
    "1, 0x50505300, PPS",
    "0, 0x52415445, RATE",
    "2, 0x47505300, 71.80.83.0",
    "2, 0xC0000201, 192.0.2.1",
    "15, 0xFFFFFFFF, 255.255.255.255",
    "0, 0x00000000, 0.0.0.0",
    "1, 0x7F7F0101, 127.127.1.1", // some local clocks
    "1, 0x47005053, 71.0.80.83", // not left-justified
  })
  void text(int stratum, String id, String text) {
    assertEquals(text, NtpReferenceId.text(stratum, (int) (long) Long.decode(id)));
  }

  @Test
  void ascii() {
    assertEquals(0x47505300, NtpReferenceId.ofAscii("GPS"));
    assertEquals(0x50000000, NtpReferenceId.ofAscii("P"));
    assertEquals(0x474F4553, NtpReferenceId.ofAscii("GOES"));
  }

  /** The hash as {@code md5sum} gives it for the 16 octets. RFC 5905 §7.3. */
  @Test
  void ofAddress() {
    assertEquals(
        0xC000020A, NtpReferenceId.ofAddress(Requests.address("192.0.2.10", 1).getAddress()));
    assertEquals(
        0xE1B2C29D, NtpReferenceId.ofAddress(Requests.address("2001:db8::7", 1).getAddress()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GALIL", "G S", "é", "\n"})
  void notAscii(String name) {
    assertThrows(IllegalArgumentException.class, () -> NtpReferenceId.ofAscii(name));
  }
}
