package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Bytes.bytes;
import static io.timebridge.bridge.capture.Captures.concat;
import static io.timebridge.bridge.capture.Captures.enhanced;
import static io.timebridge.bridge.capture.Captures.networkInterface;
import static io.timebridge.bridge.capture.Captures.obsolete;
import static io.timebridge.bridge.capture.Captures.option;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Captures.section;
import static io.timebridge.bridge.capture.Captures.simple;
import static io.timebridge.bridge.capture.Frames.datagram;
import static io.timebridge.bridge.capture.Frames.ethernet;
import static io.timebridge.bridge.capture.Frames.ipv6;
import static io.timebridge.bridge.capture.Frames.ntpAnswer;
import static io.timebridge.bridge.capture.Frames.senderReport;
import static io.timebridge.bridge.capture.Frames.sourceDescription;
import static io.timebridge.bridge.capture.Frames.sync;
import static io.timebridge.bridge.capture.Frames.udp;
import static io.timebridge.bridge.capture.Frames.vlan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Captures with octets changed at random: nothing escapes, and it ends. */
class CaptureMutationTest {
  private static final byte[][] FRAMES = {
    datagram(319, 319, sync(1)),
    datagram(123, 123, concat(ntpAnswer(), bytes().hex("0104 0024").zeros(32).get())),
    datagram(123, 123, bytes().hex("16 81 0001 0615 0000 0000 0008 0001 9614 0002 8011").get()),
    datagram(5004, 5005, concat(senderReport(), sourceDescription(), senderReport())),
    ethernet(
        0x8100,
        vlan(
            5,
            0x86DD,
            ipv6(0, concat(bytes().hex("1100 0502 00000100").get(), udp(320, 320, sync(2)))))),
    ethernet(0x88F7, sync(3)),
    datagram(319, 319, concat(bytes().hex("00010001").get(), new byte[120])),
  };

  private static final byte[] PCAP = pcap(FRAMES);
  private static final byte[] PCAPNG = pcapng(ByteOrder.LITTLE_ENDIAN);

  private static byte[] pcapng(ByteOrder order) {
    byte[] file =
        concat(section(order), networkInterface(order, 1, 0, option(order, 9, new byte[] {9})));
    for (byte[] frame : FRAMES) {
      file = concat(file, enhanced(order, 0, 5, frame));
    }
    return concat(
        file,
        simple(order, FRAMES[0].length, FRAMES[0]),
        section(ByteOrder.BIG_ENDIAN),
        networkInterface(ByteOrder.BIG_ENDIAN, 1, 0, new byte[0]),
        obsolete(ByteOrder.BIG_ENDIAN, 0, 5, FRAMES[1]));
  }

  private static byte[] changed(byte[] file, List<Integer> changes, int cut) {
    byte[] copy = Arrays.copyOf(file, cut % 4 == 0 ? cut % file.length : file.length);
    for (int change : changes) {
      if (copy.length > 0) {
        copy[Math.floorMod(change >> 8, copy.length)] = (byte) change;
      }
    }
    return copy;
  }

  private static List<DecodedMessage> readAll(byte[] file) {
    List<DecodedMessage> messages = new ArrayList<>();
    try {
      Decoding.read(file, CapturePorts.usual(), messages);
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).length() > 3, e.toString());
    }
    return messages;
  }

  @Property(tries = 10_000)
  void nothingEscapes(
      @ForAll boolean classic,
      @ForAll @Size(max = 12) List<@IntRange Integer> changes,
      @ForAll @IntRange int cut) {
    byte[] file = changed(classic ? PCAP : PCAPNG, changes, cut);
    List<DecodedMessage> messages = readAll(file);
    // A frame takes 12 octets at least, and a report in it 28.
    assertTrue(messages.size() <= file.length / 12, () -> messages.size() + " messages");
    for (DecodedMessage message : messages) {
      assertTrue(message.json().startsWith("{\"frame\":" + message.frame() + ","));
      assertTrue(message.line().indexOf('\n') < 0, message.line());
    }
  }

  /** What is wrong with one frame changes nothing about the others. */
  @Property(tries = 2_000)
  void theOtherFramesAreReadAsBefore(
      @ForAll @IntRange(max = 6) int which,
      @ForAll @Size(min = 1, max = 12) List<@IntRange Integer> changes) {
    byte[][] frames = FRAMES.clone();
    frames[which] = changed(frames[which], changes, 1);
    List<String> before = others(pcap(FRAMES), which + 1);
    assertEquals(before, others(pcap(frames), which + 1));
    assertTrue(before.size() >= FRAMES.length - 1);
  }

  private static List<String> others(byte[] file, int without) {
    return Decoding.all(file).stream()
        .filter(message -> message.frame() != without)
        .map(DecodedMessage::json)
        .toList();
  }
}
