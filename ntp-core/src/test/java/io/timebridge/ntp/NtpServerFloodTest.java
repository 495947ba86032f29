package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.datagram;
import static io.timebridge.ntp.Requests.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ten million addresses, one packet each, at ten times what a server answers. */
final class NtpServerFloodTest {
  private static final AccessList EVERYONE = AccessList.everyone();
  private static final ServerTime GOOD = TestTime.good();
  private static final int FLOOD = 10_000_000;
  private static final int CAMERAS = 50;
  private static final long SECOND = 1_000_000_000L;

  /** 2,000,000 packets a second. */
  private static final long GAP_NANOS = 500;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Counts what each address got, without garbage for those it does not know. */
  private static final class Counting implements Outbox {
    private final ByteBuffer copy = ByteBuffer.allocate(200);
    private final int[] answers = new int[CAMERAS];
    private int longest;

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      longest = Math.max(longest, message.remaining());
      copy.put(0, message, 0, message.remaining());
      if (late != null) {
        late.fill(copy, 1);
      }
      if (route.remoteHigh() == 0) {
        answers[(int) route.remoteLow() & 0xFF]++;
      }
      return 0;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {}

    @Override
    public void setTimer(int timer, long localNanos) {}

    @Override
    public void cancelTimer(int timer) {}
  }

  @Test
  void honestClientsAreServedAndKnownAndNothingGrows() {
    Counting outbox = new Counting();
    RateLimit limit = new RateLimit(8 * SECOND, 8, 2, 3);
    NtpServer server =
        new NtpServer(
            outbox,
            () -> GOOD,
            new NtpServerConfig(
                () -> EVERYONE,
                -20,
                NtpKeys.none(),
                false,
                new NtpServerTables(limit, true, () -> 0x5EED)),
            7);
    Datagram packet = datagram(request(4, 3), Requests.CLIENT, 0);
    long now = 0;
    for (int round = 0; round < 20; round++) { // the cameras were there before
      now += 16 * SECOND;
      for (int camera = 0; camera < CAMERAS; camera++) {
        fromCamera(server, packet, camera, now);
      }
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    int asked = 0;
    for (int i = 0; i < FLOOD; i++) {
      now += GAP_NANOS;
      packet.route().setRemote(0x2001_0DB8_0000_0000L, i, 50_000, 0);
      packet.set(packet.payload(), packet.lane(), now, 0, packet.quality());
      server.received(packet);
      if (i % (FLOOD / 4) == 0) {
        asked++;
        for (int camera = 0; camera < CAMERAS; camera++) {
          fromCamera(server, packet, camera, now);
        }
      }
    }
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    assertTrue(allocated < 100_000, "octets allocated in the flood: " + allocated);
    for (int camera = 0; camera < CAMERAS; camera++) {
      assertEquals(20 + asked, outbox.answers[camera], "camera " + camera);
    }
    assertEquals(NtpPacket.LENGTH, outbox.longest);
    Map<Long, KnownClient> known = new HashMap<>();
    for (KnownClient client : server.clients()) {
      if (client.packets() > 4) {
        known.put((long) (client.address().getAddress()[3] & 0xFF), client);
      }
    }
    assertEquals(CAMERAS, known.size(), "the flood must not push the cameras out of the log");
    assertTrue(server.clients().size() <= 4096);
  }

  private static void fromCamera(NtpServer server, Datagram packet, int camera, long now) {
    packet.route().setRemote(0, 0xFFFF_C000_0200L | camera, 50_000, 0);
    packet.set(packet.payload(), packet.lane(), now, 0, packet.quality());
    server.received(packet);
  }

  @Test
  void greedyAddressIsHeldBackInTheFlood() {
    Counting outbox = new Counting();
    RateLimit limit = new RateLimit(8 * SECOND, 8, 15, 0);
    NtpServer server =
        new NtpServer(
            outbox,
            () -> GOOD,
            new NtpServerConfig(
                () -> EVERYONE,
                -20,
                NtpKeys.none(),
                false,
                new NtpServerTables(limit, false, () -> 0x5EED)),
            7);
    Datagram packet = datagram(request(4, 3), Requests.CLIENT, 0);
    long now = 0;
    for (int i = 0; i < FLOOD / 10; i++) {
      now += GAP_NANOS;
      packet.route().setRemote(0x2001_0DB8_0000_0000L, i, 50_000, 0);
      packet.set(packet.payload(), packet.lane(), now, 0, packet.quality());
      server.received(packet);
      if (i % 10 == 0) {
        fromCamera(server, packet, 1, now);
      }
    }
    assertTrue(outbox.answers[1] <= 8 + 8, "answers of 100,000: " + outbox.answers[1]);
  }
}
