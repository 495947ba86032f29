package io.timebridge.examples;

import io.timebridge.bridge.scenario.NodeReport;
import io.timebridge.bridge.scenario.Scenario;
import io.timebridge.bridge.scenario.SimulationReport;
import java.util.Locale;

/**
 * A site before it is built: three audio devices behind a switch that is busy for ten minutes of
 * the hour, and a recorder that follows the bridge's NTP over the same network. Real packets, real
 * state machines, virtual time: the hour takes seconds, and a seed gives the same hour again.
 *
 * <p>Run it with a seed.
 */
public final class SimulateSite {
  private static final String SITE =
      """
      about: "Three audio devices, a busy switch, a recorder."
      duration: 1h
      settle: 5m
      network: {base: 10us, mean: 5us}
      nodes:
        - {name: gm, role: ptp-grandmaster}
        - {name: audio, count: 3, role: ptp-follower, oscillator: {offset: 0, spread: 40, walk: 1}}
        - {name: server, role: ntp-server}
        - {name: recorder, role: ntp-client, oscillator: {offset: 10, walk: 1}}
      events:
        - {at: 20m, action: link, link: {base: 10us, mean: 150us}}
        - {at: 30m, action: link, link: {base: 10us, mean: 5us}}
      """;

  private SimulateSite() {}

  /**
   * Runs it.
   *
   * @param args a seed
   * @throws Exception if the site's text is wrong
   */
  public static void main(String[] args) throws Exception {
    SimulationReport report = Scenario.parse("site", SITE).run(Long.parseLong(args[0]));
    for (NodeReport node : report.nodes()) {
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f µs rms, its error bound held in %.2f %% of readings%n",
          node.name(),
          node.rmsNanos() / 1e3,
          100 * node.boundHeld());
    }
    System.out.println(report.table());
  }
}
