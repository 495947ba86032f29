package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.timebridge.clock.transport.Binding;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class OwnIpv6Test {
  private static final long STRANGER = 0x2001_0db8L << 32; // RFC 3849: nobody's

  @Test
  void knowsTheAddressesOfItsInterfaceAndNoOther() throws Exception {
    InetAddress any = InetAddress.getByName("::");
    for (NetworkInterface on : NetworkInterface.networkInterfaces().toList()) {
      OwnIpv6 own = new OwnIpv6();
      own.read(new Binding(on, List.of(any), List.of(), 319, 320, 1, 0));
      assertFalse(own.has(STRANGER, 1));
      assertFalse(own.has(0, 0));
      boolean holdsOne = on.inetAddresses().anyMatch(OwnIpv6Test::isIpv6One);
      assertEquals(holdsOne, own.has(0, 1), on.getName());
    }
  }

  private static boolean isIpv6One(InetAddress address) {
    return address instanceof Inet6Address && address.isLoopbackAddress();
  }

  @Test
  void withoutAnInterfaceItKnowsNone() throws Exception {
    OwnIpv6 own = new OwnIpv6();
    own.read(Binding.unicast(InetAddress.getByName("::"), 319));
    assertFalse(own.has(0, 1));
  }
}
