package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever octets come: they are refused, or say what is written again in as many octets. */
class ManagementDataProperties {
  private static void check(ManagementId id, byte[] octets) {
    Optional<ManagementData> data = ManagementData.read(id, Octets.of(octets).toBuffer());
    if (data.isPresent()) {
      Octets written = data.get().dataField();
      assertEquals(octets.length + octets.length % 2, written.length());
      assertEquals(data, ManagementData.read(id, written.toBuffer()));
    }
  }

  @Property(tries = 20_000)
  void anyOctets(@ForAll ManagementId id, @ForAll @Size(max = 80) byte[] octets) {
    check(id, octets);
  }

  /** Small ones: more of them are counts and lengths that fit. */
  @Property(tries = 20_000)
  void smallOctets(@ForAll ManagementId id, @ForAll("small") byte[] octets) {
    check(id, octets);
  }

  @Property(tries = 20_000)
  void aSoundBodyWithOneOctetChanged(
      @ForAll("rows") ManagementDataTest.Row row, @ForAll int at, @ForAll byte octet) {
    byte[] octets = Octets.ofHex(row.hex()).toArray();
    if (octets.length > 0) {
      octets[Math.floorMod(at, octets.length)] = octet;
    }
    check(row.data().id(), octets);
  }

  @Provide
  Arbitrary<byte[]> small() {
    return Arbitraries.bytes().between((byte) 0, (byte) 6).array(byte[].class).ofMaxSize(40);
  }

  @Provide
  Arbitrary<ManagementDataTest.Row> rows() {
    return Arbitraries.of(ManagementDataTest.rows().toList());
  }
}
