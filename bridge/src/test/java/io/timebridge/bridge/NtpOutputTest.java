package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.ClockConfig.Timestamps;
import io.timebridge.bridge.config.ConfigReader;
import io.timebridge.bridge.config.NtpServeConfig;
import io.timebridge.bridge.load.LoadPlan;
import io.timebridge.bridge.load.LoadReport;
import io.timebridge.bridge.load.NtpLoad;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import io.timebridge.ntp.NtpServer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NtpOutputTest {
  private static final int SOCKETS = 64;
  private static final long SECOND = 1_000_000_000L;

  /**
   * SO_REUSEPORT deals out by the sender's address and port: 64 senders are not all one thread's.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void severalThreadsAnswerOnOneAddressAndTheirCountsAddUp() throws Exception {
    int port;
    try (DatagramSocket free =
        new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      port = free.getLocalPort();
    }
    BridgeConfig config =
        ConfigReader.parse(
            "test",
            """
            sources: {ntp: [{server: 127.0.0.1}]}
            serve: {ntp: {listen: ["127.0.0.1:%d"], allow: [127.0.0.0/8], threads: 3}}
            """
                .formatted(port));
    NtpServeConfig serve = Objects.requireNonNull(config.serve().ntp());
    LocalClock clock = LocalClock.monotonic();
    Stamping stamping = Stamping.open(Timestamps.USER, clock, serve.threads());
    try {
      LeapSeconds table = LeapSeconds.builtIn();
      Timeline timeline = new Timeline(clock, config.clock(), config.policy(), table, 500);
      NtpOutput output = NtpOutput.start(serve, timeline, table, stamping.ntp());
      LoadPlan plan =
          new LoadPlan(
              output.addresses().get(0),
              SOCKETS,
              2,
              LoadPlan.CLOSED_LOOP,
              60 * SECOND,
              40L * SOCKETS,
              10 * SECOND);
      LoadReport report = NtpLoad.run(plan);
      assertEquals(plan.count(), report.replies(), report.text());
      List<Long> answers = output.servers().stream().map(NtpServer::answers).toList();
      assertEquals(3, answers.size());
      assertEquals(plan.count(), answers.stream().mapToLong(Long::longValue).sum());
      assertTrue(answers.stream().allMatch(each -> each > 0), answers.toString());
    } finally {
      stamping.close();
    }
  }
}
