package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSeconds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeapTableTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void withoutAFileItIsTheBuiltInOne() throws Exception {
    assertSame(LeapSeconds.builtIn(), LeapTable.choose(null));
  }

  @Test
  void aFileThatIsGoodForLongerIsUsed(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("leaps"),
            """
            #$ 3991852800
            #@ 4291401600
            3692217600 37
            4102444800 38
            #h e15b57a0 4bdbd3e9 0f776c6a 93c291f4 01deaeaf
            """);
    LeapSeconds table = LeapTable.choose(file);
    long year2030 = Instant.parse("2030-01-01T00:00:00Z").getEpochSecond() * SECOND;
    assertEquals(38, table.taiMinusUtcAtUtc(year2030));
    assertEquals(37, table.taiMinusUtcAtUtc(year2030 - 1));
    assertEquals(
        Instant.parse("2035-12-28T00:00:00Z").getEpochSecond() * SECOND, table.expiresUtcNanos());
  }

  @Test
  void aFileThatExpiresBeforeTheBuiltInTableIsNot(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("leaps"),
            """
            #$ 3770928000
            #@ 3802291200
            3692217600 37
            #h 705c7ca6 d508c0ef 5e83ffb1 09cb4dab b1daaa48
            """);
    assertSame(LeapSeconds.builtIn(), LeapTable.choose(file));
  }

  @Test
  void aFileThatIsNoListStopsTheStart(@TempDir Path dir) {
    Path file = dir.resolve("none");
    BridgeException e = assertThrows(BridgeException.class, () -> LeapTable.choose(file));
    String start = "clock.leapSecondsFile: " + file + ": it cannot be read (";
    assertTrue(String.valueOf(e.getMessage()).startsWith(start), e.getMessage());
  }
}
