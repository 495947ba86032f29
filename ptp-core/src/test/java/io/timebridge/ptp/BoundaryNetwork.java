package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Boundary clocks on segments of Ethernet, in virtual time; Announce each second. */
final class BoundaryNetwork {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_800_000_000L * SECOND;
  static final LinkModel WHOLE = new LinkModel(10_000, 5_000, 0);
  static final LinkModel CUT = new LinkModel(10_000, 5_000, 1);

  final VirtualTime time = new VirtualTime();
  final SeededRandom random;
  final List<SimulatedNetwork> segments = new ArrayList<>();
  final List<Clock> clocks = new ArrayList<>();

  /** What every clock has to say of local time. */
  @Nullable SynchronizationMetadata metadata;

  private final PtpPortConfig config;

  BoundaryNetwork(long seed, PtpPortConfig config) {
    this.random = new SeededRandom(seed);
    this.config = config;
  }

  int segment() {
    segments.add(new SimulatedNetwork(time, WHOLE, random.split()));
    return segments.size() - 1;
  }

  /** A boundary clock; one whose class is below 128 never follows. */
  final class Clock {
    final int priority1;
    final ClockIdentity identity;
    final ClockQuality quality;
    final SimulatedOscillator oscillator;
    final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
    final PtpClock ptp;
    final List<Integer> at = new ArrayList<>();
    final List<SimulatedNode> nodes = new ArrayList<>(); // of its ports

    Clock(long bits, int priority1, ClockQuality quality, double ppm) {
      this.priority1 = priority1;
      this.identity = new ClockIdentity(bits);
      this.quality = quality;
      this.oscillator = new SimulatedOscillator(START, ppm, 1e-9, random.split());
      MasterTime own =
          new MasterTime() {
            @Override
            public long nanosAt(long localNanos) {
              return localNanos;
            }

            @Override
            public Claims claimsAt(long localNanos) {
              return new Claims(quality, Packets.TAI);
            }

            @Override
            public @Nullable SynchronizationMetadata metadataAt(long localNanos) {
              return metadata;
            }
          };
      this.ptp =
          PtpClock.boundary(
              "bc" + bits,
              PtpIdentity.configured(identity),
              priority1,
              128,
              own,
              estimator,
              random.split());
    }

    /** Its next port is on a segment. */
    Clock on(int segment) throws IOException {
      return on(segment, config);
    }

    /** Its next port is on a segment, and is set up so. */
    Clock on(int segment, PtpPortConfig config) throws IOException {
      at.add(segment);
      SimulatedNode node = segments.get(segment).addNode(oscillator);
      nodes.add(node);
      Transport.Attachment unused =
          node.attach(
              SimulatedLan.binding(1 + clocks.indexOf(this) * 4 + at.size()),
              outbox -> ptp.port(config, outbox));
      return this;
    }

    DataSet own() {
      return DataSet.own(priority1, quality, 128, identity);
    }

    PortState state(int port) {
      return ptp.status().ports().get(port).state();
    }

    /** Whose time it has: its own identity while it follows nobody. */
    ClockIdentity grandmaster() {
      AnnounceMessage announce = ptp.status().announce();
      return announce == null ? identity : announce.grandmasterIdentity();
    }

    @Nullable ClockIdentity parent() {
      return ptp.status().parent() == null ? null : ptp.status().parent().clock();
    }

    /** Its clock less true time, nanoseconds. */
    double error() {
      long local = oscillator.localAt(time.nowNanos());
      return Objects.requireNonNull(estimator.clock().map()).nanosAt(local)
          - (START + time.nowNanos());
    }
  }

  Clock clock(long bits, int priority1, int clockClass, double ppm) {
    Clock made = new Clock(bits, priority1, new ClockQuality(clockClass, 0x21, 0x4E5D), ppm);
    clocks.add(made);
    return made;
  }

  void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }
}
