package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StampFormatTest {
  private static final long NANOS = 1_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z,           000000000000 00000000",
    "1970-01-01T00:00:00.000000001Z, 000000000000 00000001",
    "2026-01-02T03:04:05.999999999Z, 0000695735a5 3b9ac9ff",
    "2038-01-19T03:14:08Z,           000080000000 00000000",
    "2106-02-07T06:28:15.5Z,         0000ffffffff 1dcd6500",
    "2106-02-07T06:28:16Z,           000100000000 00000000",
    "1969-12-31T23:59:59.999999999Z, ffffffffffff 3b9ac9ff",
  })
  void ptpIs48BitsOfSecondsAnd32OfNanoseconds(Instant time, String hex) {
    byte[] field = new byte[12];
    StampFormat.PTP.write(ByteBuffer.wrap(field), 1, nanos(time));
    assertEquals("00" + hex.replace(" ", "") + "00", HexFormat.of().formatHex(field));
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z,           83aa7e80 00000000",
    "1970-01-01T00:00:00.5Z,         83aa7e80 80000000",
    "1970-01-01T00:00:00.000000001Z, 83aa7e80 00000004",
    "1969-12-31T23:59:59.999999999Z, 83aa7e7f fffffffc",
    "1900-01-01T00:00:00Z,           00000000 00000000",
    "2036-02-07T06:28:15.75Z,        ffffffff c0000000",
    "2036-02-07T06:28:16Z,           00000000 00000000",
    "2038-01-19T03:14:08Z,           03aa7e80 00000000",
    "2106-02-07T06:28:16Z,           83aa7e80 00000000",
  })
  void ntpIsSecondsOfTheEraAndTheirFraction(Instant time, String hex) {
    byte[] field = new byte[10];
    StampFormat.NTP.write(ByteBuffer.wrap(field), 1, nanos(time));
    assertEquals("00" + hex.replace(" ", "") + "00", HexFormat.of().formatHex(field));
  }

  @Property(seed = "1")
  void ptpReadsBackToTheSameNanosecond(@ForAll long nanos) {
    ByteBuffer field = ByteBuffer.allocate(10);
    StampFormat.PTP.write(field, 0, nanos);
    long seconds = ((long) field.getShort(0) << 32) | Integer.toUnsignedLong(field.getInt(2));
    assertEquals(nanos, seconds * NANOS + Integer.toUnsignedLong(field.getInt(6)));
  }

  @Property(seed = "2")
  void ntpReadsBackToTheSameNanosecondInItsEra(
      @ForAll @LongRange(min = -2_208_988_800L * NANOS, max = 2_085_978_496L * NANOS - 1)
          long nanos) {
    long bits = StampFormat.ntpBits(nanos);
    long seconds = (bits >>> 32) - StampFormat.NTP_TO_UNIX_SECONDS;
    long fraction = ((bits & 0xFFFF_FFFFL) * NANOS + (1L << 31)) >>> 32;
    assertEquals(nanos, seconds * NANOS + fraction);
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
  }
}
