package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.PtpManagement.Request;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.ManagementAccess;
import io.timebridge.ptp.ManagementClient;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.NodeDescription;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.PortIdentity;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The management client against a clock of ours, over real sockets on loopback. */
class PtpManagementTest {
  private static final ClockIdentity SELF = new ClockIdentity(0x0011_22FF_FE33_4455L);

  /** Only a failure waits so long: who is asked is one, and the client ends with its answers. */
  private static final long TIMEOUT_NANOS = 20_000_000_000L;

  private final LocalClock localClock = LocalClock.monotonic();
  private final NettyTransport transport = new NettyTransport(localClock, "managed");
  private int generalPort;
  private String loopback = "";

  @BeforeEach
  void start() throws Exception {
    NetworkInterface networkInterface =
        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    loopback = networkInterface.getName();
    int eventPort;
    try (DatagramSocket event = new DatagramSocket();
        DatagramSocket general = new DatagramSocket()) {
      eventPort = event.getLocalPort();
      generalPort = general.getLocalPort();
    }
    MasterTime time =
        new MasterTime() {
          @Override
          public long nanosAt(long localNanos) {
            return localNanos;
          }

          @Override
          public @Nullable Claims claimsAt(long localNanos) {
            return null;
          }
        };
    PtpPortConfig config =
        PtpPortConfig.of(PtpProfile.DEFAULT_E2E).withPorts(eventPort, generalPort);
    PtpClock clock =
        PtpClock.master(
            "gm", config, PtpIdentity.configured(SELF), 10, 20, time, new SeededRandom(1));
    clock.manage(
        NodeDescription.of(networkInterface, "rack 7"),
        new ManagementAccess() {
          @Override
          public boolean mayGet(Route from) {
            return true;
          }

          @Override
          public boolean maySet(Route from) {
            return true;
          }
        });
    transport.attach(config.ipv4(networkInterface), clock::port);
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  private PtpManagement.Call call(@Nullable String host, PortIdentity target, long timeoutNanos)
      throws Exception {
    return new PtpManagement.Call(
        loopback,
        host == null ? null : InetAddress.getByName(host),
        false,
        14,
        generalPort,
        0,
        1,
        target,
        timeoutNanos);
  }

  private static Request get(ManagementId id) {
    return new Request(ManagementAction.GET, id, null);
  }

  @Test
  void asksByMulticast() throws Exception {
    PtpManagementReport report =
        PtpManagement.ask(
            call(null, new PortIdentity(SELF, 1), TIMEOUT_NANOS),
            List.of(get(ManagementId.PRIORITY2), get(ManagementId.USER_DESCRIPTION)));
    assertTrue(report.allAnswered());
    assertEquals(
        List.of(
            "001122.fffe.334455-1 (127.0.0.1) PRIORITY2",
            "  priority2 20",
            "001122.fffe.334455-1 (127.0.0.1) USER_DESCRIPTION",
            "  userDescription rack 7"),
        report.table().lines().toList());
  }

  @Test
  void asksAndSetsOneHostFromAnyPort() throws Exception {
    PtpManagementReport set =
        PtpManagement.ask(
            call("127.0.0.1", ManagementClient.EVERYBODY, TIMEOUT_NANOS),
            List.of(
                new Request(
                    ManagementAction.SET,
                    ManagementId.PRIORITY1,
                    ManagementData.of(ManagementId.PRIORITY1, 7))));
    assertTrue(set.allAnswered(), set.table());
    PtpManagementReport report =
        PtpManagement.ask(
            call("127.0.0.1", ManagementClient.EVERYBODY, TIMEOUT_NANOS),
            List.of(get(ManagementId.DEFAULT_DATA_SET), get(ManagementId.FAULT_LOG)));
    assertFalse(report.allAnswered()); // the fault log is not supported
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertEquals(7, json.get(0).get("values").get("priority1").intValue());
    assertTrue(json.get(0).get("values").get("twoStepFlag").booleanValue());
    assertEquals("001122.fffe.334455", json.get(0).get("values").get("clockIdentity").textValue());
    assertEquals("127.0.0.1", json.get(0).get("address").textValue());
    assertEquals("NOT_SUPPORTED", json.get(1).get("error").textValue());
    assertEquals("FAULT_LOG", json.get(1).get("id").textValue());
  }

  @Test
  void tellsThatNobodyAnswers() throws Exception {
    PtpManagementReport report =
        PtpManagement.ask(
            call(null, new PortIdentity(new ClockIdentity(5), 1), 1_000_000),
            List.of(get(ManagementId.PRIORITY1)));
    assertFalse(report.allAnswered());
    assertEquals("PRIORITY1: nobody answered", report.table());
    assertEquals("[ ]", report.json());
  }

  @Test
  void anInterfaceThatIsMissingIsNamed() throws Exception {
    PtpManagement.Call call =
        new PtpManagement.Call(
            "no-such-interface",
            null,
            false,
            14,
            generalPort,
            0,
            1,
            ManagementClient.EVERYBODY,
            1_000_000);
    BridgeException e =
        assertThrows(
            BridgeException.class,
            () -> PtpManagement.ask(call, List.of(get(ManagementId.PRIORITY1))));
    assertTrue(String.valueOf(e.getMessage()).contains("no-such-interface"), e.getMessage());
  }
}
