/**
 * Whole PTP and NTP networks in virtual time: what a site can expect of its clocks before it is
 * built. A {@link io.timebridge.bridge.scenario.Scenario} is a YAML file, one that ships, or one
 * drawn at random; running it gives a {@link io.timebridge.bridge.scenario.SimulationReport}.
 *
 * <p>The engines on the simulated hosts are the ones that run on sockets: real packets, real state
 * machines, real estimators.
 */
@NullMarked
package io.timebridge.bridge.scenario;

import org.jspecify.annotations.NullMarked;
