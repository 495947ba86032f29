package io.timebridge.ntp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.NtpServerConfig;
import io.timebridge.ntp.NtpServerTables;
import io.timebridge.ntp.ServerTime;
import io.timebridge.ntp.client.NtpQueryException.Reason;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against real servers on loopback, over real sockets. */
final class NtpClientTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final NtpClientOptions SHORT =
      NtpClientOptions.DEFAULT.withTimeout(Duration.ofMillis(20)).withAttempts(2);

  private final NettyTransport transport = new NettyTransport(LocalClock.monotonic(), "test");

  @AfterEach
  void close() {
    transport.close();
  }

  /** An hour ahead of the host. */
  private record Ahead(long utcMinusLocal, int stratum, long rootDispersionNanos, boolean good)
      implements ServerTime {
    static Ahead of(int stratum, long dispersion, boolean good) {
      long now = System.currentTimeMillis() * 1_000_000 + 3600 * SECOND;
      return new Ahead(now - LocalClock.monotonic().localNanos(), stratum, dispersion, good);
    }

    @Override
    public boolean synchronisedAt(long localNanos) {
      return good;
    }

    @Override
    public int leapIndicatorAt(long localNanos) {
      return 0;
    }

    @Override
    public int referenceId() {
      return 0x0A000001;
    }

    @Override
    public long referenceUtcNanos() {
      return utcMinusLocal;
    }

    @Override
    public long rootDelayNanos() {
      return 0;
    }

    @Override
    public long rootDispersionNanosAt(long localNanos) {
      return rootDispersionNanos;
    }

    @Override
    public long utcNanosAt(long localNanos) {
      return utcMinusLocal + localNanos;
    }
  }

  private InetSocketAddress serve(ServerTime time, NtpKeys keys) throws Exception {
    int port;
    try (DatagramSocket probe = new DatagramSocket(0, LOOPBACK)) {
      port = probe.getLocalPort();
    }
    NtpServerConfig config =
        new NtpServerConfig(
            AccessList::everyone, -20, keys, true, new NtpServerTables(null, false, () -> 1));
    transport.attach(
        Binding.unicast(LOOPBACK, port), outbox -> new NtpServer(outbox, () -> time, config, 1));
    return new InetSocketAddress(LOOPBACK, port);
  }

  private static NtpKeys keys(Path folder, String text) throws Exception {
    return NtpKeys.read(Files.writeString(folder.resolve("keys" + text.hashCode()), text));
  }

  private Reason failure(NtpClient client, InetSocketAddress server) {
    return assertThrows(NtpQueryException.class, () -> client.ask(server)).reason();
  }

  @Test
  void tellsTheOffsetOfTheHostsClock() throws Exception {
    InetSocketAddress server = serve(Ahead.of(3, 2_000_000, true), NtpKeys.none());
    NtpResult told = new NtpClient(transport).ask(server);
    assertEquals(server, told.server());
    assertEquals(1, told.samples());
    assertEquals(3, told.header().stratum());
    assertTrue(Math.abs(told.offsetNanos() - 3600 * SECOND) < SECOND, "" + told.offsetNanos());
    assertTrue(told.errorBoundNanos() >= 2_000_000 + told.delayNanos() / 2);
    long utc = told.utcNanosAt(told.answer().t4().localNanos());
    assertTrue(utc >= told.answer().t3UtcNanos(), "the answer was not here before it left");
  }

  @Test
  void fastestOfTheSamplesCounts() throws Exception {
    InetSocketAddress server = serve(Ahead.of(3, 0, true), NtpKeys.none());
    NtpClientOptions four = NtpClientOptions.DEFAULT.withSamples(4, Duration.ofMillis(1));
    assertEquals(4, new NtpClient(transport, four).ask(server).samples());
  }

  @Test
  void ranksByWhatEachMayBeWrongBy() throws Exception {
    InetSocketAddress far = serve(Ahead.of(2, 500_000_000, true), NtpKeys.none());
    InetSocketAddress near = serve(Ahead.of(4, 1_000_000, true), NtpKeys.none());
    InetSocketAddress lost = serve(Ahead.of(2, 0, false), NtpKeys.none());
    NtpRanking told = new NtpClient(transport).askAll(List.of(far, lost, near));
    assertEquals(List.of(near, far), told.results().stream().map(NtpResult::server).toList());
    assertEquals(Set.of(lost), told.failures().keySet());
    NtpQueryException why = told.failures().get(lost);
    assertEquals("the server is not synchronised", why == null ? "" : why.getMessage());
    assertEquals(List.of(), new NtpClient(transport).askAll(List.of()).results());
  }

  @Test
  void keyAuthenticatesTheServer(@TempDir Path folder) throws Exception {
    NtpKeys keys = keys(folder, "7 SHA1 ASCII:secret");
    InetSocketAddress server = serve(Ahead.of(3, 0, true), keys);
    NtpClientOptions right = SHORT.withTimeout(Duration.ofSeconds(1)).withKey(keys.only(7));
    assertEquals(3, new NtpClient(transport, right).ask(server).header().stratum());
    NtpKeys other = keys(folder, "7 SHA1 ASCII:other");
    NtpClient wrong = new NtpClient(transport, SHORT.withKey(other.only(7)));
    assertEquals(Reason.NOT_AUTHENTIC, failure(wrong, server));
  }

  @ParameterizedTest
  @CsvSource({
    "DENY, REFUSED, the server refuses (kiss code DENY)",
    "RSTR, REFUSED, the server refuses (kiss code RSTR)",
    "RATE, TOO_OFTEN, the server wants to be asked less often (kiss code RATE)",
    "INIT, UNSYNCHRONISED, the server has no time yet (kiss code INIT)"
  })
  void kissIsToldAsWhatItMeans(String code, Reason reason, String message) throws Exception {
    try (Kisser kisser = new Kisser(code)) {
      NtpQueryException told =
          assertThrows(
              NtpQueryException.class, () -> new NtpClient(transport).ask(kisser.address()));
      assertEquals(reason, told.reason());
      assertEquals(message, told.getMessage());
    }
  }

  /** Answers each request with a kiss-o'-death, and remembers from which port it came. */
  private static final class Kisser extends Thread implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    private final Map<Integer, Boolean> ports = new ConcurrentHashMap<>();
    private final String code;

    Kisser(String code) throws SocketException {
      this.code = code;
      setDaemon(true);
      start();
    }

    InetSocketAddress address() {
      return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
    }

    @Override
    public void run() {
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      try {
        while (true) {
          packet.setLength(100);
          socket.receive(packet);
          ports.put(packet.getPort(), true);
          byte[] bytes = Arrays.copyOf(packet.getData(), 48);
          System.arraycopy(bytes, 40, bytes, 24, 8);
          bytes[0] = (byte) 0xE4;
          bytes[1] = 0;
          System.arraycopy(code.getBytes(StandardCharsets.US_ASCII), 0, bytes, 12, 4);
          socket.send(new DatagramPacket(bytes, 48, packet.getSocketAddress()));
        }
      } catch (java.io.IOException e) {
        // closed
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void eachRequestHasAPortOfItsOwn() throws Exception {
    try (Kisser kisser = new Kisser("DENY")) {
      for (int i = 0; i < 8; i++) {
        assertEquals(Reason.REFUSED, failure(new NtpClient(transport), kisser.address()));
      }
      assertTrue(kisser.ports.size() > 4, "ports " + kisser.ports.keySet());
    }
  }

  @Test
  void silenceAndUnknownNamesAreTold() throws Exception {
    NtpClient client = new NtpClient(transport, SHORT);
    try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK)) {
      InetSocketAddress server = new InetSocketAddress(LOOPBACK, silent.getLocalPort());
      NtpQueryException told = assertThrows(NtpQueryException.class, () -> client.ask(server));
      assertEquals("no answer to 2 requests", told.getMessage());
      assertEquals(Reason.NO_ANSWER, told.reason());
    }
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 123);
    CompletionException failed =
        assertThrows(CompletionException.class, () -> client.askAsync(nowhere).join());
    NtpQueryException why = assertInstanceOf(NtpQueryException.class, failed.getCause());
    assertEquals(Reason.UNKNOWN_HOST, why.reason());
  }

  @Test
  void optionsHaveRanges() {
    NtpClientOptions good = NtpClientOptions.DEFAULT;
    assertThrows(IllegalArgumentException.class, () -> good.withTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> good.withAttempts(0));
    assertThrows(IllegalArgumentException.class, () -> good.withSamples(0, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> good.withSamples(1, Duration.ofSeconds(-1)));
  }
}
