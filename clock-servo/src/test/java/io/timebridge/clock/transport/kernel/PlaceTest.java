package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.transport.Binding;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PlaceTest {
  @Test
  void bindingWithoutInterfaceIsAlwaysInItsPlace() throws Exception {
    Binding anywhere = Binding.unicast(InetAddress.getByAddress(new byte[4]), 123);
    assertEquals(new Place(0, null, null), Place.of(anywhere));
  }

  @Test
  void loopbackIsReadyWithItsNumberAndPrimaryAddress() throws Exception {
    InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    NetworkInterface loopback = Objects.requireNonNull(NetworkInterface.getByInetAddress(one));
    InetAddress any = InetAddress.getByAddress(new byte[4]);
    Place place = Place.of(new Binding(loopback, List.of(any), List.of(), 319, 320, 1, 0));
    assertEquals(new Place(loopback.getIndex(), null, one), place);
    assertTrue(place.isReady());
  }
}
