package io.timebridge.benchmarks.sidebyside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetsTest {
  @Test
  void figuresOfWhatWasMeasured() throws IOException {
    Offsets offsets = Offsets.of("ours", 8, List.of(9.0, 3.0, -4.0, 0.0, 0.0), 1);
    assertArrayEquals(new double[] {3, -4, 0, 0}, offsets.nanos());
    assertEquals(2.5, offsets.rms());
    assertEquals(0, offsets.quantile(0.5));
    assertEquals(3, offsets.quantile(0.75));
    assertEquals(4, offsets.quantile(0.999));
    assertEquals(4, offsets.quantile(1));
    assertEquals(8, offsets.aSecond());
  }

  @Test
  void valueThatPmcRepeatsIsOneMeasurement(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("pmc");
    Files.writeString(
        file,
        """
        sending: GET CURRENT_DATA_SET
        \t0cc47a.fffe.000001-0 seq 0 RESPONSE MANAGEMENT CURRENT_DATA_SET
        \t\tstepsRemoved     1
        \t\toffsetFromMaster -120.5
        \t\tmeanPathDelay    2500.0
        \t\toffsetFromMaster -120.5
        \t\toffsetFromMaster 7.0
        """);
    assertArrayEquals(new double[] {-120.5, 7}, Offsets.ofPmc("peer", file, 0).nanos());
    assertThrows(IOException.class, () -> Offsets.ofPmc("peer", file, 2));
  }
}
