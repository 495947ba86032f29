package io.timebridge.bridge.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.ConfigError;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Row;
import io.timebridge.bridge.scenario.Plan.Action;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.LinkModel.Faults;
import io.timebridge.clock.simulation.LinkModel.Switches;
import io.timebridge.clock.simulation.Load;
import io.timebridge.clock.simulation.OscillatorModel.Daily;
import io.timebridge.clock.simulation.StampModel;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scenarios say, and what is wrong with them. */
class PlanReaderTest {
  private static final long SECOND = 1_000_000_000L;

  private static Plan parse(String yaml) throws ConfigException {
    return PlanReader.parse("t.yaml", "t", yaml);
  }

  private static List<ConfigError> errors(String yaml) {
    return assertThrows(ConfigException.class, () -> parse(yaml)).errors();
  }

  @Test
  void everythingIsRead() throws Exception {
    Plan plan =
        parse(
            """
            about: All of it.
            duration: 100s
            settle: 10s
            sample: 50ms
            network: {base: 10us, load: gamma, mean: 5us, shape: 2, loss: 0.1, duplication: 0.2,
                      reordering: 0.3, heldBack: 2ms,
                      switches: {count: 3, rate: 100, wait: 1us, transparent: true}}
            ptp: {logAnnounceInterval: 0, logSyncInterval: -4, logMinDelayReqInterval: -2,
                  twoStep: false}
            nodes:
              - {name: gm, role: ptp-grandmaster, priority1: 7}
              - {name: one, role: ntp-server}
              - {name: two, role: ntp-server}
              - name: f
                count: 3
                role: ptp-follower
                servo: pi
                oscillator: {offset: -5, spread: 2, walk: 1, ageing: 3, swing: 4, period: 2h}
                stamps: {tick: 8ns, outliers: 0.5, outlier: 1us}
                out: {load: normal, mean: 2us, deviation: 1us}
                in: {load: bimodal, mean: 3us, slow: 9us, slowShare: 0.25}
              - {name: c, role: ntp-client, poll: 32s, server: two}
            events:
              - {at: 10s, action: stop, node: gm}
              - {at: 20s, action: link, link: {load: uniform, mean: 1us}}
              - {at: 30s, action: link, node: f, in: {load: bursty, mean: 1us, burstMean: 2us}}
              - {at: 40s, action: frequency, node: f, by: -3, over: 5s}
            """);
    assertEquals("All of it.", plan.about());
    assertEquals(100 * SECOND, plan.durationNanos());
    assertEquals(10 * SECOND, plan.settleNanos());
    assertEquals(SECOND / 20, plan.sampleNanos());
    assertEquals(
        new LinkModel(
            10_000,
            new Load.Gamma(5_000, 2),
            new Faults(0.1, 0.2, 0.3, 2_000_000),
            new Switches(3, 80, new Load.Exponential(1_000), true)),
        plan.network());
    assertEquals(new Plan.PtpRates(0, -4, -2, false), plan.rates());
    Plan.Node f = plan.nodes().get(3);
    assertEquals("f2", f.nameOf(1));
    assertEquals(2, f.spreadPpm());
    assertEquals(-5, f.oscillator().offsetPpm());
    assertEquals(3, f.oscillator().ageingPpbPerDay());
    assertEquals(new Daily(4, 7200 * SECOND), f.oscillator().daily());
    assertEquals(new StampModel(8, 0.5, 1_000), f.stamps());
    assertEquals(new Load.Normal(2_000, 1_000), f.out().load());
    assertEquals(new Load.Bimodal(3_000, 9_000, 0.25), f.in().load());
    assertEquals(7, plan.nodes().get(0).priority1());
    assertEquals("two", plan.nodes().get(4).server());
    assertEquals(32 * SECOND, plan.nodes().get(4).pollNanos());
    assertEquals(Plan.Event.of(10 * SECOND, Action.STOP, "gm"), plan.events().get(0));
    LinkModel uniform = new LinkModel(0, new Load.Uniform(1_000), still(), none());
    assertEquals(Plan.Event.link(20 * SECOND, uniform), plan.events().get(1));
    assertEquals(
        new Load.Bursty(1_000, 2_000, 10 * SECOND, SECOND),
        Objects.requireNonNull(plan.events().get(2).in()).load());
    assertEquals(Plan.Event.frequency(40 * SECOND, "f", -3, 5 * SECOND), plan.events().get(3));
  }

  private static Faults still() {
    return new Faults(0, 0, 0, 1_000_000);
  }

  private static Switches none() {
    return new Switches(0, 8, Load.NONE, false);
  }

