package io.timebridge.bridge.scenario;

import io.timebridge.bridge.scenario.Plan.Action;
import io.timebridge.bridge.scenario.Plan.Event;
import io.timebridge.bridge.scenario.Plan.Node;
import io.timebridge.bridge.scenario.Plan.PtpRates;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.LinkModel.Faults;
import io.timebridge.clock.simulation.LinkModel.Switches;
import io.timebridge.clock.simulation.Load;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.OscillatorModel.Daily;
import io.timebridge.clock.simulation.StampModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a network: sources are honest, all else may go wrong within what sites see. Everything
 * follows from one seed.
 */
final class RandomPlan {
  private static final long SECOND = 1_000_000_000L;
  private static final String SOURCE = "source";
  private static final String JUDGED = "node";

  private final SeededRandom random;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final boolean ptp;
  private final long durationNanos;
  private final long settleNanos;

  private RandomPlan(long seed) {
    random = new SeededRandom(seed);
    ptp = chance(0.6);
    long seconds = ptp ? 600 + random.nextLong(1200) : 8_000 + random.nextLong(8_000);
    durationNanos = seconds * SECOND;
    settleNanos = durationNanos / 10;
  }

  static Plan of(long seed) {
    return new RandomPlan(seed).draw("random " + seed);
  }

  private Plan draw(String name) {
    // PTP lives on one LAN; NTP may cross a country.
    double reachNanos = ptp ? logUniform(1e3, 3e5) : logUniform(3e4, 3e7);
    LinkModel network = link(reachNanos, true);
    int sources = ptp && chance(0.3) ? 2 : 1;
    for (int i = 0; i < sources; i++) {
      Role role = ptp ? Role.PTP_GRANDMASTER : Role.NTP_SERVER;
      nodes.add(new Node(SOURCE + (i + 1), role, OscillatorModel.PERFECT));
    }
    int judged = 1 + (int) random.nextLong(3);
    for (int i = 0; i < judged; i++) {
      nodes.add(judged(JUDGED + (i + 1), reachNanos));
    }
    drawEvents(sources, judged, reachNanos);
    int logSync = -4 + (int) random.nextLong(5);
    PtpRates rates = new PtpRates((int) random.nextLong(2), logSync, logSync, chance(0.5));
    return new Plan(
        name,
        "A network drawn at random.",
        durationNanos,
        settleNanos,
        ptp ? SECOND / 10 : SECOND,
        network,
        rates,
        nodes,
        events);
  }

  private Node judged(String name, double reachNanos) {
    double swing = chance(0.3) ? uniform(0.1, 3) : 0;
    Daily daily = new Daily(swing, (1200 + random.nextLong(20_000)) * SECOND);
    OscillatorModel oscillator =
        new OscillatorModel(
            uniform(-50, 50), logUniform(0.1, 10), uniform(-100, 100), daily, List.of());
    boolean asymmetric = chance(0.3);
    long pollNanos = (4L << random.nextLong(6)) * SECOND; // 4 to 128 s
    return new Node(
        name,
        1,
        ptp ? Role.PTP_FOLLOWER : Role.NTP_CLIENT,
        oscillator,
        0,
        stamps(),
        asymmetric ? link(reachNanos / 2, false) : LinkModel.DIRECT,
        asymmetric ? link(reachNanos / 2, false) : LinkModel.DIRECT,
        Servos.DEFAULT,
        Node.DEFAULT_PRIORITY,
        pollNanos,
        pollNanos,
        null,
        Node.MAIN,
        List.of(),
        0);
  }

  private StampModel stamps() {
    long tick = chance(0.5) ? 1 : 1 + (long) logUniform(1, 2_000);
    return chance(0.3)
        ? new StampModel(tick, uniform(0, 0.02), logUniform(1e3, 1e6))
        : new StampModel(tick, 0, 0);
  }

  private LinkModel link(double reachNanos, boolean faulty) {
    long base = Math.round(reachNanos * uniform(0.5, 1));
    Faults faults =
        faulty && chance(0.4)
            ? new Faults(
                uniform(0, 0.25),
                uniform(0, 0.05),
                uniform(0, 0.05),
                Math.round(logUniform(1e4, 1e7)))
            : Faults.NONE;
    Switches switches =
        faulty && chance(0.3)
            ? new Switches(
                1 + (int) random.nextLong(5),
                chance(0.5) ? 8 : 80,
                load(reachNanos / 5),
                chance(0.3))
            : Switches.NONE;
    return new LinkModel(base, load(reachNanos), faults, switches);
  }

  private Load load(double reachNanos) {
    double mean = reachNanos * logUniform(0.02, 2);
    return switch ((int) random.nextLong(6)) {
      case 0 -> new Load.Normal(mean, mean * uniform(0.1, 0.5));
      case 1 -> new Load.Uniform(mean);
      case 2 -> new Load.Gamma(mean, logUniform(0.5, 20));
      case 3 -> new Load.Bimodal(mean / 4, mean * uniform(1, 5), uniform(0.05, 0.5));
      case 4 ->
          new Load.Bursty(
              mean / 5, mean * uniform(1, 5), uniform(5, 200) * SECOND, uniform(1, 30) * SECOND);
      default -> new Load.Exponential(mean);
    };
  }

  private void drawEvents(int sources, int judged, double reachNanos) {
    if (chance(0.3)) {
      events.add(Event.link(someTime(), link(reachNanos * uniform(0.5, 2), true)));
    }
    if (chance(0.3)) {
      long over = chance(0.5) ? 0 : (long) (uniform(10, 600) * SECOND);
      String whom = JUDGED + (1 + random.nextLong(judged));
      events.add(Event.frequency(someTime(), whom, uniform(-5, 5), over));
    }
    if (chance(0.3)) {
      outage(Action.STOP, Action.START, SOURCE + (1 + random.nextLong(sources)));
    }
    if (chance(0.2)) {
      outage(Action.PARTITION, Action.HEAL, JUDGED + (1 + random.nextLong(judged)));
    }
  }

  private void outage(Action begin, Action end, String whom) {
    long from = someTime();
    events.add(Event.of(from, begin, whom));
    events.add(Event.of(from + (durationNanos - from) / (2 + random.nextLong(8)), end, whom));
  }

  private long someTime() {
    return settleNanos + random.nextLong(durationNanos - settleNanos - SECOND);
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private double uniform(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  private double logUniform(double from, double to) {
    return StrictMath.exp(uniform(StrictMath.log(from), StrictMath.log(to)));
  }
}
