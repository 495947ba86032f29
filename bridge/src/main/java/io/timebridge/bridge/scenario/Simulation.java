package io.timebridge.bridge.scenario;

import io.timebridge.bridge.scenario.Plan.Action;
import io.timebridge.bridge.scenario.Plan.Event;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.OscillatorModel.FrequencyChange;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/** One run of a plan. */
final class Simulation {
  private static final int CUT_OFF = 1;

  private final Plan plan;
  private final World world;
  private final Map<String, List<Host>> hosts = new LinkedHashMap<>();
  private final List<Trace> traces = new ArrayList<>();

  Simulation(Plan plan, long seed) {
    this.plan = plan;
    this.world = new World(plan, seed);
    PtpHeader header = new PtpHeader();
    for (SimulatedNetwork network : world.networks()) {
      network.residenceField((m, lane, nanos) -> correct(header, m, lane, nanos));
    }
    int number = 0;
    Map<String, Integer> first = new LinkedHashMap<>();
    for (Plan.Node node : plan.nodes()) {
      first.put(node.name(), number);
      number += node.count();
    }
    for (Plan.Node node : plan.nodes()) {
      List<Host> alike = new ArrayList<>();
      for (int i = 0; i < node.count(); i++) {
        alike.add(host(node, i, first));
      }
      hosts.put(node.name(), alike);
    }
    for (Event event : plan.events()) {
      world.time.schedule(event.atNanos(), () -> happen(event));
    }
  }

  /** A transparent clock adds its residence to correctionField, in 2⁻¹⁶ ns, of event messages. */
  private static void correct(PtpHeader header, ByteBuffer message, Lane lane, long nanos) {
    if (lane == Lane.EVENT && message.remaining() >= PtpHeader.LENGTH) {
      header.wrap(message);
      MessageType type = header.version() == 2 ? header.messageType() : null;
      if (type == MessageType.SYNC || type == MessageType.DELAY_REQ) {
        header.correctionScaledNanos(header.correctionScaledNanos() + (nanos << 16));
      }
    }
  }

  private Host host(Plan.Node node, int index, Map<String, Integer> first) {
    String name = node.nameOf(index);
    int number = Objects.requireNonNull(first.get(node.name())) + index;
    Host host =
        switch (node.role()) {
          case PTP_GRANDMASTER -> new Grandmaster(world, node, name, number);
          case NTP_SERVER -> new TrueServer(world, node, name, number);
          case PTP_BOUNDARY -> new Boundary(world, node, name, number, oscillator(node));
          case PTP_TRANSPARENT -> new Transparent(world, node, name, number, oscillator(node));
          case PTP_FOLLOWER -> new Follower(world, node, name, number, oscillator(node));
          case NTP_CLIENT ->
              new Client(world, node, name, number, oscillator(node), server(node, first));
        };
    if (host instanceof JudgedHost judged) {
      traces.add(new Trace(judged, plan));
    }
    host.switchOn();
    return host;
  }

  private int server(Plan.Node client, Map<String, Integer> first) {
    String wanted = client.server();
    return plan.nodes().stream()
        .filter(node -> node.role() == Role.NTP_SERVER)
        .map(Plan.Node::name)
        .filter(name -> wanted == null || name.equals(wanted))
        .map(first::get)
        .findFirst()
        .orElseThrow();
  }

  private OscillatorModel oscillator(Plan.Node node) {
    OscillatorModel model = node.oscillator();
    for (Event event : plan.events()) {
      if (event.action() == Action.FREQUENCY && node.name().equals(event.node())) {
        model = model.with(new FrequencyChange(event.atNanos(), event.overNanos(), event.ppm()));
      }
    }
    return model;
  }

  private void happen(Event event) {
    List<Host> whom =
        event.node() == null ? List.of() : hosts.getOrDefault(event.node(), List.of());
    switch (event.action()) {
      case STOP -> whom.forEach(Host::switchOff);
      case START -> whom.forEach(Host::switchOn);
      case PARTITION -> nodes(whom).forEach(each -> each.partition(CUT_OFF));
      case HEAL -> nodes(whom).forEach(each -> each.partition(0));
      case LINK -> relink(event, whom);
      case FREQUENCY -> {} // the oscillators knew
    }
  }

  private void relink(Event event, List<Host> whom) {
    if (event.link() != null) {
      world.networks().forEach(network -> network.link(event.link()));
    }
    for (SimulatedNode each : nodes(whom)) {
      if (event.out() != null) {
        each.out(event.out());
      }
      if (event.in() != null) {
        each.in(event.in());
      }
    }
  }

  private static List<SimulatedNode> nodes(List<Host> whom) {
    return whom.stream().flatMap(host -> host.nodes.stream()).toList();
  }

  /**
   * Runs it.
   *
   * @param progress told the true time now and then, nanoseconds
   */
  List<Trace> run(LongConsumer progress) {
    long tell = Math.max(plan.sampleNanos(), plan.durationNanos() / 1000);
    long told = 0;
    for (long t = plan.sampleNanos(); t <= plan.durationNanos(); t += plan.sampleNanos()) {
      world.time.runUntil(t);
      for (Trace trace : traces) {
        trace.sample();
      }
      if (t - told >= tell) {
        progress.accept(t);
        told = t;
      }
    }
    return traces;
  }
}