  private static final String NODES =
      "nodes: [{name: gm, role: ptp-grandmaster}, {name: f, role: ptp-follower}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "duration: 5s; 1: duration: found \"5s\", allowed: a duration from 10s to 30d, such as"
            + " 250us",
        "duration: 60s, settle: 60s; 1: settle: found too late, allowed: ten samples or more before"
            + " the end",
        "duration: 30d, sample: 10ms; 1: sample: found too many samples, allowed: duration / sample"
            + " times the hosts at most 20000000",
        "duration: 60s, network: {load: normal, shape: 2}; 1: network.shape: found a key of the"
            + " load gamma, beside the load normal, allowed: load: gamma, or no such key",
        "duration: 60s, network: {jitter: 2us}; 1: network.jitter: found an unknown key, allowed:"
            + " base, load, mean, deviation, shape, slow, slowShare, burstMean, quietFor, burstFor,"
            + " loss, duplication, reordering, heldBack, switches",
        "duration: 60s, events: [{at: 70s, action: stop, node: gm}]; 1: events[0].at: found a time"
            + " after the end, allowed: a time before it",
        "duration: 60s, events: [{at: 7s, action: stop, node: gn}]; 1: events[0].node: found"
            + " \"gn\", allowed: gm, f",
        "duration: 60s, events: [{at: 7s, action: stop}]; 1: events[0].node: found nothing,"
            + " allowed: the name of an entry",
        "duration: 60s, events: [{at: 7s, action: stop, node: f}]; 1: events[0].node: found a"
            + " ptp-follower, allowed: a grandmaster or server, or who joins networks",
        "duration: 60s, events: [{at: 7s, action: frequency, node: gm, by: 1}]; 1: events[0].node:"
            + " found a ptp-grandmaster, allowed: a follower or client, or who joins networks",
        "duration: 60s, events: [{at: 7s, action: heal, node: f, by: 1}]; 1: events[0].by: found"
            + " the key, allowed: the key of frequency",
        "duration: 60s, events: [{at: 7s, action: link, in: {}}]; 1: events[0].in: found a link,"
            + " allowed: one of the action link, with node",
        "duration: 60s, events: [{at: 7s, action: heal, node: f, link: {}}]; 1: events[0].link:"
            + " found a link, allowed: one of the action link, without node",
      })
  void whatIsWrongIsTold(String wrong, String told) {
    String yaml = "{" + wrong + ", " + NODES + "}";
    List<String> all = errors(yaml).stream().map(ConfigError::toString).toList();
    assertEquals(List.of("t.yaml:" + told), all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; nodes: found no clock to judge, allowed: at least one ptp-follower or ntp-client",
        "[{name: f, role: ptp-follower}]; nodes: found no ptp-grandmaster, allowed: one for each"
            + " ptp-follower",
        "[{name: c, role: ntp-client}]; nodes: found no ntp-server, allowed: one for each"
            + " ntp-client",
        "[{name: f, role: ptp-follower}, {name: f, role: ptp-grandmaster}]; nodes[1].name: found"
            + " \"f\", allowed: a name of its own",
        "[{name: g, role: ptp-grandmaster, servo: pi}]; nodes[0].servo: found the key, allowed: the"
            + " key of another role than ptp-grandmaster",
        "[{name: g, role: ptp-grandmaster, oscillator: {offset: 1}}]; nodes[0].oscillator: found an"
            + " oscillator, allowed: one of another role than ptp-grandmaster",
        "[{name: s, role: ntp-server}, {name: c, role: ntp-client, server: x}]; nodes[1].server:"
            + " found \"x\", allowed: one of: s",
        "[{name: g, role: ptp-grandmaster}, {name: f, role: ptp-follower, oscillator: {offset:"
            + " 60000, swing: 60000}}]; nodes[1].oscillator: found an oscillator off by more,"
            + " allowed: at most 100000 ppm with its events, signs apart",
        "[{name: g, role: grandmaster}]; nodes[0].role: found \"grandmaster\", allowed:"
            + " ptp-grandmaster, ptp-boundary, ptp-transparent, ptp-follower, ntp-server,"
            + " ntp-client",
        "[{name: b, role: ptp-boundary, behind: [x]}]; nodes: found no ptp-grandmaster, allowed:"
            + " one for each ptp-boundary",
        "[{name: b, role: ptp-boundary}]; nodes[0].behind: found nothing, allowed: another network",
        "[{name: b, role: ptp-transparent, behind: [main]}]; nodes[0].behind[0]: found \"main\","
            + " allowed: each network once",
        "[{name: b, role: ptp-transparent, count: 2, behind: [x]}]; nodes[0].count: found several,"
            + " allowed: one, since it joins networks",
        "[{name: f, role: ptp-follower, behind: [x]}]; nodes[0].behind: found the key, allowed: the"
            + " key of another role than ptp-follower",
        "[{name: g, role: ptp-grandmaster}, {name: f, role: ptp-follower, network: x}];"
            + " nodes[1].network: found \"x\", allowed: one of: main",
        "[{name: b, role: ptp-boundary, behind: [x], residence: 1ms}]; nodes[0].residence: found"
            + " the key, allowed: the key of another role than ptp-boundary",
      })
  void whatIsWrongWithHostsIsTold(String nodes, String told) {
    List<String> all =
        errors("{duration: 60s, nodes: " + nodes + "}").stream()
            .map(ConfigError::toString)
            .toList();
    assertEquals(List.of("t.yaml:1: " + told), all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "duration: ", "a: [", "duration: 60s\nduration: 70s\nnodes: []"})
  void whatIsNoScenarioIsAnErrorAndNoMore(String yaml) {
    assertTrue(errors(yaml).size() >= 1);
  }

  @Test
  void everyRowHasItsGroupAndItsOwnPathAndTakesItsDefault() {
    Set<String> paths = new HashSet<>();
    for (Row row : PlanTable.TABLE.rows()) {
      assertTrue(paths.add(row.path()), row.path());
      assertTrue(paths.contains(row.parent()), row.path());
      assertTrue(row.meaning().endsWith("."), row.path());
      if (row instanceof Key<?> key && key.absent().values() != null) {
        assertEquals(row.path().endsWith("[]") ? 0 : 1, key.defaults().size(), row.path());
      }
    }
  }
}
