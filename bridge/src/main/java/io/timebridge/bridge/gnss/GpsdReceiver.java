package io.timebridge.bridge.gnss;

import io.timebridge.bridge.SourceInput;
import io.timebridge.bridge.SourceQuality;
import io.timebridge.bridge.config.GpsdSourceConfig;
import io.timebridge.bridge.gnss.GpsdReport.Device;
import io.timebridge.bridge.gnss.GpsdReport.Devices;
import io.timebridge.bridge.gnss.GpsdReport.Fix;
import io.timebridge.bridge.gnss.GpsdReport.Moment;
import io.timebridge.bridge.gnss.GpsdReport.Sky;
import io.timebridge.bridge.gnss.GpsdReport.Trouble;
import io.timebridge.bridge.gnss.GpsdReport.Version;
import io.timebridge.clock.Counters;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SystemClock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver behind gpsd: from its lines to readings. Does no input or output; one thread, except
 * for {@link #status()}.
 *
 * <p>A sentence tells of a second that began some while before it arrived, by how much only a
 * better clock can tell: {@code offset}. A pulse marks the second itself. While pulses come they
 * alone are believed; when they have stopped, the sentences are again, with their larger error.
 *
 * <p>gpsd stamps with the host's clock, which others may set: so each moment is brought to the
 * bridge's own clock as soon as it is told of ({@link HostStamps}). Of a gpsd on another host the
 * stamps are of no use: a sentence came when we hear of it, and a pulse says nothing.
 */
final class GpsdReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(GpsdReceiver.class);
  private static final long NANOS = 1_000_000_000L;

  /** A moment that is told of later than this is of no use. */
  private static final long STALE_NANOS = 2 * NANOS;

  /** Pulses that did not come for so long have stopped. */
  private static final long PULSE_SILENCE_NANOS = 5 * NANOS;

  /** By how much a pulse and its sentence may disagree beyond what the sentence is good to. */
  private static final long PULSE_MARGIN_NANOS = 10_000_000;

  /** So many pulses in a row are no accident. */
  private static final int PULSES_TO_BELIEVE = 3;

  /** gpsd itself has no more receivers than a few. */
  private static final int MOST_DEVICES = 64;

  /** What gpsd calls the driver of a device that has pulses and no sentences. */
  private static final String PULSES_ONLY = "PPS";

  /** And what such a device is called by Linux. */
  private static final String PULSES_ONLY_PATH = "/dev/pps";

  /** TAI − GPS time, for ever. IS-GPS-200. */
  private static final int TAI_MINUS_GPS = 19;

  private final GpsdSourceConfig config;
  private final SourceInput input;
  private final HostStamps host;
  private final LeapSeconds table;
  private final Counters<GpsdDropReason> dropped = new Counters<>(GpsdDropReason.class);

  /** The drivers of the receivers that gpsd has, by their paths. */
  private final Map<String, String> drivers = new LinkedHashMap<>();

  private @Nullable String device;
  private @Nullable String release;
  private int mode;
  private int satellites = -1;
  private @Nullable Integer leapSeconds;
  private @Nullable String reason = "not connected yet";
  private boolean sameHost;
  private int pulses;
  private boolean byPulse;
  private long lastPulseLocal;
  private long lastPulseReal;
  private @Nullable Long sentenceDelayNanos;
  private boolean sentenceKnown;
  private long sentenceRealMinusLocal;
  private volatile Map<String, Object> status = Map.of();

  GpsdReceiver(
      GpsdSourceConfig config,
      SourceInput input,
      Supplier<SystemClock.Reading> host,
      LeapSeconds table) {
    this.config = config;
    this.input = input;
    this.host = new HostStamps(host);
    this.table = table;
    input.quality(bySentence());
    tellStatus();
  }

  private SourceQuality bySentence() {
    return new SourceQuality(
        1,
        false,
        0x20,
        "GPS",
        config.errorBoundNanos(),
        "no PPS: its sentences are good to milliseconds at best");
  }

  private static SourceQuality byPulse() {
    return new SourceQuality(1, true, 0x20, "PPS", 0, null);
  }

  /**
   * A connection was made: what was known of the one before is void.
   *
   * @param hostsOwn whether that gpsd stamps with the clock of this host
   */
  void connected(boolean hostsOwn) {
    sameHost = hostsOwn;
    device = null;
    drivers.clear();
    mode = 0;
    satellites = -1;
    leapSeconds = null;
    pulses = 0;
    sentenceKnown = false;
    lose("gpsd has told of no receiver yet");
    tellStatus();
  }

  /** The connection broke, or was not made. */
  void disconnected(String why) {
    lose(why);
    tellStatus();
  }

  /** A line was too long. */
  void longLine() {
    drop(GpsdDropReason.LONG_LINE);
    tellStatus();
  }

  private void drop(GpsdDropReason why) {
    dropped.count(why);
  }

  private void lose(String why) {
    if (!why.equals(reason)) {
      reason = why;
      input.unavailable(why);
    }
  }

  /** Takes a line of gpsd, without its end. */
  void line(String line) {
    GpsdReport report = GpsdReport.parse(line);
    if (report == null) {
      drop(GpsdDropReason.MALFORMED);
    } else if (report instanceof Version version) {
      release = version.release();
    } else if (report instanceof Devices all) {
      all.devices().forEach(this::device);
    } else if (report instanceof Device each) {
      device(each);
    } else if (report instanceof Fix fix) {
      fix(fix);
    } else if (report instanceof Sky sky && isOurs(sky.device())) {
      satellites = sky.used();
    } else if (report instanceof Moment moment) {
      moment(moment);
    } else if (report instanceof Trouble trouble) {
      LOG.warn("{}: gpsd says: {}", config.name(), trouble.message());
    }
    tellStatus();
  }

  private void device(Device each) {
    if (each.active()) {
      String driver = each.driver();
      if (driver != null && drivers.size() < MOST_DEVICES) {
        drivers.put(each.path(), driver);
      }
      return;
    }
    drivers.remove(each.path());
    if (each.path().equals(device) || each.path().equals(config.device())) {
      device = null;
      mode = 0;
      leapSeconds = null;
      lose("the receiver " + each.path() + " is gone");
    }
  }

  /**
   * Without a device that is named, the first one that speaks is followed until it goes: not the
   * first that gpsd lists, which may be one of pulses alone, or a source of corrections.
   */
  private boolean isOurs(String path) {
    String wanted = config.device();
    if (wanted != null && !wanted.equals(path)) {
      return false;
    }
    if (device == null && !path.isEmpty()) {
      device = path;
    }
    return path.isEmpty() || path.equals(device);
  }

  /**
   * A pulse that the kernel takes from a pin is of a device of its own, such as /dev/pps0,
   * whichever receiver it belongs to: gpsd numbers its seconds by the sentences that it hears.
   * Whether they fit to those of ours is looked at in any case.
   */
  private boolean isPulseOfOurs(Moment moment) {
    return moment.pulse()
        && (PULSES_ONLY.equals(drivers.get(moment.device()))
            || moment.device().startsWith(PULSES_ONLY_PATH));
  }

  private void fix(Fix fix) {
    if (!isOurs(fix.device())) {
      drop(GpsdDropReason.OTHER_DEVICE);
      return;
    }
    mode = fix.mode();
    leapSeconds = fix.leapSeconds() == null ? leapSeconds : fix.leapSeconds();
    if (mode < 2) {
      lose("the receiver has no fix");
    }
  }

  private void moment(Moment moment) {
    if (!isPulseOfOurs(moment) && !isOurs(moment.device())) {
      drop(GpsdDropReason.OTHER_DEVICE);
      return;
    }
    if (mode < 2) {
      drop(GpsdDropReason.NO_FIX);
      return;
    }
    if (!sameHost && moment.pulse()) {
      drop(GpsdDropReason.OTHER_HOST);
      return;
    }
    host.read();
    long age = sameHost ? host.ageNanos(moment.hostNanos()) : 0; // another clock's stamp
    if (age == HostStamps.LOST || age > STALE_NANOS) {
      drop(GpsdDropReason.HOST_CLOCK_SET);
      return;
    }
    long local = host.localNanos() - age;
    long width = sameHost ? host.widthNanos(age) : 0;
    String wrong = leapTrouble(moment.realNanos());
    if (wrong != null) {
      lose(wrong);
    } else if (moment.pulse()) {
      pulse(moment, local, width);
    } else {
      sentence(moment, local, width);
    }
  }

  /**
   * A receiver that was just switched on may count too few leap seconds until the satellites have
   * told it, within 12.5 minutes.
   */
  private @Nullable String leapTrouble(long realNanos) {
    Integer counted = leapSeconds;
    if (counted == null || realNanos >= table.expiresUtcNanos()) {
      return null;
    }
    int right = table.taiMinusUtcAtUtc(realNanos) - TAI_MINUS_GPS;
    return counted == right
        ? null
        : "the receiver counts %d leap seconds since 1980, our table %d: its UTC is not right yet"
            .formatted(counted, right);
  }

  private void pulse(Moment moment, long local, long width) {
    if (!sentenceKnown
        || Math.abs(moment.realNanos() - local - sentenceRealMinusLocal)
            > config.errorBoundNanos() + PULSE_MARGIN_NANOS) {
      pulses = 0;
      drop(GpsdDropReason.PULSE_MISMATCH);
      return;
    }
    lastPulseLocal = local;
    lastPulseReal = moment.realNanos();
    pulses = Math.min(pulses + 1, PULSES_TO_BELIEVE);
    if (pulses < PULSES_TO_BELIEVE) {
      return;
    }
    if (!byPulse) {
      byPulse = true;
      input.quality(byPulse());
    }
    double stamp = moment.precision() == 0 ? 0 : Math.scalb(1e9, moment.precision());
    tell(local, moment.realNanos(), config.ppsErrorNanos() + width + Math.round(stamp));
  }

  private void sentence(Moment moment, long local, long width) {
    sentenceKnown = true;
    // The second began so much before the sentence was here.
    long utc = moment.realNanos() + config.offsetNanos();
    sentenceRealMinusLocal = utc - local;
    if (byPulse && local - lastPulseLocal > PULSE_SILENCE_NANOS) {
      byPulse = false;
      pulses = 0;
      input.quality(bySentence());
    }
    if (byPulse) {
      sentenceDelayNanos = local - lastPulseLocal - (moment.realNanos() - lastPulseReal);
    } else {
      tell(local, utc, config.errorBoundNanos() + width);
    }
  }

  private void tell(long local, long utc, long error) {
    reason = null;
    input.reading(local, utc, error);
  }

  Map<String, Object> status() {
    return status;
  }

  private void tellStatus() {
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("host", config.host());
    now.put("port", config.port());
    now.put("gpsd", release);
    now.put("device", device);
    now.put("driver", device == null ? null : drivers.get(device));
    now.put("mode", mode);
    now.put("satellites", satellites < 0 ? null : satellites);
    now.put("sameHost", sameHost);
    now.put("pps", byPulse);
    now.put("sentenceDelayNanos", sentenceDelayNanos);
    now.put("leapSeconds", leapSeconds);
    Map<String, Long> counts = new LinkedHashMap<>();
    dropped.nonZero().forEach((why, count) -> counts.put(why.name(), count));
    now.put("dropped", counts);
    status = now;
  }
}
