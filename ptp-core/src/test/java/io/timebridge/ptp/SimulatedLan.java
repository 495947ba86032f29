package io.timebridge.ptp;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A LAN of masters and one follower in virtual time; Announce each second, 8 Syncs a second. */
final class SimulatedLan {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_800_000_000L * SECOND;
  static final PtpPortConfig CONFIG = PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -3, -3));

  /** A master; its time is true time plus an offset. */
  final class Master {
    final Transport transport;
    final long bits;
    final int priority1;
    final boolean twoStep;
    TimeProperties properties;
    ClockQuality quality = Packets.GOOD;
    boolean claimsNothing;

    /** It hears nobody; before it is born. */
    boolean deaf;

    /** Its sockets are open, and nothing is sent. */
    boolean hangs;

    long offsetNanos;
    PtpClock clock;
    private Transport.@Nullable Attachment attachment;

    Master(long bits, int priority1, boolean twoStep, TimeProperties properties) {
      this.bits = bits;
      this.priority1 = priority1;
      this.twoStep = twoStep;
      this.properties = properties;
      this.transport = lan.addNode(new SimulatedOscillator(START, 0, 0, random.split()));
      this.clock = make();
    }

    private PtpClock make() {
      PtpPortConfig config = CONFIG.toBuilder().twoStep(twoStep).build();
      PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(bits));
      return PtpClock.master("gm" + bits, config, identity, priority1, 128, time(), random.split());
    }

    private MasterTime time() {
      return new MasterTime() {
        @Override
        public long nanosAt(long localNanos) {
          return localNanos + offsetNanos;
        }

        @Override
        public @Nullable Claims claimsAt(long localNanos) {
          return claimsNothing ? null : new Claims(quality, properties);
        }
      };
    }

    Master born() throws IOException {
      clock = make();
      attachment =
          transport.attach(
              binding((int) bits),
              outbox -> {
                Engine engine = clock.port(new Hanging(outbox));
                return deaf ? new Deaf(engine) : engine;
              });
      return this;
    }

    /** Hears nothing. */
    private static final class Deaf implements Engine {
      private final Engine engine;

      Deaf(Engine engine) {
        this.engine = engine;
      }

      @Override
      public void started(long nowLocalNanos) {
        engine.started(nowLocalNanos);
      }

      @Override
      public void received(Datagram datagram) {}

      @Override
      public void transmitted(long token, long localNanos, long width, StampQuality quality) {
        engine.transmitted(token, localNanos, width, quality);
      }

      @Override
      public void expired(int timer, long nowLocalNanos) {
        engine.expired(timer, nowLocalNanos);
      }
    }

    /** What it sends is lost while it hangs. */
    private final class Hanging implements Outbox {
      private final Outbox outbox;
      private long tokensLost;

      Hanging(Outbox outbox) {
        this.outbox = outbox;
      }

      @Override
      public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
        return hangs ? Long.MIN_VALUE + tokensLost++ : outbox.sendEvent(message, route, late);
      }

      @Override
      public void sendGeneral(ByteBuffer message, Route route) {
        if (!hangs) {
          outbox.sendGeneral(message, route);
        }
      }

      @Override
      public void setTimer(int timer, long localNanos) {
        outbox.setTimer(timer, localNanos);
      }

      @Override
      public void cancelTimer(int timer) {
        outbox.cancelTimer(timer);
      }
    }

    /** Its quality is another from now on, and it knows. */
    void changes(ClockQuality next) {
      quality = next;
      clock.timeChanged(transport.clock().localNanos());
    }

    void dies() throws Exception {
      Objects.requireNonNull(attachment).close();
    }
  }

  /** Hears everything and sends whatever a test likes. */
  static final class Injector implements Engine {
    private final Outbox outbox;
    final List<ByteBuffer> heard = new ArrayList<>();
    int keep;

    Injector(Outbox outbox) {
      this.outbox = outbox;
    }

    void send(byte[] packet, Lane lane) {
      ByteBuffer bytes = ByteBuffer.wrap(packet);
      if (lane == Lane.EVENT) {
        outbox.sendEvent(bytes, route(319), null);
      } else {
        outbox.sendGeneral(bytes, route(320));
      }
    }

    private static Route route(int port) {
      return Route.to(new InetSocketAddress(PtpMulticast.PRIMARY_IPV4, port));
    }

    @Override
    public void started(long nowLocalNanos) {}

    @Override
    public void received(Datagram datagram) {
      if (keep > 0) {
        ByteBuffer payload = datagram.payload();
        heard.add(ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip());
        if (heard.size() > keep) {
          heard.remove(0);
        }
      }
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {}

    @Override
    public void expired(int timer, long nowLocalNanos) {}
  }

  /** Counts what is delivered to an engine. */
  private final class Counting implements Engine {
    private final Engine engine;

    Counting(Engine engine) {
      this.engine = engine;
    }

    @Override
    public void started(long nowLocalNanos) {
      engine.started(nowLocalNanos);
    }

    @Override
    public void received(Datagram datagram) {
      delivered++;
      engine.received(datagram);
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {
      engine.transmitted(token, localNanos, width, quality);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      engine.expired(timer, nowLocalNanos);
    }

    @Override
    public void linkDown(long nowLocalNanos, String why) {
      engine.linkDown(nowLocalNanos, why);
    }

    @Override
    public void linkUp(long nowLocalNanos) {
      engine.linkUp(nowLocalNanos);
    }
  }

  long delivered;
  final VirtualTime time = new VirtualTime();
  final SeededRandom random;
  private final SimulatedNetwork lan;
  final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
  final PtpClock follower;

  /** The follower's host. */
  final SimulatedNode node;

  private final SimulatedOscillator oscillator;

  SimulatedLan(long seed, double loss, PtpIdentity followerIdentity) throws IOException {
    random = new SeededRandom(seed);
    lan = new SimulatedNetwork(time, new LinkModel(10_000, 5_000, loss), random.split());
    oscillator = new SimulatedOscillator(5_000, 10, 1e-9, random.split());
    follower = PtpClock.follower("follower", CONFIG, followerIdentity, estimator, random.split());
    node = lan.addNode(oscillator);
    node.attach(binding(200), outbox -> new Counting(follower.port(outbox)));
  }

  SimulatedLan(long seed, double loss) throws IOException {
    this(seed, loss, PtpIdentity.configured(new ClockIdentity(0xF0)));
  }

  Master master(long bits, int priority1) {
    return master(bits, priority1, true, Packets.TAI);
  }

  Master master(long bits, int priority1, boolean twoStep, TimeProperties properties) {
    return new Master(bits, priority1, twoStep, properties);
  }

  Injector injector() throws IOException {
    Injector[] made = new Injector[1];
    lan.addNode(new SimulatedOscillator(0, 0, 0, random.split()))
        .attach(binding(201), outbox -> made[0] = new Injector(outbox));
    return made[0];
  }

  void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }

  /** The follower's clock less true time, nanoseconds. */
  double error() {
    ClockMap map = Objects.requireNonNull(estimator.clock().map());
    long local = oscillator.localAt(time.nowNanos());
    return map.current().nanosAt(local) - (START + time.nowNanos());
  }

  /** Runs, and tells the largest error of 100 looks a second. */
  double worstErrorWithin(double seconds) {
    double worst = 0;
    for (int i = 0; i < seconds * 100; i++) {
      run(0.01);
      worst = Math.max(worst, Math.abs(error()));
    }
    return worst;
  }

  static Binding binding(int host) throws IOException {
    return new Binding(
        NetworkInterface.getByIndex(1),
        List.of(PortBench.address(host)),
        List.of(PtpMulticast.PRIMARY_IPV4),
        319,
        320,
        1,
        46);
  }
}
