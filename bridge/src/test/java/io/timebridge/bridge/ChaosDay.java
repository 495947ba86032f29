package io.timebridge.bridge;

import static io.timebridge.bridge.LeapSecondTest.MIDNIGHT;
import static io.timebridge.bridge.LeapSecondTest.table;
import static io.timebridge.bridge.SimulatedBridge.SECOND;

import io.timebridge.bridge.ChaosFault.What;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.OscillatorModel.FrequencyChange;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A day on which everything goes wrong, from a seed, while most of the sources that speak are
 * honest: two PTP domains of two masters each and six NTP servers. Masters die, jump, run off and
 * announce what is not so; servers die and jump; links load, lose, break; the host's clock, which
 * stamps the packets, is slewed and stepped; and at one midnight there is a leap second that not
 * all know of, or a false one that some announce. What was wrong, and when, is known, and held
 * against what the bridge says.
 */
final class ChaosDay {
  private static final int SERVERS = 6;

  /** At most so many of the eight lie at once, and so many are silent. */
  private static final int MOST_LIARS = 2;

  private static final int MOST_ABSENT = 2;

  /** All is well at first, until the bridge is locked to all. */
  private static final double CALM_SECONDS = 300;

  /** What is served moves no faster than it may be slewed, and what a crystal and a slew do. */
  private static final double MOST_PPM = 500 + 600;

  private static final long STEP_NANOS = 10_000_000;

  private final double seconds;
  private final SeededRandom random;
  private final boolean leaps;
  private final double leapAt;
  private final SimulatedBridge bridge;
  private final ChaosNetwork network;
  private final Map<String, ChaosActor> actors = new LinkedHashMap<>();
  private final List<ChaosActor.Domain> domains = new ArrayList<>();
  private final List<ChaosActor.Server> servers = new ArrayList<>();
  private final ChaosVerdicts verdicts;
  private final ChaosOutcome outcome;
  private long lastTai;
  private long lastTrue;
  private boolean wasUsable;

  /**
   * Sets the stage.
   *
   * @param hours how long the day is
   * @param slewed whether something slews the local clock now and then, and not only the host's
   */
  ChaosDay(long seed, double hours, boolean slewed) throws Exception {
    this.seconds = hours * 3_600;
    this.random = new SeededRandom(seed);
    this.leaps = random.nextLong(2) == 0;
    this.leapAt = (0.3 + 0.4 * random.nextDouble()) * seconds;
    boolean knows = random.nextLong(2) == 0;
    this.bridge =
        new SimulatedBridge(
            random.nextLong(),
            MIDNIGHT - Math.round(leapAt * SECOND),
            config(),
            table("2028-01-01T00:00:00Z", leaps),
            knows ? table("2028-01-01T00:00:00Z", leaps) : table("2026-12-01T00:00:00Z", false),
            slewed ? crystal() : new OscillatorModel(10, 1));
    this.network = new ChaosNetwork(bridge, random.split());
    for (String name : List.of("a", "b")) {
      domains.add(
          new ChaosActor.Domain(name, domains.size(), bridge, this::properties, bridge::seconds));
    }
    for (int i = 1; i <= SERVERS; i++) {
      servers.add(new ChaosActor.Server("n" + i, i, bridge, bridge::seconds));
    }
    domains.forEach(each -> actors.put(each.name, each));
    servers.forEach(each -> actors.put(each.name, each));
    this.verdicts =
        new ChaosVerdicts(actors, bridge.timeline, leapAt, bridge::seconds, this::complain);
    this.outcome = new ChaosOutcome(seed, new ChaosWire(bridge, 2, leapAt, leaps, this::complain));
  }

