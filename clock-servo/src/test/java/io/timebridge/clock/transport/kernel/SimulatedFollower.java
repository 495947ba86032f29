package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import java.util.Objects;

/**
 * A follower on a {@link SimulatedHost}: 8 messages a second each way from and to a source that
 * shows true time, stamped by the host's real clock, read a little later by a loop that brackets as
 * {@link KernelTransport}'s does, carried over, and given to an estimator.
 */
final class SimulatedFollower {
  static final long SECOND = 1_000_000_000L;
  private static final long PERIOD = SECOND / 8;
  private static final long MAX_WAIT = 100_000_000L;
  private static final long ORIGIN = 1_700_000_000L * SECOND;

  /** The rounding of the two clocks of a host, and of the way back. */
  private static final long ROUNDING_NANOS = 4;

  final SimulatedHost host;
  final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
  private final StampCarrier carrier = new StampCarrier();
  private final SeededRandom random;
  private final Measurement measurement = new Measurement();
  private long watchedNanos = Long.MAX_VALUE;
  private long readNanos;
  private long trueNanos = SECOND;

  /** Stamps that were carried over, and those that were not. */
  long carried;

  long lost;

  /** Stamps of before the watched instant that were read after it; and those not dropped. */
  long straddling;

  long straddlingCarried;

  /** By how much a carried stamp was ever beyond its own width. */
  long worstBeyondWidthNanos = Long.MIN_VALUE;

  SimulatedFollower(long seed) {
    SeededRandom dice = new SeededRandom(seed);
    host = new SimulatedHost(dice.split());
    random = dice.split();
  }

  /** The instant that no stamp may be carried across. */
  void watch(long atTrueNanos) {
    watchedNanos = atTrueNanos;
  }

  long trueNanos() {
    return trueNanos;
  }

  /** One message from the source and one to it; returns when the next pair begins. */
  void exchange() {
    long sent = trueNanos;
    packet(true, sent + delay(), sent);
    long asked = sent + PERIOD / 4 + random.nextLong(PERIOD / 2);
    packet(false, asked, asked + delay());
    trueNanos = sent + PERIOD;
  }

  /** When the next message from the source passes the kernel, and its reader is about to wake. */
  long withinNextPassage() {
    return trueNanos + 10_000;
  }

  private long delay() {
    return 2_000 + Math.round(300 * random.nextExponential());
  }

  /** How soon after a packet its reader has run: seldom, after somebody else's turn. */
  private long wakingNanos() {
    long usual = 20_000 + Math.round(30_000 * random.nextExponential());
    return random.nextDouble() < 0.02 ? usual + random.nextLong(8_000_000) : usual;
  }

  private void packet(boolean fromSource, long passedNanos, long remoteNanos) {
    long waking = wakingNanos();
    if (host.isAsleep(passedNanos)) {
      return;
    }
    for (long turn = readNanos + MAX_WAIT; turn < passedNanos; turn = readNanos + MAX_WAIT) {
      bracket(host.isAsleep(turn) ? host.awakeAt() : turn);
    }
    long stamp = host.realAt(passedNanos);
    long read = passedNanos + waking;
    bracket(host.isAsleep(read) ? host.awakeAt() + waking : read);
    long local = carrier.localNanos(stamp);
    count(passedNanos, local);
    if (local != StampCarrier.LOST) {
      estimator.measured(
          measurement.set(
              fromSource,
              local,
              ORIGIN + remoteNanos,
              StampQuality.KERNEL,
              carrier.widthNanos(),
              estimator.epoch()));
    }
  }

  private void bracket(long from) {
    long real = from + 20 + random.nextLong(60);
    long until = real + 20 + random.nextLong(60);
    carrier.bracket(host.rawAt(from), host.realAt(real), host.rawAt(until));
    readNanos = until;
  }

  private void count(long passedNanos, long local) {
    boolean straddles = passedNanos < watchedNanos && readNanos >= watchedNanos;
    straddling += straddles ? 1 : 0;
    if (local == StampCarrier.LOST) {
      lost++;
    } else {
      carried++;
      straddlingCarried += straddles ? 1 : 0;
      long off = Math.abs(local - host.rawAt(passedNanos));
      worstBeyondWidthNanos =
          Math.max(worstBeyondWidthNanos, off - carrier.widthNanos() - ROUNDING_NANOS);
    }
  }

  private ClockSegment segmentAt(long atTrueNanos) {
    return Objects.requireNonNull(estimator.clock().map()).segmentAt(host.rawAt(atTrueNanos));
  }

  /** The disciplined clock. */
  long clockAt(long atTrueNanos) {
    return segmentAt(atTrueNanos).nanosAt(host.rawAt(atTrueNanos));
  }

  /** The disciplined clock minus the source. */
  long errorAt(long atTrueNanos) {
    return clockAt(atTrueNanos) - ORIGIN - atTrueNanos;
  }

  /** What that claims not to exceed. */
  long boundAt(long atTrueNanos) {
    return segmentAt(atTrueNanos).errorBoundAt(host.rawAt(atTrueNanos));
  }
}
