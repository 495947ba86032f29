package io.timebridge.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.benchmarks.MillionPackets.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MillionPacketsTest {
  private static final int PACKETS = 50_000;

  /** The documented command with fewer packets: in a JVM of its own, where nothing else runs. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void packetsAreSentAndReceivedWithoutGarbage() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmn32m",
                "-Xmx64m",
                "-Xlog:gc",
                "-cp",
                System.getProperty("java.class.path"),
                MillionPackets.class.getName(),
                Integer.toString(PACKETS))
            .redirectErrorStream(true)
            .start();
    String output = read(program);
    assertEquals(0, program.waitFor(), output);
    assertTrue(output.contains(" bytes allocated, 0 collections"), output);
    assertTrue(output.contains("[gc] Using "), output);
    assertFalse(output.contains("Pause"), output);
  }

  private static String read(Process program) throws IOException {
    return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsNotCleanIsToldSo() {
    assertTrue(MillionPackets.isClean(new Result(1000, 1000, 0, 0, 1), 1000));
    assertFalse(MillionPackets.isClean(new Result(1000, 1000, 10, 0, 1), 1000));
    assertFalse(MillionPackets.isClean(new Result(1000, 1000, 0, 1, 1), 1000));
    assertFalse(MillionPackets.isClean(new Result(1000, 900, 0, 0, 1), 1000));
    assertFalse(MillionPackets.isClean(new Result(0, 0, 0, 0, 0), 1000));
  }
}
