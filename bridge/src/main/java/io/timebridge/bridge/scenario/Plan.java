package io.timebridge.bridge.scenario;

import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.StampModel;
import io.timebridge.ptp.DelayMechanism;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a scenario says. Times are true times, nanoseconds since the start.
 *
 * @param name how it is called
 * @param about one sentence
 * @param durationNanos how long it runs
 * @param settleNanos from when on errors count
 * @param sampleNanos how often each clock is compared with true time
 * @param network how packets fare between any two hosts
 * @param rates PTP's intervals
 * @param nodes the hosts
 * @param events what happens, in any order
 */
record Plan(
    String name,
    String about,
    long durationNanos,
    long settleNanos,
    long sampleNanos,
    LinkModel network,
    PtpRates rates,
    List<Node> nodes,
    List<Event> events) {

  Plan {
    nodes = List.copyOf(nodes);
    events = List.copyOf(events);
  }

  /**
   * PTP's intervals, powers of two of a second.
   *
   * @param logAnnounce between Announce messages
   * @param logSync between Sync messages
   * @param logDelayReq between Delay_Req messages of one follower, in the mean
   * @param twoStep whether a Follow_Up tells when a Sync left
   * @param delayMechanism how the delay is measured
   */
  record PtpRates(
      int logAnnounce,
      int logSync,
      int logDelayReq,
      boolean twoStep,
      DelayMechanism delayMechanism) {
    static final PtpRates DEFAULT = new PtpRates(1, -3, -3, true, DelayMechanism.E2E);

    PtpRates(int logAnnounce, int logSync, int logDelayReq, boolean twoStep) {
      this(logAnnounce, logSync, logDelayReq, twoStep, DelayMechanism.E2E);
    }
  }

  /**
   * Hosts that are alike.
   *
   * @param name the host's name; of several, they are numbered from 1
   * @param count how many
   * @param role what they do
   * @param oscillator how their oscillators err
   * @param spreadPpm by how much more or less each one's is off than said, at most
   * @param stamps how well they stamp packets
   * @param out how what they send fares, besides the network's part
   * @param in how what they receive fares, besides the network's part
   * @param servo which estimator
   * @param priority1 a grandmaster's, or a boundary clock's
   * @param pollNanos a client's shortest time between requests, a power of two of seconds
   * @param maxpollNanos its longest, which a quiet clock comes to; likewise
   * @param server the host that a client asks; null for the first NTP server
   * @param network the name of the network that it is on
   * @param behind the names of the others, of a host that joins networks
   * @param residenceNanos how long a transparent clock keeps a packet, in the mean
   */
  record Node(
      String name,
      int count,
      Role role,
      OscillatorModel oscillator,
      double spreadPpm,
      StampModel stamps,
      LinkModel out,
      LinkModel in,
      String servo,
      int priority1,
      long pollNanos,
      long maxpollNanos,
      @Nullable String server,
      String network,
      List<String> behind,
      long residenceNanos) {

    static final String MAIN = "main";
    static final long DEFAULT_POLL_NANOS = 16_000_000_000L;
    static final int DEFAULT_PRIORITY = 128;

    Node(String name, Role role, OscillatorModel oscillator) {
      this(
          name,
          1,
          role,
          oscillator,
          0,
          StampModel.EXACT,
          LinkModel.DIRECT,
          LinkModel.DIRECT,
          Servos.DEFAULT,
          DEFAULT_PRIORITY,
          DEFAULT_POLL_NANOS,
          DEFAULT_POLL_NANOS,
          null,
          MAIN,
          List.of(),
          0);
    }

    Node {
      behind = List.copyOf(behind);
    }

    /** The networks that it is on. */
    List<String> networks() {
      return Stream.concat(Stream.of(network), behind.stream()).toList();
    }

    /** What the host of an index, from 0, is called. */
    String nameOf(int index) {
      return count == 1 ? name : name + (index + 1);
    }
  }

  /** What can happen. */
  enum Action {
    /** A source, or what joins networks, is switched off. */
    STOP,
    /** It is switched on again. */
    START,
    /** Hosts are cut off from the rest of the network. */
    PARTITION,
    /** They are connected again. */
    HEAL,
    /** Packets fare otherwise from now on. */
    LINK,
    /** Oscillators change their frequency. */
    FREQUENCY
  }

  /**
   * Something that happens.
   *
   * @param atNanos when
   * @param action what
   * @param node to which hosts, by their entry's name; null for the network
   * @param link how packets fare on the network, or null
   * @param out how what the hosts send fares, or null
   * @param in how what the hosts receive fares, or null
   * @param ppm by how much the frequency changes
   * @param overNanos how long that takes
   */
  record Event(
      long atNanos,
      Action action,
      @Nullable String node,
      @Nullable LinkModel link,
      @Nullable LinkModel out,
      @Nullable LinkModel in,
      double ppm,
      long overNanos) {

    static Event of(long atNanos, Action action, String node) {
      return new Event(atNanos, action, node, null, null, null, 0, 0);
    }

    static Event link(long atNanos, LinkModel link) {
      return new Event(atNanos, Action.LINK, null, link, null, null, 0, 0);
    }

    static Event frequency(long atNanos, String node, double ppm, long overNanos) {
      return new Event(atNanos, Action.FREQUENCY, node, null, null, null, ppm, overNanos);
    }
  }
}
