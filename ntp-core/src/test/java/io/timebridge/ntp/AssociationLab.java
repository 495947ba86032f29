package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.address;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real server and an association that follows it, on a simulated network. The server's oscillator
 * is perfect, the client's 10 ppm fast and wandering; the server's time can be made to lie.
 */
final class AssociationLab {
  static final InetSocketAddress SERVER = address("192.0.2.10", 123);
  static final long SECOND = 1_000_000_000L;
  private static final InetSocketAddress CLIENT = address("192.0.2.20", 40123);

  /** design's LAN for NTP: 100 µs and 50 µs. */
  static final LinkModel LAN = new LinkModel(100_000, 50_000, 0);

  final VirtualTime time = new VirtualTime();
  final ScriptedTime serverTime = new ScriptedTime();
  final Recorder estimator;
  final List<Long> requestTimes = new ArrayList<>();
  UtcToTai utcToTai = (utc, leap) -> LeapSeconds.builtIn().taiMinusUtcAtUtc(utc) * SECOND;
  NtpServerConfig serverConfig = NtpServerConfig.plain(AccessList.everyone(), -30);
  boolean interleaved;
  NtpKeys key = NtpKeys.none();
  UnaryOperator<Engine> around = engine -> engine;
  UnaryOperator<Outbox> serverOutbox = outbox -> outbox;
  private final SimulatedNetwork network;
  private final Transport serverNode;
  private final Transport clientNode;
  private final SeededRandom nonces;
  private @Nullable NtpAssociation association;
  private Transport.@Nullable Attachment alive;

  /** A server's time: UTC is true time and what is added to it. */
  static final class ScriptedTime implements ServerTime {
    long startUtcNanos = TestTime.NOVEMBER_2026;
    long aheadNanos;
    int leapIndicator;
    int stratum = 1;
    int referenceId = NtpReferenceId.ofAscii("GPS");
    long rootDelayNanos;
    long rootDispersionNanos = 10_000;
    boolean synchronised = true;

    @Override
    public boolean synchronisedAt(long localNanos) {
      return synchronised;
    }

    @Override
    public int leapIndicatorAt(long localNanos) {
      return leapIndicator;
    }

    @Override
    public int stratum() {
      return stratum;
    }

    @Override
    public int referenceId() {
      return referenceId;
    }

    @Override
    public long referenceUtcNanos() {
      return startUtcNanos;
    }

    @Override
    public long rootDelayNanos() {
      return rootDelayNanos;
    }

    @Override
    public long rootDispersionNanosAt(long localNanos) {
      return rootDispersionNanos;
    }

    @Override
    public long utcNanosAt(long localNanos) {
      return startUtcNanos + localNanos + aheadNanos;
    }
  }

  /** The estimator of today, and all that it was told. */
  static final class Recorder implements Estimator {
    record Told(boolean fromSource, long local, long remote, long width) {}

    final List<Told> told = new ArrayList<>();
    private final Estimator real = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
    int losses;

    @Override
    public void measured(Measurement m) {
      told.add(new Told(m.fromSource(), m.localNanos(), m.remoteNanos(), m.widthNanos()));
      real.measured(m);
    }

    @Override
    public void expectNext(long nanos) {
      real.expectNext(nanos);
    }

    @Override
    public void pathChanged() {
      real.pathChanged();
    }

    @Override
    public long startEpoch() {
      return real.startEpoch();
    }

    @Override
    public void sourceLost(long nowLocalNanos) {
      losses++;
      real.sourceLost(nowLocalNanos);
    }

    @Override
    public long epoch() {
      return real.epoch();
    }

    @Override
    public SoftwareClock clock() {
      return real.clock();
    }

    @Override
    public boolean locked() {
      return real.locked();
    }

    @Override
    public long offsetNanos() {
      return real.offsetNanos();
    }

    @Override
    public long jitterNanos() {
      return real.jitterNanos();
    }

    @Override
    public double frequencyPpb() {
      return real.frequencyPpb();
    }

    @Override
    public long pathDelayNanos() {
      return real.pathDelayNanos();
    }
  }

  AssociationLab(long seed, LinkModel link) {
    SeededRandom random = new SeededRandom(seed);
    network = new SimulatedNetwork(time, link, random.split());
    serverNode = network.addNode(new SimulatedOscillator(0, 0, 0, random.split()));
    clientNode = network.addNode(new SimulatedOscillator(777 * SECOND, 10, 1e-9, random.split()));
    nonces = random.split();
    estimator = new Recorder();
  }

  AssociationLab startServer() {
    alive =
        attach(
            serverNode,
            SERVER,
            outbox -> new NtpServer(serverOutbox.apply(outbox), () -> serverTime, serverConfig, 1));
    return this;
  }

  void stopServer() {
    Objects.requireNonNull(alive).close();
  }

  AssociationLab startClient(boolean iburst, int minpoll, int maxpoll) {
    return startClient(iburst, minpoll, maxpoll, made -> made);
  }

  AssociationLab startClient(
      boolean iburst, int minpoll, int maxpoll, UnaryOperator<NtpAssociation> with) {
    Transport.Attachment unused =
        attach(
            clientNode,
            CLIENT,
            outbox -> {
              NtpAssociation made =
                  new NtpAssociation(
                      new NtpAssociationConfig(SERVER, iburst, minpoll, maxpoll, interleaved, key),
                      new Watching(outbox, () -> requestTimes.add(time.nowNanos())),
                      estimator,
                      utcToTai,
                      nonces::nextLong);
              association = with.apply(made);
              return around.apply(made);
            });
    return this;
  }

  private static Transport.Attachment attach(
      Transport node, InetSocketAddress at, Function<Outbox, Engine> engine) {
    try {
      return node.attach(Binding.unicast(at.getAddress(), at.getPort()), engine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  NtpAssociation association() {
    return Objects.requireNonNull(association);
  }

  NtpAssociationStatus status() {
    return association().status();
  }

  AssociationLab run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
    return this;
  }

  ClockSegment clock() {
    ClockMap map = estimator.clock().map();
    return Objects.requireNonNull(map).current();
  }

  long localNow() {
    return clientNode.clock().localNanos();
  }

  /** The client's clock minus true TAI. */
  long errorNanos() {
    long utc = serverTime.startUtcNanos + time.nowNanos();
    return clock().nanosAt(localNow()) - LeapSeconds.builtIn().utcToTai(utc);
  }
}