  private static String config() {
    StringBuilder yaml =
        new StringBuilder(
            """
            clock: {holdover: 1h}
            sources:
              ptp: [{name: a, interface: lo}, {name: b, interface: lo, domain: 1}]
              ntp:
            """);
    for (int i = 1; i <= SERVERS; i++) {
      yaml.append("    - {name: n%d, server: 10.0.1.%d}\n".formatted(i, i));
    }
    return yaml.append("serve: {ptp: [{interface: lo, domain: 2}], ")
        .append("ntp: {listen: [\"0.0.0.0:123\"]}}\n")
        .toString();
  }

  /** A crystal that wanders, and that something slews for a minute or two, now and then. */
  private OscillatorModel crystal() {
    OscillatorModel model = new OscillatorModel(10, 1);
    for (double at = 1_200; at < seconds; at += 3_600 * (1 + 3 * random.nextDouble())) {
      long from = Math.round(at * SECOND);
      long to = Math.round((at + 30 + 90 * random.nextDouble()) * SECOND);
      double ppm = (random.nextLong(2) * 2 - 1) * (50 + 450 * random.nextDouble());
      model = model.with(new FrequencyChange(from, 0, ppm)).with(new FrequencyChange(to, 0, -ppm));
    }
    return model;
  }

  private double now() {
    return bridge.seconds();
  }

  private void complain(String what) {
    outcome.complain(now(), what);
  }

  /** What an honest grandmaster announces: a leap second twelve hours ahead. */
  private TimeProperties properties() {
    boolean after = leaps && now() >= leapAt;
    boolean before = leaps && now() < leapAt && leapAt - now() <= 12 * 3_600;
    return new TimeProperties(after ? 38 : 37, true, false, before, true, true, true, 0x20);
  }

  ChaosOutcome run() throws IOException {
    boolean leapt = false;
    tellOfTheLeap();
    domains.forEach(ChaosActor.Domain::say);
    for (double at = 0; at < seconds; at++) {
      if (!leapt && at >= leapAt) {
        leapt = true;
        leap();
      }
      if (!leapt && Math.abs(leapAt - at - 12 * 3_600) < 1) {
        domains.forEach(ChaosActor.Domain::say);
      }
      if (at >= CALM_SECONDS) {
        act();
      }
      bridge.run(1, () -> {});
      look();
    }
    outcome.exclusions = verdicts.exclusions;
    outcome.lostStamps = network.lostStamps();
    return outcome;
  }

  /** Which servers announce a leap second on the day before the midnight, true or not. */
  private void tellOfTheLeap() {
    for (int i = 0; i < SERVERS; i++) {
      boolean liar = i == 0; // one that knows better
      servers.get(i).leapIndicator(leaps != liar ? NtpPacket.LEAP_INSERT : NtpPacket.LEAP_NONE);
    }
  }

  /** The midnight: who does not know of it is a second ahead, who leaps alone a second behind. */
  private void leap() throws IOException {
    servers.forEach(each -> each.leapIndicator(NtpPacket.LEAP_NONE));
    ChaosActor liar = servers.get(0);
    liar.end();
    double until = now() + 1_800;
    if (liars() < MOST_LIARS) {
      begin(liar, new ChaosFault(What.JUMP, now(), until, leaps ? SECOND : -SECOND));
    }
    if (leaps && liars() < MOST_LIARS && domains.get(1).fault() == null) {
      begin(domains.get(1), new ChaosFault(What.WRONG_OFFSET, now(), until, SECOND));
    }
    domains.forEach(ChaosActor.Domain::say);
    if (leaps) {
      network.hostLeaps();
    }
  }

  private long liars() {
    return actors.values().stream().filter(ChaosActor::lies).count();
  }

  private long absent() {
    return actors.values().stream().filter(ChaosActor::isAbsent).count();
  }

  private void begin(ChaosActor actor, ChaosFault fault) throws IOException {
    outcome.faults++;
    actor.begin(fault);
  }

  private void act() throws IOException {
    for (ChaosActor actor : actors.values()) {
      ChaosFault fault = actor.fault();
      if (fault != null && now() >= fault.until) {
        actor.end();
      }
    }
    if (random.nextDouble() < 1 / 240.0) {
      somethingHappens();
    }
    network.act();
  }

