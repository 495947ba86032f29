package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.UnicastFollower.Grant;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a master's grants are kept in, against what the JDK has for it. */
class UnicastTablesTest {
  private final SeededRandom dice = new SeededRandom(3);

  private int pick(int bound) {
    return (int) dice.nextLong(bound);
  }

  @Test
  void theFirstThatIsDueIsFirstWhateverIsMovedOrTakenOut() {
    DueQueue queue = new DueQueue(64);
    List<Grant> in = new ArrayList<>();
    long start = Long.MAX_VALUE - 500; // local time may wrap
    for (int i = 0; i < 20_000; i++) {
      int what = pick(3);
      if (what == 0 && in.size() < 64) {
        Grant grant = new UnicastFollower().sync();
        in.add(grant);
        queue.put(grant, start + pick(1000));
      } else if (what == 1 && !in.isEmpty()) {
        queue.put(in.get(pick(in.size())), start + pick(1000));
      } else if (!in.isEmpty()) {
        Grant gone = in.remove(pick(in.size()));
        queue.remove(gone);
        queue.remove(gone); // nothing happens
      }
      assertEquals(in.size(), queue.size());
      Grant first = queue.first();
      if (in.isEmpty()) {
        assertNull(first);
      } else {
        long least =
            in.stream().min(Comparator.comparingLong(g -> g.dueLocal - start)).get().dueLocal;
        assertNotNull(first);
        assertEquals(least, first.dueLocal);
      }
    }
  }

  private static PtpHeader who(int identity) {
    PtpHeader header = new PtpHeader();
    header.wrap(ByteBuffer.allocate(MessageType.SIGNALING.length()));
    header.write(MessageType.SIGNALING, 0, Packets.port(identity), 0, 0, 0);
    return header;
  }

  @Test
  void whoIsAtWhichAddress() {
    FollowerTable table = new FollowerTable(100, 77);
    Map<List<Integer>, UnicastFollower> in = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      int host = pick(40);
      int identity = pick(4);
      Route from = new Route().setRemote(0, 0xFFFF_0A00_0000L + host, 320 + pick(9), 0);
      PtpHeader who = who(identity);
      UnicastFollower expected = in.get(List.of(host, identity));
      assertSame(expected, table.find(from, who), "whatever its UDP port is");
      assertEquals(in.keySet().stream().filter(k -> k.get(0) == host).count(), table.countAt(from));
      if (expected != null && pick(3) > 0) {
        table.remove(expected);
        in.remove(List.of(host, identity));
      } else if (expected == null && in.size() < 100) {
        in.put(List.of(host, identity), table.add(from, who));
      }
      assertEquals(in.size(), table.size());
    }
  }
}
