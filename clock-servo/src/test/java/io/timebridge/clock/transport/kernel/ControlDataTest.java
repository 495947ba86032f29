package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.transport.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlDataTest {
  private final ByteBuffer memory = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
  private final ControlData control = new ControlData();

  private int put(int at, int level, int type, long... words) {
    memory.putLong(at, 16 + 8L * words.length).putInt(at + 8, level).putInt(at + 12, type);
    for (int i = 0; i < words.length; i++) {
      memory.putLong(at + 16 + 8 * i, words[i]);
    }
    return at + 16 + 8 * words.length;
  }

  private void putPacketInfo(int at, int index, int local, int arrived) {
    put(at, LibC.IPPROTO_IP, LibC.IP_PKTINFO, 0, 0);
    memory.putLong(at, 28).putInt(at + 16, index);
    ControlData.putBigEndian(memory, at + 20, local);
    ControlData.putBigEndian(memory, at + 24, arrived);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void stampAndAddressesOfAReceivedPacket(int start) {
    int at = put(start, LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, 1_700_000_000L, 5, 0, 0, 0, 0);
    putPacketInfo(at, 3, 0x0A4D0101, 0xE0000181);
    control.read(memory, start, at + 32 - start);
    assertEquals(1_700_000_000_000_000_005L, control.stampRealNanos());
    assertEquals(3, control.interfaceIndex());
    assertEquals(0xFFFF_0A4D_0101L, control.localLow());
    assertEquals(0xFFFF_E000_0181L, control.arrivedLow());
    assertFalse(control.isTransmitStamp());
  }

  @ParameterizedTest
  @CsvSource({"0, 11, 4, true", "41, 25, 4, true", "0, 11, 2, false"})
  void numberOfATransmitStamp(int level, int type, int origin, boolean isStamp) {
    int at = put(0, LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, 1, 2, 0, 0, 0, 0);
    int end = put(at, level, type, 0, 0);
    memory.put(at + 20, (byte) origin).putInt(at + 28, -2);
    control.read(memory, 0, end);
    assertEquals(isStamp, control.isTransmitStamp());
    assertEquals(-2, control.transmitId());
    assertEquals(1_000_000_002L, control.stampRealNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8, 15, -1, Long.MIN_VALUE})
  void lengthThatCannotBeEndsTheReading(long length) {
    memory.putLong(0, length);
    control.read(memory, 0, 256);
    assertEquals(ControlData.NO_STAMP, control.stampRealNanos());
  }

  @ParameterizedTest
  @CsvSource({"10.77.1.2, 319", "255.255.255.255, 65535", "ff02::6b, 320", "2001:db8::1, 0"})
  void addressIsReadAsItWasWritten(String address, int port) throws Exception {
    InetAddress inet = InetAddress.getByName(address);
    Route route = Route.to(new InetSocketAddress(inet, port));
    int length = SocketAddress.write(memory, 32, route);
    byte[] written = new byte[length];
    memory.get(32, written);
    assertEquals(length, SocketAddress.write(memory, 32, inet, port));
    byte[] bound = new byte[length];
    memory.get(32, bound);
    assertEquals(ByteBuffer.wrap(written), ByteBuffer.wrap(bound));
    assertEquals(route.isIpv4() ? 16 : 28, length);
    Route read = new Route();
    SocketAddress.read(memory, 32, read);
    assertEquals(new InetSocketAddress(inet, port), read.remote());
    assertEquals(port, SocketAddress.port(memory, 32));
    assertTrue(memory.getShort(32) == (route.isIpv4() ? 2 : 10));
  }
}
