package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.ConfigReader;
import io.timebridge.clock.transport.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class PtpAccessTest {
  private static PtpAccess access(String keys) throws Exception {
    String yaml = "{sources: {ptp: [{interface: lo%s}]}}";
    return new PtpAccess(
        ConfigReader.parse("t", yaml.formatted(keys)).sources().ptp().get(0).entry(),
        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
  }

  private static Route from(String address) throws Exception {
    return Route.to(new InetSocketAddress(InetAddress.getByName(address), 320));
  }

  @Test
  void theInterfacesSubnetsMayAskAndNobodyMaySet() throws Exception {
    PtpAccess access = access("");
    assertTrue(access.mayGet(from("127.0.0.1")));
    assertTrue(access.mayGet(from("127.3.2.1")));
    assertFalse(access.mayGet(from("192.0.2.1")));
    assertFalse(access.maySet(from("127.0.0.1")));
  }

  @Test
  void aListIsAllThatMayAsk() throws Exception {
    PtpAccess access = access(", managementGet: [192.0.2.0/24, \"2001:db8::/32\"]");
    assertTrue(access.mayGet(from("192.0.2.1")));
    assertTrue(access.mayGet(from("2001:db8::1")));
    assertFalse(access.mayGet(from("127.0.0.1")));
    assertFalse(access.maySet(from("192.0.2.1")));
    assertEquals(false, access(", managementGet: []").mayGet(from("127.0.0.1")));
  }

  @Test
  void whoMaySetMayAsk() throws Exception {
    PtpAccess access = access(", managementGet: [], managementSet: [192.0.2.7]");
    assertTrue(access.maySet(from("192.0.2.7")));
    assertTrue(access.mayGet(from("192.0.2.7")));
    assertFalse(access.maySet(from("192.0.2.8")));
    assertFalse(access.mayGet(from("192.0.2.8")));
  }
}
