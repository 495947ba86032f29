package io.timebridge.bridge;

import java.util.Map;

/**
 * A source of time that a program brings along: a radio clock, a serial protocol, another library.
 * It tells pairs of readings, of the bridge's local clock and of its own time, and how far off they
 * may be; the bridge filters them, judges them against the other sources and serves them.
 *
 * <pre>{@code
 * BridgeConfig config = BridgeConfig.builder().ownSource("radio")….build();
 * TimeBridge bridge = TimeBridge.builder(config).source(new Radio("radio")).start();
 * }</pre>
 */
public interface TimeSource {

  /** {@return its name in status and policy, which the config declares; always the same} */
  String name();

  /**
   * Begins. Called once, while the bridge starts, and returns soon: what waits for a device or the
   * network runs on {@link SourceInput#executor()} or on threads of the source's own.
   *
   * @param input where the readings go, until {@link #close()}
   */
  void start(SourceInput input);

  /** Ends: no reading is told any more, and threads and files are given back. */
  void close();

  /**
   * {@return what else is to be known of it, for {@code /api/status}} Any thread.
   *
   * <p>Values are texts, numbers, booleans, maps and lists of such, or null.
   */
  default Map<String, ?> status() {
    return Map.of();
  }
}
