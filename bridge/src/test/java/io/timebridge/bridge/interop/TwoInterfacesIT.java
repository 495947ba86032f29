package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Kernel sockets on two interfaces at once: what comes to one is that one's, and answered there.
 */
class TwoInterfacesIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static Child echo(Lab lab) {
    Child child =
        lab.bridge().startJava("echo", EchoHost.class, Lab.BRIDGE_DEVICE, Lab.SECOND_DEVICE);
    child.awaitLine("^ready$", SOON);
    return child;
  }

  @Test
  void eachPacketIsStampedAndAnsweredOnItsOwnInterfaceFromTheAddressAsked() {
    try (Lab lab = Lab.twoWires()) {
      String[] devices = {Lab.BRIDGE_DEVICE, Lab.SECOND_DEVICE};
      for (int wire = 1; wire <= 2; wire++) {
        addSecondAddresses(lab.bridge(), devices[wire - 1], wire);
      }
      Child echo = echo(lab);
      for (int wire = 1; wire <= 2; wire++) {
        String device = devices[wire - 1];
        Host peer = lab.peer(wire);
        Probe probe = Probe.on(peer);
        String ipv4 = "10.77." + wire + ".";
        String ipv6 = "fd77:0:0:" + wire + ":0:0:0:";
        for (String own : List.of(ipv4 + "1", ipv4 + "11", ipv6 + "1", ipv6 + "11")) {
          assertEquals(own + ": " + device + " KERNEL", probe.ask(peer, own, EchoHost.PORT));
        }
        String local = "fe80:0:0:0:0:0:77:" + wire;
        String answer = probe.ask(peer, local + "%" + peer.device(), EchoHost.PORT);
        assertEquals(local + ": " + device + " KERNEL", answer.replaceAll("%\\w+", ""));
        assertEquals(
            ipv4 + "1: " + device + " KERNEL", probe.ask(peer, EchoHost.IPV4_GROUP, EchoHost.PORT));
        // Of an interface's IPv6 addresses the host chooses one, by RFC 6724.
        String group = probe.ask(peer, EchoHost.IPV6_GROUP, EchoHost.PORT);
        assertEquals(device + " KERNEL", group.replaceAll("^" + ipv6 + "1?1: ", ""));
        for (int token = 0; token < 7; token++) {
          echo.awaitLine("^transmitted " + device + " " + token + " KERNEL$", SOON);
        }
      }
      long transmitted =
          echo.lines().stream().filter(line -> line.startsWith("transmitted")).count();
      assertEquals(14, transmitted, echo.tail());
    }
  }

  private static void addSecondAddresses(Host host, String device, int wire) {
    host.ip("addr", "add", "10.77." + wire + ".11/24", "dev", device);
    host.ip("addr", "add", "fd77:0:0:" + wire + "::11/64", "dev", device, "nodad");
    host.ip("addr", "add", "fe80::77:" + wire + "/64", "dev", device, "nodad");
  }
}
