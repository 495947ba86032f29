package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ntp.NtpPacket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What adversaries can do to the timeline behind several NTP servers, through poll, selection,
 * guard and steering: who cannot see the requests, nothing at all; who can hold packets back, no
 * more than the error bound says.
 */
class ForgedTimelineTest {
  private static final int SERVERS = 3;
  private static final int RUN_SECONDS = 400;
  private static final String CONFIG =
      """
      sources: {ntp: [{server: 10.0.1.1, minpoll: 3, maxpoll: 5},
       {server: 10.0.1.2, minpoll: 3, maxpoll: 5}, {server: 10.0.1.3, minpoll: 3, maxpoll: 5}]}
      """;

  /** Stands before an association and gives it more than the network brought. */
  private static final class Tormentor implements Engine {
    private final Engine victim;
    private final SeededRandom random;
    private final List<byte[]> seen; // of all associations: what one gets, others are given, too
    private final InetAddress[] servers;
    long forged;

    Tormentor(Engine victim, SeededRandom random, List<byte[]> seen) throws Exception {
      this.victim = victim;
      this.random = random;
      this.seen = seen;
      this.servers = new InetAddress[SERVERS];
      for (int i = 0; i < SERVERS; i++) {
        servers[i] = InetAddress.getByName("10.0.1." + (i + 1));
      }
    }

    @Override
    public void started(long nowLocalNanos) {
      victim.started(nowLocalNanos);
      torment(nowLocalNanos);
    }

    @Override
    public void received(Datagram datagram) {
      ByteBuffer payload = datagram.payload().duplicate();
      byte[] truth = new byte[payload.remaining()];
      payload.get(truth);
      torment(datagram.localNanos());
      lie(truth, datagram.localNanos());
      victim.received(datagram);
      deliver(truth, sender(), datagram.localNanos()); // doubled, from whomever
      seen.add(truth);
      torment(datagram.localNanos());
    }

    @Override
    public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
      torment(localNanos);
      victim.transmitted(token, localNanos, widthNanos, quality);
      torment(localNanos);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      torment(nowLocalNanos);
      victim.expired(timer, nowLocalNanos);
      torment(nowLocalNanos);
    }

    private InetAddress sender() {
      return servers[(int) random.nextLong(SERVERS)];
    }

    private void torment(long nowLocalNanos) {
      if (!seen.isEmpty()) {
        byte[] old = seen.get((int) random.nextLong(seen.size()));
        deliver(old, sender(), nowLocalNanos); // a replay, of this server or another
        lie(old, nowLocalNanos);
      }
    }

    /** Time that is wrong by seconds, under an origin that nobody can know. */
    private void lie(byte[] truth, long nowLocalNanos) {
      byte[] lie = truth.clone();
      NtpPacket packet = new NtpPacket().wrap(ByteBuffer.wrap(lie), 0);
      long ahead = random.nextLong() >> 20;
      packet.receiveTimestamp(packet.receiveTimestamp() + ahead);
      packet.transmitTimestamp(packet.transmitTimestamp() + ahead);
      packet.originTimestamp(packet.originTimestamp() ^ 1L << random.nextLong(64));
      deliver(lie, sender(), nowLocalNanos);
    }

    private void deliver(byte[] bytes, InetAddress from, long localNanos) {
      forged++;
      Datagram datagram = new Datagram();
      datagram.route().setRemote(from, 123);
      datagram.set(ByteBuffer.wrap(bytes), Lane.EVENT, localNanos, 0, StampQuality.SIMULATED);
      victim.received(datagram);
    }
  }

  private static SimulatedBridge bridge(long seed, UnaryOperator<Engine> around) throws Exception {
    SimulatedBridge bridge = new SimulatedBridge(seed, BuildDate.UTC_NANOS, CONFIG, around);
    for (int i = 1; i <= SERVERS; i++) {
      bridge.ntpServer("10.0.1." + i).link(new LinkModel(100_000, 20_000, 0.02)).start();
    }
    return bridge;
  }

  /** What the timeline shows, each second. */
  private static List<String> run(long seed, UnaryOperator<Engine> around) throws Exception {
    SimulatedBridge bridge = bridge(seed, around);
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < RUN_SECONDS; i++) {
      bridge.run(1);
      TimelineSnapshot now = bridge.timeline.snapshot();
      shown.add(
          now.state()
              + (now.hasTime()
                  ? " %d ± %d by %s"
                      .formatted(
                          now.utcNanosAt(bridge.local()) - bridge.utc(),
                          now.errorBoundNanosAt(bridge.local()),
                          now.source())
                  : ""));
    }
    return shown;
  }

  @Property(seed = "20261126", tries = 12)
  void whoSeesNoRequestChangesNothing(@ForAll long seed) throws Exception {
    List<String> alone = run(seed, engine -> engine);
    SeededRandom dice = new SeededRandom(seed + 1);
    List<byte[]> seen = new ArrayList<>();
    List<Tormentor> tormentors = new ArrayList<>();
    List<String> tormented =
        run(
            seed,
            engine -> {
              try {
                tormentors.add(new Tormentor(engine, dice.split(), seen));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              return tormentors.get(tormentors.size() - 1);
            });
    assertEquals(alone, tormented);
    assertTrue(alone.get(RUN_SECONDS - 1).startsWith("LOCKED"), alone.get(RUN_SECONDS - 1));
    assertTrue(tormentors.stream().mapToLong(each -> each.forged).sum() > 1_000);
  }

  @Property(seed = "20261126", tries = 12)
  void whoHoldsPacketsBackMovesTheTimeByNoMoreThanItsBound(@ForAll long seed) throws Exception {
    SimulatedBridge bridge = new SimulatedBridge(seed, BuildDate.UTC_NANOS, CONFIG, e -> e);
    List<SimulatedNtpServer> servers = new ArrayList<>();
    for (int i = 1; i <= SERVERS; i++) {
      servers.add(bridge.ntpServer("10.0.1." + i).link(new LinkModel(100_000, 20_000, 0)).start());
    }
    SeededRandom dice = new SeededRandom(seed + 1);
    long[] checked = new long[1];
    for (int i = 0; i < 40; i++) {
      SimulatedNtpServer whose = servers.get((int) dice.nextLong(SERVERS));
      whose.link(held(dice), held(dice)); // one way more than the other
      bridge.run(
          RUN_SECONDS / 20.0,
          () -> {
            TimelineSnapshot now = bridge.timeline.snapshot();
            if (now.hasTime() && now.usableAt(bridge.local())) {
              checked[0]++;
              long error = now.utcNanosAt(bridge.local()) - bridge.utc();
              long bound = now.errorBoundNanosAt(bridge.local());
              assertTrue(Math.abs(error) <= bound, error + " ns, bound " + bound + " ns");
            }
          });
    }
    assertTrue(checked[0] > 1_000, checked[0] + " readings");
  }

  /** Up to 100 ms, and some of it lost. */
  private static LinkModel held(SeededRandom dice) {
    return new LinkModel(
        100_000 + dice.nextLong(SECOND / 10), 20_000 + dice.nextLong(SECOND / 200), 0.1);
  }
}
