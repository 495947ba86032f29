package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.cli.Main;
import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of stamps where the kernel's cannot be had: one line, or a refusal. */
class StampingTest {
  private static final String STAMPING = Stamping.class.getName();
  private static final String NO_JNA = "JNA is not on the class path or module path";

  /** What may be missing: the library, a right, an option of the kernel. */
  static Stream<Arguments> lacks() {
    String right = "cannot set SO_BINDTODEVICE lo: Operation not permitted (CAP_NET_RAW is needed)";
    String option = "cannot set SO_TIMESTAMPING: Protocol not available";
    return Stream.of(
        lack(NO_JNA, new NoClassDefFoundError("com/sun/jna/Native")),
        lack("kernel sockets are for 64-bit Linux", null),
        lack(right, new IOException(right)),
        lack(option, new IOException(option)));
  }

  private static Arguments lack(String why, @Nullable Throwable thrown) {
    return Arguments.of(why, thrown == null ? new KernelUnavailableException(why) : thrown);
  }

  private static Stamping.Kernel failing(Throwable thrown) {
    return name -> fail(thrown);
  }

  private static Transport fail(Throwable thrown) throws KernelUnavailableException, IOException {
    if (thrown instanceof IOException io) {
      throw io;
    }
    if (thrown instanceof KernelUnavailableException unavailable) {
      throw unavailable;
    }
    throw (Error) thrown;
  }

  private static List<String> logOf(Runnable action) {
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      action.run();
    } finally {
      System.setErr(err);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Stamping open(Timestamps wanted, Stamping.Kernel kernel) {
    try {
      return Stamping.open(wanted, null, 1, kernel);
    } catch (BridgeException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("lacks")
  void fallsBackWithOneLineThatSaysWhy(String why, Throwable thrown) {
    List<Stamping> opened = new ArrayList<>();
    List<String> log = logOf(() -> opened.add(open(Timestamps.AUTO, failing(thrown))));
    Stamping stamping = opened.get(0);
    try {
      assertEquals("user", stamping.word());
      assertNull(stamping.sockets());
      List<String> warnings = log.stream().filter(line -> line.contains("WARN")).toList();
      assertEquals(1, warnings.size(), log.toString());
      assertTrue(
          warnings
              .get(0)
              .endsWith(
                  "kernel time stamps cannot be had ("
                      + why
                      + "): packets are stamped by this program"),
          log.toString());
    } finally {
      stamping.close();
    }
  }

  @ParameterizedTest
  @MethodSource("lacks")
  void refusesWithThatReasonWhenForced(String why, Throwable thrown) {
    BridgeException refusal =
        assertThrows(
            BridgeException.class,
            () -> Stamping.open(Timestamps.KERNEL, null, 1, failing(thrown)));
    assertEquals("clock.timestamps: kernel cannot be had: " + why, refusal.getMessage());
  }

  @Test
  void refusesTheKernelsStampsOnAClockThatIsNotTheKernels() {
    BridgeException refusal =
        assertThrows(
            BridgeException.class,
            () ->
                Stamping.open(Timestamps.KERNEL, LocalClock.monotonic(), 1, failing(new Error())));
    assertEquals(
        "clock.timestamps: kernel cannot be had: another local clock than the kernel's was given",
        refusal.getMessage());
  }

  @ParameterizedTest
  @MethodSource("lacks")
  void doesNotAskTheKernelForThisProgramsOwnStamps(String why, Throwable thrown) {
    List<String> log = logOf(() -> open(Timestamps.USER, failing(thrown)).close());
    assertFalse(log.toString().contains(why), log.toString());
    assertFalse(log.toString().contains("WARN"), log.toString());
  }

  /** A transport that only knows whether it was closed. */
  private static final class Opened implements Transport {
    private boolean closed;

    @Override
    public LocalClock clock() {
      return LocalClock.monotonic();
    }

    @Override
    public Attachment attach(Binding binding, Function<Outbox, Engine> engine) {
      throw new AssertionError("nothing is attached here");
    }

    @Override
    public void execute(Runnable task) {}

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void leavesNothingOpenIfOnlyOneTransportCanBeHad() {
    Opened first = new Opened();
    Stamping.Kernel onlyOne =
        name -> name.contains("ptp") ? first : fail(new IOException("too many open files"));
    Stamping stamping = open(Timestamps.AUTO, onlyOne);
    assertTrue(first.closed);
    assertEquals("user", stamping.word());
    stamping.close();
  }

  @Test
  void usesTheKernelsWhereBothCanBeHad() {
    Opened opened = new Opened();
    Stamping stamping = open(Timestamps.AUTO, name -> opened);
    assertEquals("kernel", stamping.word());
    stamping.close();
    assertTrue(opened.closed);
  }

  /** The whole program in a JVM of its own, without JNA, or with one that cannot be loaded. */
  private Process runWithoutJna(Path folder, Timestamps wanted, boolean broken) throws IOException {
    Path config = folder.resolve("timebridge.yaml");
    Files.writeString(
        config,
        """
        http: off
        clock: {timestamps: %s}
        sources: {ntp: [{server: 127.0.0.1, port: %d}]}
        serve: {ntp: {listen: ["127.0.0.1:%d"]}}
        """
            .formatted(wanted.name().toLowerCase(Locale.ROOT), freePort(), freePort()));
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> broken || !entry.contains("jna"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (broken) { // as where its native part can neither be unpacked nor run
      command.addAll(List.of("-Djna.nosys=true", "-Djna.noclasspath=true"));
    }
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    String log = "-Dorg.slf4j.simpleLogger."; // as the runnable jar has it
    command.addAll(List.of(log + "defaultLogLevel=info", log + "log." + STAMPING + "=info"));
    command.addAll(List.of("-cp", classPath, Main.class.getName(), "run", "-c", config.toString()));
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    // Whatever it does, it ends: then its output does, too.
    CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(program::destroyForcibly);
    return program;
  }

  private static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void programWithoutTheLibraryRunsAndSaysSoInOneLine(boolean broken, @TempDir Path folder)
      throws Exception {
    Process program = runWithoutJna(folder, Timestamps.AUTO, broken);
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (line.contains("serving NTP on")) {
          break;
        }
      }
    } finally {
      program.destroyForcibly();
    }
    String all = String.join("\n", lines);
    assertTrue(all.contains("serving NTP on"), all);
    List<String> told = lines.stream().filter(line -> line.contains("stamp")).toList();
    assertEquals(1, told.size(), all);
    String why = broken ? "the C library cannot be called: " : NO_JNA;
    assertTrue(
        told.get(0).contains("kernel time stamps cannot be had (" + why)
            && told.get(0).endsWith("): packets are stamped by this program"),
        all);
    assertFalse(all.contains("\tat "), all);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void programThatIsForcedEndsWithOneLineAndExitCodeOne(boolean broken, @TempDir Path folder)
      throws Exception {
    Process program = runWithoutJna(folder, Timestamps.KERNEL, broken);
    try {
      String all = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(program.waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, program.exitValue(), all);
      List<String> told = all.lines().filter(line -> line.contains("stamp")).toList();
      assertEquals(1, told.size(), all);
      String why = broken ? "the C library cannot be called: " : NO_JNA;
      assertTrue(told.get(0).contains("clock.timestamps: kernel cannot be had: " + why), all);
      assertFalse(all.contains("\tat "), all);
    } finally {
      program.destroyForcibly();
    }
  }
}
