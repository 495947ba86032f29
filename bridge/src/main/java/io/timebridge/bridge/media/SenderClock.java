package io.timebridge.bridge.media;

import io.timebridge.bridge.EpochReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sender's wall clock, measured against the timeline: what it is off by and how fast it drifts,
 * so that both can be subtracted. One clock may be shared by the streams of one sender, which
 * RTCP's canonical name tells.
 *
 * <p>All there is are one-way messages: what the clock showed when a report left, and when that
 * arrived. The offset is the line above all of them ({@link OneWayLine}), plus half of what even
 * the least delayed may have taken, which nothing here can see and the embedder has to say: {@code
 * leastDelayNanos}. The error bound holds as far as that is true, the sender's clock is a quartz
 * within 200 ppm, and it changes its rate slowly.
 *
 * <p>It is believed after three reports. A jump begins a new epoch; the rate that was is kept, as
 * the quartz is the same. Written by the thread of its streams' reports; any thread may ask.
 */
public final class SenderClock implements ReferenceTime {
  /** What the least delayed reports may have taken on a local network, unless it is said: 10 ms. */
  public static final long DEFAULT_LEAST_DELAY_NANOS = 10_000_000;

  private static final int HISTORY = 720;
  private static final int JUMP_SAMPLES = 3;
  private static final double BEGIN_NANOS = 1e9;
  private static final double EARLY_NANOS = 50e6;
  private static final double LATE_NANOS = 250e6;
  private static final double SAME_QUARTZ_PPB = 5_000;
  private static final long REACH_NANOS = 3_600_000_000_000L;

  /** What was found, oldest first; never changed once it is published. */
  private record Findings(List<OneWayLine.Fit> fits, long epoch, int samples) {}

  private record Sample(long utcNanos, long offsetNanos, long estimated, long bound) {}

  private final String name;
  private final long leastDelayNanos;
  private final OneWayLine line = new OneWayLine();
  private final List<Sample> far = new ArrayList<>();
  private long epoch = 1;
  private double ratePpb;
  private double rateDoubtPpb = OneWayLine.FREE_PPB;
  private OneWayLine.@Nullable Fit fit; // of this epoch
  private @Nullable Sample newestSample;
  private volatile Findings findings = new Findings(List.of(), 1, 0);

  /**
   * Creates one that is not known yet, on a local network.
   *
   * @param name what it is, for people: a camera's name or the reports' canonical name
   */
  public SenderClock(String name) {
    this(name, DEFAULT_LEAST_DELAY_NANOS);
  }

  /**
   * Creates one that is not known yet.
   *
   * @param name what it is, for people
   * @param leastDelayNanos what the least delayed of some minutes' reports may have taken from the
   *     reading of the sender's clock to their arrival, at least 0; half of it is the least error
   *     bound that is possible
   */
  public SenderClock(String name, long leastDelayNanos) {
    if (leastDelayNanos < 0) {
      throw new IllegalArgumentException("leastDelayNanos must not be negative");
    }
    this.name = name;
    this.leastDelayNanos = leastDelayNanos;
    line.restart(epoch, ratePpb, rateDoubtPpb);
  }

  @Override
  public String name() {
    return "the clock of " + name;
  }

  /** A message told what the clock showed when it left. On the reports' thread. */
  void heard(long wallNanos, Arrival arrival) {
    Sample sample =
        new Sample(
            arrival.utcNanos(),
            wallNanos - arrival.utcNanos(),
            arrival.estimatedErrorNanos(),
            arrival.errorBoundNanos());
    OneWayLine.Fit last = fit;
    if (last == null) {
      begin(sample);
      return;
    }
    if (!isFar(sample, last)) {
      far.clear();
      take(sample);
      return;
    }
    if (!far.isEmpty() && !agree(far.get(0), sample, last)) {
      far.clear();
    }
    far.add(sample);
    if (far.size() == JUMP_SAMPLES) {
      List<Sample> since = List.copyOf(far);
      jumped();
      since.forEach(this::take);
    }
  }

  /** One of the first samples; those that contradict each other are not put together. */
  private void begin(Sample sample) {
    Sample before = newestSample;
    if (line.count() > 0
        && before != null
        && Math.abs((double) (sample.offsetNanos() - before.offsetNanos())) > BEGIN_NANOS) {
      jumped();
    }
    newestSample = sample;
    take(sample);
  }

  /** The clock is known to have jumped: another epoch begins. On the reports' thread. */
  void jumped() {
    far.clear();
    epoch++;
    OneWayLine.Fit last = fit;
    if (last != null) {
      ratePpb = last.line().ppb();
      rateDoubtPpb =
          Math.max(ratePpb - last.barely().get(0).ppb(), last.barely().get(1).ppb() - ratePpb)
              + SAME_QUARTZ_PPB;
    }
    line.restart(epoch, ratePpb, rateDoubtPpb);
    fit = null;
    findings = new Findings(findings.fits(), epoch, 0);
  }

