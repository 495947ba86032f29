package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingTest {
  private final InetAddress loopback = InetAddress.getLoopbackAddress();

  @ParameterizedTest
  @CsvSource({"0, -1, 0, 0", "65535, 65535, 255, 63", "319, 320, 1, 46"})
  void endsOfTheRangesAreAllowed(int event, int general, int ttl, int dscp) {
    Binding binding = new Binding(null, List.of(loopback), List.of(), event, general, ttl, dscp);
    assertEquals(event, binding.eventPort());
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -1, 1, 0, eventPort",
    "65536, -1, 1, 0, eventPort",
    "0, -2, 1, 0, generalPort",
    "0, 65536, 1, 0, generalPort",
    "0, -1, -1, 0, multicastTtl",
    "0, -1, 256, 0, multicastTtl",
    "0, -1, 1, -1, dscp",
    "0, -1, 1, 64, dscp",
  })
  void outsideOfARangeIsRefusedByName(int event, int general, int ttl, int dscp, String what) {
    List<InetAddress> local = List.of(loopback);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Binding(null, local, List.of(), event, general, ttl, dscp));
    assertEquals(what, String.valueOf(refusal.getMessage()).split(" ", -1)[0]);
  }

  @Test
  void needsALocalAddress() {
    assertThrows(
        IllegalArgumentException.class, () -> new Binding(null, List.of(), List.of(), 0, -1, 1, 0));
  }

  @Test
  void groupsNeedAnInterface() throws Exception {
    List<InetAddress> groups = List.of(InetAddress.getByName("224.0.1.129"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Binding(null, List.of(loopback), groups, 319, 320, 1, 0));
  }

  @Test
  void keepsItsOwnCopyOfTheAddresses() {
    List<InetAddress> local = new ArrayList<>(List.of(loopback));
    Binding binding = new Binding(null, local, List.of(), 0, -1, 1, 0);
    local.clear();
    assertEquals(List.of(loopback), binding.localAddresses());
  }

  @Test
  void unicastHasOnePortAndNoGroup() {
    Binding binding = Binding.unicast(loopback, 123);
    assertEquals(new Binding(null, List.of(loopback), List.of(), 123, -1, 1, 0), binding);
  }

  @Test
  void whoSpeaksWithOneOtherOnlyHearsNoMulticast() throws Exception {
    InetSocketAddress other = new InetSocketAddress(loopback, 123);
    Binding binding = Binding.unicast(loopback, 0).connectedTo(other);
    assertEquals(other, binding.withoutTransmitStamps().withSharedPort().remote());
    List<InetAddress> groups = List.of(InetAddress.getByName("224.0.1.129"));
    NetworkInterface on = NetworkInterface.getByInetAddress(loopback);
    Binding multicast = new Binding(on, List.of(loopback), groups, 319, 320, 1, 0);
    assertThrows(IllegalArgumentException.class, () -> multicast.connectedTo(other));
  }
}
