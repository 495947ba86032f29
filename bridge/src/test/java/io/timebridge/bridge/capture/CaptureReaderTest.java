package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Captures.block;
import static io.timebridge.bridge.capture.Captures.concat;
import static io.timebridge.bridge.capture.Captures.enhanced;
import static io.timebridge.bridge.capture.Captures.networkInterface;
import static io.timebridge.bridge.capture.Captures.obsolete;
import static io.timebridge.bridge.capture.Captures.option;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Captures.section;
import static io.timebridge.bridge.capture.Captures.simple;
import static io.timebridge.bridge.capture.Frames.datagram;
import static io.timebridge.bridge.capture.Frames.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of both formats and byte orders, whole and damaged. */
class CaptureReaderTest {
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final byte[] FRAME = datagram(319, 319, sync(7));
  private static final byte[] OTHER = datagram(4000, 4000, sync(8));

  static Stream<ByteOrder> orders() {
    return Stream.of(BIG, LITTLE);
  }

  private static @Nullable Object time(DecodedMessage message) {
    return message.fields().get("frame.time_epoch");
  }

  /** The line tells the number of the Sync, so that one of another frame is found out. */
  private static void assertSync(int sequence, DecodedMessage message) {
    assertNull(message.error(), message.toString());
    assertEquals("ptp", message.protocol());
    assertTrue(message.line().contains(" seq " + sequence), message.line());
  }

  @ParameterizedTest
  @CsvSource({
    "BIG_ENDIAN, a1b2c3d4, 0.123456000",
    "LITTLE_ENDIAN, a1b2c3d4, 0.123456000",
    "BIG_ENDIAN, a1b23c4d, 0.000123456",
    "LITTLE_ENDIAN, a1b23c4d, 0.000123456"
  })
  void pcapInBothByteOrdersAndUnits(String order, String magic, BigDecimal fraction) {
    byte[] file =
        pcap(
            order.equals("BIG_ENDIAN") ? BIG : LITTLE,
            (int) Long.parseLong(magic, 16),
            1,
            List.of(OTHER, FRAME));
    DecodedMessage message = Decoding.one(file);
    assertEquals(2, message.frame());
    assertEquals(fraction.add(BigDecimal.valueOf(Captures.SECONDS + 1)), time(message));
    assertSync(7, message);
  }

  @Test
  void aTimeAfter2038IsNoNegativeOne() {
    byte[] file = pcap(FRAME);
    Arrays.fill(file, 24, 28, (byte) 0xFF);
    assertEquals(new BigDecimal("4294967295.123456000"), time(Decoding.one(file)));
  }

  @Test
  void theUpperBitsOfThePcapLinkTypeAreNoPartOfIt() {
    byte[] file = pcap(FRAME);
    file[23] = 0x24; // a check sequence of two words
    assertSync(7, Decoding.one(file));
  }

  @Test
  void gzipMakesNoDifference() throws IOException {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
      gzip.write(pcap(FRAME));
    }
    assertSync(7, Decoding.one(small.toByteArray()));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pcapngWithEveryKindOfPacket(ByteOrder order) {
    byte[] file =
        concat(
            section(order),
            networkInterface(order, 1, 0, new byte[0]),
            block(order, 0x0BAD, new byte[20]), // of a kind that nobody knows
            enhanced(order, 0, 1_700_000_000_123_456L, FRAME),
            simple(order, FRAME.length, FRAME),
            obsolete(order, 0, 1_700_000_001_000_000L, FRAME));
    List<DecodedMessage> messages = Decoding.all(file);
    assertEquals(3, messages.size());
    messages.forEach(message -> assertSync(7, message));
    assertEquals(new BigDecimal("1700000000.123456000"), time(messages.get(0)));
    assertNull(time(messages.get(1))); // it has none
    assertEquals(new BigDecimal("1700000001.000000000"), time(messages.get(2)));
    assertEquals(List.of(1L, 2L, 3L), messages.stream().map(DecodedMessage::frame).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "6, 1700000000123456, 1700000000.123456000",
    "9, 1700000000123456789, 1700000000.123456789",
    "0, 1700000000, 1700000000.000000000",
    "3, 1700000000123, 1700000000.123000000",
    // Unsigned: of more digits than a signed number has.
    "10, 17000000001234567891, 1700000000.123456789",
    // Powers of two.
    "138, 1740800000512, 1700000000.500000000",
    "160, 7301444403200000001, 1700000000.000000000",
    "148, 1782579200262144, 1700000000.250000000"
  })
  void pcapngInEveryUnit(int resolution, String ticks, BigDecimal expected) {
    byte[] options = option(BIG, 9, new byte[] {(byte) resolution});
    byte[] file =
        concat(
            section(BIG),
            networkInterface(BIG, 1, 0, options),
            enhanced(BIG, 0, Long.parseUnsignedLong(ticks), FRAME));
    assertEquals(expected, time(Decoding.one(file)));
  }

