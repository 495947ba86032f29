package io.timebridge.ntp;

import static io.timebridge.ntp.AssociationLab.LAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Symmetric keys and interleaved mode, as the client has them, against a real server. */
final class NtpAssociationModesTest {
  private static final long MILLI = 1_000_000;
  private static final LinkModel QUIET = new LinkModel(2 * MILLI, 0, 0);

  private static int number(MacAlgorithm type) {
    return 1 + List.of(MacAlgorithm.values()).indexOf(type);
  }

  private static NtpKeys keys() {
    StringBuilder file = new StringBuilder();
    for (MacAlgorithm each : MacAlgorithm.values()) {
      int octets = each.keyLength() == 0 ? 20 : each.keyLength();
      file.append(number(each))
          .append(' ')
          .append(each)
          .append(" HEX:")
          .append("5a".repeat(octets))
          .append('\n');
    }
    try {
      return NtpKeyFile.parse("keys", file.append("99 SHA1 ASCII:another").toString());
    } catch (NtpKeysException e) {
      throw new AssertionError(e);
    }
  }

  private static NtpServerConfig server(NtpKeys keys, boolean cryptoNak, boolean interleaved) {
    return new NtpServerConfig(
        AccessList::everyone,
        -30,
        keys,
        cryptoNak,
        new NtpServerTables(null, interleaved, new SeededRandom(5)::nextLong));
  }

  private static AssociationLab keyed(NtpKeys servers, NtpKeys key, boolean cryptoNak) {
    AssociationLab lab = new AssociationLab(1, QUIET);
    lab.serverConfig = server(servers, cryptoNak, false);
    lab.key = key;
    return lab.startServer().startClient(true, 4, 4);
  }

  @ParameterizedTest
  @EnumSource(MacAlgorithm.class)
  void followsAServerUnderEachKeyType(MacAlgorithm type) {
    AssociationLab lab = keyed(keys(), keys().only(number(type)), true);
    lab.run(300);
    assertTrue(lab.status().reachable());
    assertTrue(lab.estimator.locked());
    assertEquals(0, lab.association().faults().total());
  }

  @Test
  void serverWithoutTheKeyIsNotHeard() throws NtpKeysException {
    NtpKeys stranger = NtpKeyFile.parse("keys", "7 SHA1 ASCII:stranger");
    AssociationLab lab = keyed(keys(), stranger.only(7), true);
    lab.run(400);
    assertEquals(NtpAssociationState.UNREACHABLE, lab.status().state());
    assertEquals(
        "no answer to the last 8 requests: the server says that our key is not right (crypto-NAK)",
        lab.status().reason());
    assertTrue(lab.association().faults().get(NtpReplyFault.CRYPTO_NAK) >= 8);
    assertEquals(List.of(), lab.estimator.told);
  }

  /** A server on the way that has no key answers all requests, and sooner. */
  @Test
  void answersWithoutTheRightMacAreIgnoredWhileTheWaitGoesOn() {
    for (int what = 0; what < 4; what++) {
      int lie = what;
      AssociationLab lab = new AssociationLab(1, QUIET);
      lab.serverConfig = server(keys(), false, false);
      lab.key = keys().only(3);
      lab.around =
          engine ->
              new BeforeEach(
                  engine,
                  truth ->
                      switch (lie) {
                        case 0 -> forged(truth, NtpPacket.LENGTH); // no MAC
                        case 1 -> forged(truth, truth.length); // the MAC of other content
                        case 2 -> foreignKey(truth);
                        default -> forged(truth, truth.length - 4); // cut
                      });
      lab.startServer().startClient(true, 4, 4).run(300);
      assertTrue(lab.status().reachable());
      assertTrue(Math.abs(lab.errorNanos()) < MILLI, "error " + lab.errorNanos());
      long refused =
          lab.association().faults().get(NtpReplyFault.NOT_AUTHENTIC)
              + lab.association().faults().get(NtpReplyFault.MALFORMED);
      assertEquals(lab.estimator.told.size() / 2, refused, "lie " + lie);
    }
  }

