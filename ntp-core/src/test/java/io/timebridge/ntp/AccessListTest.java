package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.transport.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessListTest {

  private static boolean allows(List<String> list, String address) {
    return AccessList.of(list).allows(Route.to(Requests.address(address, 123)));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0, true",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.0/24, 192.0.1.255, false",
    "192.0.2.77/24, 192.0.2.1, true",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.6/31, 192.0.2.7, true",
    "192.0.2.6/31, 192.0.2.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "128.0.0.0/1, 200.1.2.3, true",
    "128.0.0.0/1, 127.1.2.3, false",
    "::/0, 2001:db8::1, true",
    "::/0, 192.0.2.1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
    "2001:db8::/64, 2001:db8:0:1::1, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
    "2001:db8::/65, 2001:db8::8000:0:0:1, false",
    "2001:db8::1, 2001:db8::1, true",
    "2001:db8::1, 2001:db8::2, false",
    "::1, ::1, true",
    "fe80::/10, fe80::1, true",
  })
  void subnets(String subnet, String address, boolean allowed) {
    assertEquals(allowed, allows(List.of(subnet), address));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, ALLOWED",
    "192.0.2.65, DENIED", // a network out of a larger one
    "192.0.2.70, ALLOWED", // and a host out of that
    "198.51.100.1, DENIED", // as much one as the other
    "203.0.113.1, NOT_LISTED",
    "2001:db8::1, ALLOWED",
    "2001:db8:bad::1, DENIED",
    "2001:db9::1, NOT_LISTED"
  })
  void longestPrefixDecides(String address, AccessList.Verdict verdict) {
    AccessList list =
        AccessList.of(
            List.of("192.0.2.0/24", "192.0.2.70", "198.51.100.0/24", "2001:db8::/32"),
            List.of("192.0.2.64/26", "198.51.100.0/24", "2001:db8:bad::/48"));
    assertEquals(verdict, list.verdict(Route.to(Requests.address(address, 123))));
  }

  @Test
  void listsAreTheUnionOfTheirSubnets() {
    List<String> list = List.of("192.0.2.0/24", "2001:db8::/32");
    assertTrue(allows(list, "192.0.2.1"));
    assertTrue(allows(list, "2001:db8::1"));
    assertFalse(allows(list, "198.51.100.1"));
    assertEquals("[192.0.2.0/24, 2001:db8::/32]", AccessList.of(list).toString());
  }

  @Test
  void nobodyUnlessNamed() {
    assertFalse(allows(List.of(), "127.0.0.1"));
    assertFalse(allows(List.of(), "::1"));
  }

  @Test
  void everyoneIsBothFamilies() {
    assertTrue(AccessList.everyone().allows(Route.to(Requests.address("192.0.2.1", 1))));
    assertTrue(AccessList.everyone().allows(Route.to(Requests.address("2001:db8::1", 1))));
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, not an address",
    "beef, not an address",
    "192.0.2, not an address",
    "192.0.2.256, not an address",
    "192.0.2.010, not an address",
    "192.0.2.0.0, not an address",
    "1, not an address",
    "'', not an address",
    "/24, not an address",
    "' 192.0.2.1', not an address",
    "2001:db8::1::2, not an address",
    "2001:db8:, not an address",
    "fe80::1%eth0, not an address",
    "[2001:db8::1], not an address",
    "::ffff:192.0.2.1, not an address",
    "192.0.2.0/33, 0..32",
    "192.0.2.0/, 0..32",
    "192.0.2.0/-1, 0..32",
    "192.0.2.0/+8, 0..32",
    "192.0.2.0/255.255.255.0, 0..32",
    "192.0.2.0/24/24, 0..32",
    "2001:db8::/129, 0..128",
  })
  void errorsSayWhatWasFoundAndWhatIsAllowed(String text, String allowed) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> AccessList.of(List.of(text)));
    assertTrue(error.toString().contains("\"" + text + "\""), error::toString);
    assertTrue(error.toString().contains(allowed), error::toString);
  }
}