  @Test
  void aTimeOfNoCalendarIsNone() {
    byte[] options = option(BIG, 9, new byte[] {0});
    byte[] file =
        concat(section(BIG), networkInterface(BIG, 1, 0, options), enhanced(BIG, 0, -1, FRAME));
    DecodedMessage message = Decoding.one(file);
    assertNull(time(message));
    assertSync(7, message);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void theOffsetOfAnInterfaceIsAdded(ByteOrder order) {
    byte[] options =
        concat(
            option(order, 2, new byte[] {'e', 't', 'h'}), // a name, padded
            option(order, 14, Bytes.in(order).u64(-3600).get()),
            option(order, 0, new byte[0]),
            option(order, 9, new byte[] {9})); // behind the end of the options
    byte[] file =
        concat(
            section(order),
            networkInterface(order, 1, 0, options),
            enhanced(order, 0, 1_700_000_000_000_001L, FRAME));
    assertEquals(new BigDecimal("1699996400.000001000"), time(Decoding.one(file)));
  }

  @Test
  void eachSectionHasItsOwnByteOrderAndInterfaces() {
    byte[] raw = Arrays.copyOfRange(FRAME, 14, FRAME.length);
    byte[] file =
        concat(
            section(BIG),
            networkInterface(BIG, 1, 0, new byte[0]),
            networkInterface(BIG, 101, 0, option(BIG, 9, new byte[] {9})),
            enhanced(BIG, 1, 1_000_000_000_000_000_001L, raw),
            section(LITTLE),
            networkInterface(LITTLE, 1, 0, new byte[0]),
            enhanced(LITTLE, 0, 2_000_000, FRAME),
            enhanced(LITTLE, 1, 2_000_000, raw)); // described in the other section only
    List<DecodedMessage> messages = Decoding.all(file);
    assertEquals(3, messages.size());
    assertSync(7, messages.get(0));
    assertEquals(new BigDecimal("1000000000.000000001"), time(messages.get(0)));
    assertSync(7, messages.get(1));
    assertEquals(new BigDecimal("2.000000000"), time(messages.get(1)));
    assertEquals("no interface 1 is described", messages.get(2).error());
  }

  @Test
  void aSimplePacketIsCutAtTheSnapLength() {
    byte[] cut = Arrays.copyOf(FRAME, 60);
    byte[] file =
        concat(
            section(BIG),
            networkInterface(BIG, 1, 60, new byte[0]),
            simple(BIG, FRAME.length, cut));
    DecodedMessage message = Decoding.one(file);
    assertEquals("the capture has kept 26 of UDP's 52 octets", message.error());
  }

  @Test
  void anEnhancedPacketThatLiesCostsItselfOnly() {
    byte[] file =
        concat(
            section(LITTLE),
            networkInterface(LITTLE, 1, 0, new byte[0]),
            enhanced(LITTLE, 0, 0, 5_000, 5_000, OTHER),
            enhanced(LITTLE, 9, 0, FRAME),
            block(LITTLE, 6, new byte[8]),
            block(LITTLE, 6, new byte[400_000]),
            enhanced(LITTLE, 0, 0, FRAME));
    List<DecodedMessage> messages = Decoding.all(file);
    assertEquals(5, messages.size(), messages.toString());
    assertEquals("says that 5000 octets were captured, its block has 88", messages.get(0).error());
    assertEquals("no interface 9 is described", messages.get(1).error());
    assertEquals("its block is too short", messages.get(2).error());
    assertEquals("its block has 400000 octets", messages.get(3).error());
    assertSync(7, messages.get(4));
    assertEquals(5, messages.get(4).frame());
  }

  @Test
  void aBlockWithTwoLengthsIsTold() {
    byte[] lying = enhanced(BIG, 0, 0, FRAME);
    lying[lying.length - 1] ^= 4;
    byte[] file =
        concat(
            section(BIG),
            networkInterface(BIG, 1, 0, new byte[0]),
            lying,
            enhanced(BIG, 0, 0, FRAME));
    List<DecodedMessage> messages = Decoding.all(file);
    assertEquals(
        "its block has one length at the start and another at the end", messages.get(0).error());
    assertSync(7, messages.get(1));
  }

  private static String damage(byte[] file, int messages) {
    List<DecodedMessage> read = new ArrayList<>();
    IOException e =
        assertThrows(
            DamagedCaptureException.class, () -> Decoding.read(file, CapturePorts.usual(), read));
    assertEquals(messages, read.size());
    return String.valueOf(e.getMessage());
  }

  @Test
  void aPcapThatEndsEarlyIsReadAsFarAsItGoes() {
    byte[] file = pcap(FRAME, FRAME);
    int first = 24 + 16 + FRAME.length;
    assertEquals("cut short within the header of the file", damage(Arrays.copyOf(file, 23), 0));
    assertEquals(
        "cut short within the header of frame 2", damage(Arrays.copyOf(file, first + 15), 1));
    assertEquals("cut short within frame 2", damage(Arrays.copyOf(file, first + 16), 1));
    assertEquals("cut short within frame 2", damage(Arrays.copyOf(file, file.length - 1), 1));
    assertEquals(1, Decoding.all(Arrays.copyOf(file, first)).size());
  }

  @Test
  void aPcapRecordOfAnImpossibleLengthEndsTheReading() {
    byte[] file = pcap(FRAME, FRAME);
    file[24 + 16 + FRAME.length + 8 + 3] = 0x7F;
    assertEquals("frame 2 says that it has 2130706518 octets", damage(file, 1));
  }

  @Test
  void aPcapngThatEndsEarlyIsReadAsFarAsItGoes() {
    byte[] file =
        concat(
            section(BIG),
            networkInterface(BIG, 1, 0, new byte[0]),
            enhanced(BIG, 0, 0, FRAME),
            enhanced(BIG, 0, 0, FRAME));
    assertEquals(
        "cut short within a block, behind frame 2",
        damage(Arrays.copyOf(file, file.length - 1), 1));
    assertEquals(
        "cut short within a block, before the first frame", damage(Arrays.copyOf(file, 20), 0));
  }

  @Test
  void aPcapngThatMakesNoSenseEndsTheReading() {
    byte[] begin = concat(section(BIG), networkInterface(BIG, 1, 0, new byte[0]));
    byte[] odd = Bytes.bytes().u32(6).u32(33).zeros(40).get();
    assertEquals(
        "a block cannot have 33 octets, before the first frame", damage(concat(begin, odd), 0));
    byte[] tiny = Bytes.bytes().u32(77).u32(8).get();
    assertEquals(
        "a block cannot have 8 octets, before the first frame", damage(concat(begin, tiny), 0));
    byte[] version = section(BIG);
    version[13] = 2;
    assertEquals(
        "a section of version 2, which is not known, before the first frame", damage(version, 0));
    byte[] noOrder = section(BIG);
    noOrder[8] = 0;
    assertEquals("a section without a byte order, before the first frame", damage(noOrder, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a1", "a1b2c3d5", "50010000", "1f8b"})
  void whatIsNoCaptureIsRefused(String hex) {
    byte[] file = Bytes.bytes().hex(hex).get();
    assertThrows(IOException.class, () -> Decoding.read(file, CapturePorts.usual(), List.of()));
  }

  @Test
  void aLinkThatIsNotKnownIsToldOnce() {
    byte[] file =
        concat(
            section(BIG),
            networkInterface(BIG, 127, 0, new byte[0]),
            networkInterface(BIG, 1, 0, new byte[0]),
            enhanced(BIG, 0, 0, FRAME),
            enhanced(BIG, 0, 0, FRAME),
            enhanced(BIG, 1, 0, FRAME));
    List<DecodedMessage> messages = Decoding.all(file);
    assertEquals(2, messages.size());
    assertEquals("link type 127 is not known here", messages.get(0).error());
    assertEquals("frame", messages.get(0).protocol());
    assertFalse(messages.get(0).line().isBlank());
    assertEquals(3, messages.get(1).frame());
  }
}