  private static byte[] forged(byte[] truth, int length) {
    byte[] lie = Arrays.copyOf(truth, length);
    NtpPacket packet = new NtpPacket().wrap(ByteBuffer.wrap(lie), 0);
    packet
        .receiveTimestamp(packet.receiveTimestamp() + (5L << 32))
        .transmitTimestamp(packet.transmitTimestamp() + (5L << 32));
    return lie;
  }

  /** Under another key of the file, which the server has too, but not for us. */
  private static byte[] foreignKey(byte[] truth) {
    ByteBuffer lie = ByteBuffer.wrap(forged(truth, truth.length));
    ClientKey other = ClientKey.of(keys().only(99));
    assertNotNull(other);
    int length = NtpPacket.LENGTH + other.seal(lie);
    return Arrays.copyOf(lie.array(), length);
  }

  @Test
  void unaskedMacIsRefused() {
    AssociationLab lab = new AssociationLab(1, QUIET);
    lab.around = engine -> new BeforeEach(engine, truth -> Arrays.copyOf(truth, 68));
    lab.startServer().startClient(true, 4, 4).run(60);
    assertTrue(lab.association().faults().get(NtpReplyFault.NOT_AUTHENTIC) > 0);
    assertTrue(lab.status().reachable());
  }

  @Test
  void oneKeyAtATime() {
    assertThrows(IllegalArgumentException.class, () -> keys().only(50));
    assertThrows(IllegalArgumentException.class, () -> keys().only(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new NtpAssociationConfig(AssociationLab.SERVER, true, 4, 6, false, keys()));
    assertTrue(keys().has(99));
    assertFalse(keys().has(1L << 32 | 99));
  }

  /** Delivers another packet before each one that comes. */
  private record BeforeEach(Engine engine, UnaryOperator<byte[]> forge) implements Engine {
    @Override
    public void started(long nowLocalNanos) {
      engine.started(nowLocalNanos);
    }

    @Override
    public void received(Datagram datagram) {
      byte[] truth = new byte[datagram.payload().remaining()];
      datagram.payload().duplicate().get(truth);
      Datagram lie = new Datagram();
      lie.route().copyFrom(datagram.route());
      ByteBuffer bytes = ByteBuffer.wrap(forge.apply(truth));
      engine.received(lie.set(bytes, Lane.EVENT, datagram.localNanos(), 0, StampQuality.SIMULATED));
      engine.received(datagram);
    }

    @Override
    public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
      engine.transmitted(token, localNanos, widthNanos, quality);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      engine.expired(timer, nowLocalNanos);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void interleavedModeIsAsGoodAsBasicMode(long seed) {
    AssociationLab lab = new AssociationLab(seed, LAN);
    lab.serverConfig = server(NtpKeys.none(), false, true);
    lab.interleaved = true;
    lab.startServer().startClient(true, 4, 4).run(900);
    assertTrue(lab.estimator.locked());
    for (int i = 0; i < 200; i++) {
      lab.run(7);
      long error = Math.abs(lab.errorNanos());
      assertTrue(error < MILLI, "error " + error);
      assertTrue(error <= lab.clock().errorBoundAt(lab.localNow()), "bound");
    }
    assertEquals(0, lab.association().faults().total());
    // All but the first two exchanges and the one that is under way.
    assertTrue(lab.estimator.told.size() / 2 >= lab.requestTimes.size() - 3);
  }

  /** Each exchange is told once, in order, and the reply's departure is the true one. */
  @Test
  void interleavedModeTellsWhenTheAnswerLeft() {
    AssociationLab lab = new AssociationLab(1, QUIET);
    lab.serverConfig = server(NtpKeys.none(), false, true);
    lab.interleaved = true;
    lab.startServer().startClient(true, 4, 4).run(300);
    long last = Long.MIN_VALUE;
    for (AssociationLab.Recorder.Told told : lab.estimator.told) {
      assertTrue(told.local() > last, "in order, none twice");
      last = told.local();
    }
    NtpAssociationStatus.Exchange exchange = lab.status().exchange();
    assertNotNull(exchange);
    assertTrue(Math.abs(exchange.delayNanos() - 4 * MILLI) < 100, "the true round trip");
  }

  /** What was stamped before the host slept is measured no more: its clock stood still. */
  @Test
  void exchangeBeforeASleepIsVoid() {
    AssociationLab lab = new AssociationLab(1, QUIET);
    lab.serverConfig = server(NtpKeys.none(), false, true);
    lab.interleaved = true;
    lab.startServer().startClient(true, 4, 4).run(300);
    int before = lab.estimator.told.size();
    long woke = lab.localNow();
    lab.association().askAnew(woke);
    lab.run(100);
    List<AssociationLab.Recorder.Told> after =
        lab.estimator.told.subList(before, lab.estimator.told.size());
    assertTrue(after.size() >= 6, "it goes on");
    assertTrue(after.stream().allMatch(told -> told.local() >= woke), after.toString());
  }

  /** A server that does not know the mode, or is not asked in it, answers in basic mode. */
  @Test
  void serverThatDoesNotInterleaveIsFollowed() {
    AssociationLab lab = new AssociationLab(1, LAN);
    lab.interleaved = true;
    lab.startServer().startClient(true, 4, 4).run(600);
    assertTrue(lab.estimator.locked());
    assertEquals(0, lab.association().faults().total());
    assertEquals(lab.requestTimes.size(), lab.estimator.told.size() / 2);
  }

  @Test
  void lossesBringItBackToBasicModeAndOn() {
    AssociationLab lab = new AssociationLab(3, new LinkModel(100_000, 50_000, 0.3));
    lab.serverConfig = server(NtpKeys.none(), false, true);
    lab.interleaved = true;
    lab.startServer().startClient(true, 4, 4).run(4000);
    assertTrue(lab.estimator.locked());
    assertTrue(lab.status().reachable());
    assertTrue(Math.abs(lab.errorNanos()) < MILLI, "error " + lab.errorNanos());
    assertTrue(lab.estimator.told.size() > lab.requestTimes.size() / 2);
  }

  /** What a forger who cannot see the requests sends changes no measurement in either mode. */
  @Property(seed = "20261126", tries = 30)
  void guessesAndReplaysChangeNothing(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    AssociationLab alone = sealed(seed, false);
    AssociationLab tormented = sealed(seed, true);
    assertTrue(alone.estimator.told.size() > 20);
    assertEquals(alone.estimator.told, tormented.estimator.told);
    assertEquals(alone.clock(), tormented.clock());
    assertEquals(alone.requestTimes, tormented.requestTimes);
  }

  private static AssociationLab sealed(long seed, boolean tormented) {
    AssociationLab lab = new AssociationLab(seed, LAN);
    lab.serverConfig = server(keys(), false, true);
    lab.interleaved = true;
    lab.key = keys().only(1 + seed % MacAlgorithm.values().length);
    if (tormented) {
      SeededRandom random = new SeededRandom(seed);
      List<byte[]> seen = new ArrayList<>();
      lab.around =
          engine ->
              new BeforeEach(
                  engine,
                  truth -> {
                    seen.add(truth);
                    byte[] old = seen.get((int) random.nextLong(seen.size())).clone();
                    if (old == truth || random.nextLong(2) == 0) {
                      old[(int) random.nextLong(old.length)] ^= (byte) (1 << random.nextLong(8));
                    } else {
                      old[NtpPacket.ORIGIN_TIMESTAMP] ^= 1;
                    }
                    return old;
                  });
    }
    return lab.startServer().startClient(true, 3, 5).run(400);
  }
}