  /** Something in four minutes, and for ten in the mean. */
  private void somethingHappens() throws IOException {
    List<ChaosActor> all = new ArrayList<>(actors.values());
    ChaosActor actor = all.get((int) random.nextLong(all.size()));
    // One that was wrong a moment ago may still be thought so.
    if (actor.recent() != null || Math.abs(now() - leapAt) < 120) {
      return;
    }
    double until = now() + 60 + Math.min(2_400, 600 * random.nextExponential());
    What what = what(actor instanceof ChaosActor.Domain);
    ChaosFault fault = new ChaosFault(what, now(), until, off(what));
    if (fault.lies() ? liars() < MOST_LIARS : !fault.isAbsent() || absent() < MOST_ABSENT) {
      begin(actor, fault);
    }
  }

  private What what(boolean domain) {
    int dice = (int) random.nextLong(10);
    if (!domain) {
      return dice < 5 ? What.JUMP : What.SILENT;
    }
    return switch (dice) {
      case 0, 1, 2 -> What.JUMP;
      case 3, 4 -> What.WRONG_OFFSET;
      case 5 -> What.RUNS_OFF;
      case 6 -> What.ARBITRARY;
      case 7 -> What.SILENT;
      default -> What.BACKUP;
    };
  }

  private long off(What what) {
    int sign = (int) random.nextLong(2) * 2 - 1;
    return switch (what) {
      case JUMP -> Math.round(sign * jumpSeconds() * SECOND);
      case WRONG_OFFSET -> sign * (1 + random.nextLong(6)) * SECOND;
      case RUNS_OFF -> sign * (50_000 + random.nextLong(100_000));
      case ARBITRARY, SILENT, BACKUP -> 0;
    };
  }

  private double jumpSeconds() {
    return switch ((int) random.nextLong(5)) {
      case 0 -> 37;
      case 1 -> 3_600 * (1 + random.nextLong(12));
      default -> 0.1 * StrictMath.pow(10, 4 * random.nextDouble()); // 0.1 s to 1,000 s
    };
  }

  private void look() {
    TimelineSnapshot snapshot = bridge.timeline.snapshot();
    long local = bridge.local();
    boolean usable = snapshot.usableAt(local);
    if (usable) {
      long tai = snapshot.taiNanosAt(local);
      compare(snapshot, local, tai);
      if (wasUsable) {
        move(tai - lastTai, bridge.time.nowNanos() - lastTrue);
      }
      lastTai = tai;
      lastTrue = bridge.time.nowNanos();
    } else {
      outcome.unusable++;
    }
    wasUsable = usable;
    verdicts.look();
  }

  private void compare(TimelineSnapshot snapshot, long local, long tai) {
    outcome.readings++;
    long error = snapshot.utcNanosAt(local) - bridge.utc();
    if (Math.abs(tai - bridge.tai()) > SECOND / 2 && Math.abs(error) < SECOND / 2) {
      complain("TAI is off by " + (tai - bridge.tai()) * 1e-9 + " s though UTC is right");
    }
    outcome.worstErrorNanos = Math.max(outcome.worstErrorNanos, Math.abs(error));
    // What NTP clients are told is the bound, too.
    if (Math.abs(error) > snapshot.errorBoundNanosAt(local) || Math.abs(error) > bridge.bound()) {
      outcome.beyondBound++;
    }
  }

  private void move(long tai, long passed) {
    if (tai <= 0) {
      outcome.backwards++;
      complain("TAI went back by " + -tai + " ns");
    }
    if (Math.abs(tai - passed) > passed * (MOST_PPM * 1e-6) + STEP_NANOS) {
      outcome.steps++;
      complain("a step of " + (tai - passed) * 1e-9 + " s");
    }
  }
}
