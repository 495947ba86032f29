package io.timebridge.ntp;

import static io.timebridge.ntp.AssociationLab.LAN;
import static io.timebridge.ntp.AssociationLab.SECOND;
import static io.timebridge.ntp.AssociationLab.SERVER;
import static io.timebridge.ntp.Requests.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/**
 * Who cannot see the requests cannot move the clock: a run in which packets are forged, doubled,
 * replayed and held back is the same run as without them, measurement by measurement.
 */
class NtpAssociationForgeryTest {
  private static final int RUN_SECONDS = 400;

  /** Stands before the association and gives it more than the network brought. */
  private static final class Tormentor implements Engine {
    private final Engine victim;
    private final SeededRandom random;
    private final List<byte[]> seen = new ArrayList<>();
    private long forged;

    Tormentor(Engine victim, long seed) {
      this.victim = victim;
      this.random = new SeededRandom(seed);
    }

    @Override
    public void started(long nowLocalNanos) {
      torment(nowLocalNanos);
      victim.started(nowLocalNanos);
      torment(nowLocalNanos);
    }

    @Override
    public void received(Datagram datagram) {
      ByteBuffer payload = datagram.payload().duplicate();
      byte[] truth = new byte[payload.remaining()];
      payload.get(truth);
      torment(datagram.localNanos());
      forgeFrom(truth, datagram.localNanos());
      victim.received(datagram);
      deliver(truth, SERVER, datagram.localNanos()); // doubled by the network
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

    private void torment(long nowLocalNanos) {
      for (long n = random.nextLong(3); n > 0; n--) {
        if (!seen.isEmpty() && random.nextLong(2) == 0) {
          deliver(pick(), SERVER, nowLocalNanos); // a replay
        } else {
          deliver(noise(), SERVER, nowLocalNanos);
        }
      }
      if (!seen.isEmpty()) {
        forgeFrom(pick(), nowLocalNanos);
      }
    }

    private byte[] pick() {
      return seen.get((int) random.nextLong(seen.size()));
    }

    /** A packet that would be the server's if its origin were right: also kisses, also leaps. */
    private byte[] noise() {
      byte[] bytes = new byte[(int) random.nextLong(100)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) random.nextLong();
      }
      if (bytes.length >= NtpPacket.LENGTH && random.nextLong(4) > 0) {
        new NtpPacket()
            .wrap(ByteBuffer.wrap(bytes), 0)
            .leapVersionMode((int) random.nextLong(4), 4, 4)
            .stratum((int) random.nextLong(3))
            .referenceId(NtpReferenceId.ofAscii("DENY"));
      }
      return bytes;
    }

    /** The truth in part: what is wrong is the origin, the sender, the mode, or the length. */
    private void forgeFrom(byte[] truth, long nowLocalNanos) {
      byte[] lie = truth.clone();
      NtpPacket packet = new NtpPacket().wrap(ByteBuffer.wrap(lie), 0);
      packet.transmitTimestamp(packet.transmitTimestamp() + (random.nextLong() >> 8));
      InetSocketAddress from = SERVER;
      switch ((int) random.nextLong(4)) {
        case 0 -> packet.originTimestamp(packet.originTimestamp() ^ 1L << random.nextLong(64));
        case 1 -> from = address("192.0.2.66", 123);
        case 2 -> from = new InetSocketAddress(SERVER.getAddress(), 1123);
        default -> packet.leapVersionMode(0, 4, (int) random.nextLong(4));
      }
      deliver(lie, from, nowLocalNanos);
    }

    private void deliver(byte[] bytes, InetSocketAddress from, long localNanos) {
      forged++;
      Datagram datagram = new Datagram();
      datagram.route().setRemote(from.getAddress(), from.getPort());
      datagram.set(ByteBuffer.wrap(bytes), Lane.EVENT, localNanos, 0, StampQuality.SIMULATED);
      victim.received(datagram);
    }
  }

  private static AssociationLab run(long seed, UnaryOperator<Engine> around) {
    AssociationLab lab = new AssociationLab(seed, LAN);
    lab.around = around;
    return lab.startServer().startClient(true, 3, 5).run(RUN_SECONDS);
  }

  @Property(seed = "20261122", tries = 40)
  void forgeriesChangeNothing(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    AssociationLab alone = run(seed, engine -> engine);
    List<Tormentor> tormentors = new ArrayList<>();
    AssociationLab tormented =
        run(
            seed,
            engine -> {
              tormentors.add(new Tormentor(engine, seed + 1));
              return tormentors.get(0);
            });
    assertTrue(alone.estimator.told.size() > 30);
    assertEquals(alone.estimator.told, tormented.estimator.told);
    assertEquals(alone.clock(), tormented.clock());
    assertEquals(alone.requestTimes, tormented.requestTimes);
    assertEquals(alone.status(), tormented.status());
    assertEquals(
        tormentors.get(0).forged, tormented.association().faults().total(), "all are counted");
  }

  /** Holds some replies back for seconds; in the other run they are lost. */
  private static final class Delayer implements Engine {
    private final Engine victim;
    private final AssociationLab lab;
    private final SeededRandom random;
    private final boolean deliverLate;

    Delayer(Engine victim, AssociationLab lab, long seed, boolean deliverLate) {
      this.victim = victim;
      this.lab = lab;
      this.random = new SeededRandom(seed);
      this.deliverLate = deliverLate;
    }

    @Override
    public void started(long nowLocalNanos) {
      victim.started(nowLocalNanos);
    }

    @Override
    public void received(Datagram datagram) {
      long delay = 2_200_000_000L + random.nextLong(60 * SECOND);
      if (random.nextLong(4) > 0) {
        victim.received(datagram);
      } else if (deliverLate) {
        ByteBuffer copy = ByteBuffer.allocate(NtpPacket.LENGTH).put(datagram.payload()).flip();
        long at = datagram.localNanos() + delay;
        Datagram late = new Datagram();
        late.route().copyFrom(datagram.route());
        lab.time.schedule(
            lab.time.nowNanos() + delay,
            () -> victim.received(late.set(copy, Lane.EVENT, at, 0, StampQuality.SIMULATED)));
      }
    }

    @Override
    public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
      victim.transmitted(token, localNanos, widthNanos, quality);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      victim.expired(timer, nowLocalNanos);
    }
  }

  private static AssociationLab runDelayed(long seed, boolean deliverLate) {
    AssociationLab lab = new AssociationLab(seed, LAN);
    lab.around = engine -> new Delayer(engine, lab, seed, deliverLate);
    return lab.startServer().startClient(true, 3, 5).run(RUN_SECONDS);
  }

  @Property(seed = "20261122", tries = 40)
  void lateReplyIsALostReply(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    AssociationLab lost = runDelayed(seed, false);
    AssociationLab late = runDelayed(seed, true);
    assertTrue(lost.estimator.told.size() > 20);
    assertEquals(lost.estimator.told, late.estimator.told);
    assertEquals(lost.requestTimes, late.requestTimes);
    assertEquals(lost.clock(), late.clock());
    assertTrue(late.association().faults().get(NtpReplyFault.WRONG_ORIGIN) > 0);
  }

  @Property(seed = "20261122", tries = 10)
  void oneSeedOneRun(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    assertEquals(
        run(seed, engine -> engine).estimator.told, run(seed, engine -> engine).estimator.told);
  }
}
