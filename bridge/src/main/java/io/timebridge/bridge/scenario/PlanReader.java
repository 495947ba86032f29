package io.timebridge.bridge.scenario;

import io.timebridge.bridge.config.ConfigException;
import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.YamlFile;
import io.timebridge.bridge.scenario.Plan.Action;
import io.timebridge.bridge.scenario.Plan.Event;
import io.timebridge.bridge.scenario.Plan.Node;
import io.timebridge.bridge.scenario.Plan.PtpRates;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.OscillatorModel.Daily;
import io.timebridge.clock.simulation.StampModel;
import io.timebridge.ptp.DelayMechanism;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a scenario and checks all of it before any of it is used. */
final class PlanReader {
  private PlanReader() {}

  static Plan read(Path file) throws ConfigException {
    String name = file.toString();
    return parse(name, name, YamlFile.text(name, YamlFile.bytes(file)));
  }

  /** Reads a text; errors call it {@code file}, reports {@code name}. */
  static Plan parse(String file, String name, String yaml) throws ConfigException {
    ConfigErrors errors = new ConfigErrors(file);
    Section root = YamlFile.section(PlanTable.TABLE, PlanTable.ROOT, yaml, errors);
    new PlanChecks(errors).check(root);
    errors.throwIfAny();
    return build(name, root);
  }

  private static Plan build(String name, Section root) {
    Section ptp = root.get(PlanTable.PTP);
    String about = root.find(PlanTable.ABOUT);
    return new Plan(
        name,
        about == null ? "" : about,
        root.get(PlanTable.DURATION),
        root.get(PlanTable.SETTLE),
        root.get(PlanTable.SAMPLE),
        PlanTable.NETWORK.model(root.get(PlanTable.NETWORK.group)),
        new PtpRates(
            ptp.get(PlanTable.LOG_ANNOUNCE),
            ptp.get(PlanTable.LOG_SYNC),
            ptp.get(PlanTable.LOG_DELAY_REQ),
            ptp.get(PlanTable.TWO_STEP),
            DelayMechanism.valueOf(ptp.get(PlanTable.DELAY_MECHANISM))),
        root.sections(PlanTable.NODES).stream().map(PlanReader::node).toList(),
        root.sections(PlanTable.EVENTS).stream().map(PlanReader::event).toList());
  }

  private static Node node(Section node) {
    Section oscillator = node.get(PlanTable.OSCILLATOR);
    Section stamps = node.get(PlanTable.STAMPS);
    Long maxpoll = node.find(PlanTable.MAXPOLL);
    return new Node(
        node.get(PlanTable.NAME),
        node.get(PlanTable.COUNT),
        Role.of(node.get(PlanTable.ROLE)),
        new OscillatorModel(
            oscillator.get(PlanTable.OFFSET),
            oscillator.get(PlanTable.WALK),
            oscillator.get(PlanTable.AGEING),
            new Daily(oscillator.get(PlanTable.SWING), oscillator.get(PlanTable.PERIOD)),
            List.of()),
        oscillator.get(PlanTable.SPREAD),
        new StampModel(
            stamps.get(PlanTable.TICK),
            stamps.get(PlanTable.OUTLIERS),
            stamps.get(PlanTable.OUTLIER)),
        PlanTable.OUT.model(node.get(PlanTable.OUT.group)),
        PlanTable.IN.model(node.get(PlanTable.IN.group)),
        node.get(PlanTable.SERVO),
        node.get(PlanTable.PRIORITY1),
        node.get(PlanTable.POLL),
        maxpoll == null ? node.get(PlanTable.POLL) : maxpoll,
        node.find(PlanTable.SERVER),
        node.get(PlanTable.NODE_NETWORK),
        node.list(PlanTable.BEHIND),
        node.get(PlanTable.RESIDENCE));
  }

  private static Event event(Section event) {
    return new Event(
        event.get(PlanTable.AT),
        Action.valueOf(event.get(PlanTable.ACTION).toUpperCase(Locale.ROOT)),
        event.find(PlanTable.NODE),
        link(PlanTable.EVENT_LINK, event),
        link(PlanTable.EVENT_OUT, event),
        link(PlanTable.EVENT_IN, event),
        event.get(PlanTable.BY),
        event.get(PlanTable.OVER));
  }

  private static @Nullable LinkModel link(LinkKeys keys, Section event) {
    Section link = event.find(keys.group);
    return link == null ? null : keys.model(link);
  }
}
