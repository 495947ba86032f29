package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockIdentityTest {

  @Test
  void isOrderedUnsigned() {
    ClockIdentity low = new ClockIdentity(0x7FFF_FFFF_FFFF_FFFFL);
    ClockIdentity high = new ClockIdentity(0x8000_0000_0000_0000L);
    assertTrue(low.compareTo(high) < 0);
    assertTrue(high.compareTo(low) > 0);
    assertTrue(new PortIdentity(low, 2).compareTo(new PortIdentity(low, 0xFFFF)) < 0);
    assertTrue(new PortIdentity(low, 0xFFFF).compareTo(new PortIdentity(high, 1)) < 0);
  }

  @Test
  void ofMacPutsTheFillerInTheMiddle() {
    byte[] mac = {(byte) 0xEC, 0x46, 0x70, (byte) 0xFF, 0x02, 0x03};
    assertEquals("ec4670.fffe.ff0203", ClockIdentity.ofMac(mac, 0xFFFE).toString());
    assertEquals("ec4670.0001.ff0203", ClockIdentity.ofMac(mac, 1).toString());
    assertThrows(IllegalArgumentException.class, () -> ClockIdentity.ofMac(new byte[8], 0));
  }

  @ParameterizedTest
  @CsvSource({"ec4670.fffe.010203", "EC:46:70:FF:FE:01:02:03", "ec4670fffe010203"})
  void parses(String text) {
    assertEquals(new ClockIdentity(0xEC46_70FF_FE01_0203L), ClockIdentity.parse(text));
    assertEquals(
        ClockIdentity.parse(text), ClockIdentity.parse(ClockIdentity.parse(text).toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ec4670.fffe.01020", "ec4670.fffe.01020304", "gg4670fffe010203"})
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> ClockIdentity.parse(text));
  }

  @Test
  void accuracyIsTheTableOfTheStandard() {
    assertEquals(25, new ClockQuality(6, 0x20, 0).accuracyNanos());
    assertEquals(100, new ClockQuality(6, 0x21, 0).accuracyNanos());
    assertEquals(1_000_000, new ClockQuality(6, 0x29, 0).accuracyNanos());
    assertEquals(10_000_000_000L, new ClockQuality(6, 0x30, 0).accuracyNanos());
    assertEquals(-1, new ClockQuality(6, 0x31, 0).accuracyNanos());
    assertEquals(10, new ClockQuality(6, 0x1F, 0).accuracyNanos());
    assertEquals(1, new ClockQuality(6, 0x17, 0).accuracyNanos());
    assertEquals(-1, new ClockQuality(6, 0x16, 0).accuracyNanos());
    assertEquals(-1, new ClockQuality(6, ClockQuality.ACCURACY_UNKNOWN, 0).accuracyNanos());
  }

  @Test
  void anErrorHasTheCodeOfTheNextBound() {
    long[][] rows = {
      {0, 0x20},
      {25, 0x20},
      {26, 0x21},
      {100, 0x21},
      {101, 0x22},
      {1_000, 0x23},
      {1_001, 0x24},
      {1_000_000, 0x29},
      {1_000_001, 0x2A},
      {10_000_000_000L, 0x30},
      {10_000_000_001L, 0x31},
      {Long.MAX_VALUE, 0x31}
    };
    for (long[] row : rows) {
      assertEquals(row[1], ClockQuality.accuracyOf(row[0]), row[0] + " ns");
    }
    for (int code = 0x20; code <= 0x30; code++) {
      assertEquals(code, ClockQuality.accuracyOf(new ClockQuality(6, code, 0).accuracyNanos()));
    }
  }
}