  private static boolean isFar(Sample sample, OneWayLine.Fit fit) {
    double early = sample.offsetNanos() - fit.offsetNanos(sample.utcNanos());
    double doubt = 3.0 * fit.errorBoundNanos(sample.utcNanos());
    return early > EARLY_NANOS + doubt || -early > LATE_NANOS + doubt + 20 * fit.meanLateNanos();
  }

  private static boolean agree(Sample first, Sample next, OneWayLine.Fit fit) {
    double change = Math.abs((double) (next.offsetNanos() - first.offsetNanos()));
    double jump = Math.abs((double) (first.offsetNanos() - fit.offsetNanos(first.utcNanos())));
    return change < jump / 2;
  }

  private void take(Sample sample) {
    line.add(sample.utcNanos(), sample.offsetNanos(), sample.estimated(), sample.bound());
    List<OneWayLine.Fit> fits = findings.fits();
    if (line.count() >= OneWayLine.LEAST) {
      OneWayLine.Fit found = line.fit();
      fit = found;
      List<OneWayLine.Fit> more = new ArrayList<>(fits);
      more.add(found);
      fits = more.subList(Math.max(0, more.size() - HISTORY), more.size());
    }
    findings = new Findings(List.copyOf(fits), epoch, line.count());
  }

  /** The clock's present epoch. */
  long epoch() {
    return findings.epoch();
  }

  /** True once it is believed, in the present epoch. Any thread. */
  boolean isKnown() {
    return newest() != null;
  }

  private OneWayLine.@Nullable Fit newest() {
    Findings now = findings;
    int last = now.fits().size() - 1;
    return last >= 0 && now.fits().get(last).epoch() == now.epoch() ? now.fits().get(last) : null;
  }

  /**
   * {@return what the clock shows less UTC, now, nanoseconds, with its epoch and errors; empty
   * until it is known} Positive if the sender's clock is fast.
   */
  public Optional<EpochReading> offset() {
    OneWayLine.Fit now = newest();
    return now == null ? Optional.empty() : Optional.of(reading(now, now.newestUtcNanos()));
  }

  /**
   * {@return how much faster than UTC the clock runs, parts per 10⁹; 0 until it is known, which
   * takes minutes for a few ppm}
   */
  public double frequencyPpb() {
    OneWayLine.Fit now = newest();
    return now == null ? 0 : now.line().ppb();
  }

  @Override
  public Optional<EpochReading> referenceOf(long utcNanos) {
    Findings now = findings;
    OneWayLine.@Nullable Fit best = null;
    for (OneWayLine.Fit each : now.fits()) {
      best = each;
      if (each.newestUtcNanos() >= utcNanos) {
        break;
      }
    }
    if (best == null || isOutOfReach(best, utcNanos)) {
      return Optional.empty();
    }
    EpochReading offset = reading(best, utcNanos);
    return Optional.of(
        new EpochReading(
            utcNanos + offset.nanos(),
            offset.epoch(),
            offset.estimatedErrorNanos(),
            offset.errorBoundNanos()));
  }

  @Override
  public Optional<EpochReading> utcOf(long ofEpoch, long referenceNanos) {
    OneWayLine.@Nullable Fit best = null;
    for (OneWayLine.Fit each : findings.fits()) {
      if (each.epoch() == ofEpoch) {
        best = each;
        if (each.newestUtcNanos() >= referenceNanos - each.originNanos()) {
          break;
        }
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    // The offset is needed at a UTC that it leads to: 200 ppm of its own change make no difference.
    long utc = referenceNanos - best.offsetNanos(referenceNanos - best.originNanos());
    utc = referenceNanos - best.offsetNanos(utc);
    if (isOutOfReach(best, utc)) {
      return Optional.empty();
    }
    EpochReading offset = reading(best, utc);
    return Optional.of(
        new EpochReading(
            referenceNanos - offset.nanos(),
            ofEpoch,
            offset.estimatedErrorNanos(),
            offset.errorBoundNanos()));
  }

  private static boolean isOutOfReach(OneWayLine.Fit fit, long utcNanos) {
    return utcNanos - fit.newestUtcNanos() > REACH_NANOS
        || utcNanos < fit.originUtcNanos() - REACH_NANOS;
  }

  private EpochReading reading(OneWayLine.Fit from, long utcNanos) {
    long unseen = leastDelayNanos / 2;
    return new EpochReading(
        from.offsetNanos(utcNanos) + unseen,
        from.epoch(),
        from.estimatedErrorNanos(utcNanos) + unseen,
        from.errorBoundNanos(utcNanos) + leastDelayNanos - unseen);
  }

  @Override
  public String reason() {
    Findings now = findings;
    OneWayLine.Fit last = newest();
    if (last == null) {
      return String.format(
              Locale.ROOT,
              "%s is not known yet: %d of %d reports",
              name(),
              now.samples(),
              OneWayLine.LEAST)
          + (now.epoch() > 1 ? " since it jumped" : "");
    }
    return name() + " was not measured then";
  }
}
