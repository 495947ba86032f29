package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** linuxptp's {@code ptp4l}: software stamps, free-running, a socket to ask it by. */
final class Ptp4l {
  static final int SYNCS_A_SECOND = 8;

  private Ptp4l() {}

  /** Starts one on all interfaces of a host. */
  static void start(Segment segment, int host, boolean follower) throws IOException {
    start(segment, host, follower, Way.USUAL);
  }

  /** Starts one on all interfaces of a host, speaking in a way. */
  static void start(Segment segment, int host, boolean follower, Way way) throws IOException {
    start(segment, host, follower, segment.devices(host), way);
  }

  /** Starts one on some interfaces of a host. */
  static void start(Segment segment, int host, boolean follower, List<String> devices, Way way)
      throws IOException {
    Path config = segment.folder.resolve("ptp4l" + host + ".cfg");
    Files.writeString(
        config,
        """
        [global]
        uds_address %s
        free_running 1
        time_stamping software
        use_syslog 0
        verbose 0
        slaveOnly %d
        logAnnounceInterval -2
        logSyncInterval -3
        logMinDelayReqInterval -3
        %s
        """
            .formatted(socket(segment, host), follower ? 1 : 0, way.ptp4l(follower, host)));
    Path log = segment.folder.resolve("ptp4l" + host + ".log");
    List<String> command = new ArrayList<>(List.of("ptp4l", "-f", config.toString()));
    for (String device : devices) {
      command.addAll(List.of("-i", device));
    }
    Process unused = segment.start(host, command, log);
  }

  /** The command line of a {@code pmc} that asks one. */
  static List<String> pmc(Way way, String server, String own) {
    String domain = Integer.toString(way.domain());
    return List.of("pmc", "-u", "-b", "0", "-d", domain, "-s", server, "-i", own);
  }

  /** Where {@code pmc} asks it. */
  static Path socket(Segment segment, int host) {
    return segment.folder.resolve("uds" + host);
  }
}
