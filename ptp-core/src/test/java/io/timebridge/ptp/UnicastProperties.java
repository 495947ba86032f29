package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.Tlv;
import io.timebridge.ptp.wire.UnicastTlv;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is asked for, by whomever: what is granted stays within the limits, and what is granted
 * is sent, as often as was granted and no longer. Stamps come late, some never.
 */
class UnicastProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final PortIdentity US = Packets.port(0x10);
  private static final MessageType[] TYPES = {
    MessageType.ANNOUNCE, MessageType.SYNC, MessageType.DELAY_RESP, MessageType.PDELAY_RESP
  };

  /** What a requester was told. */
  private record Told(int log, long fromLocal, long untilLocal) {}

  private record Key(int host, MessageType type) {}

  @Property(seed = "20261126", tries = 60)
  void grantsStayWithinTheLimitsAndAreKept(@ForAll long seed) {
    new Run(seed).play();
  }

  private static final class Run {
    final SeededRandom dice;
    final UnicastService limits;
    final PtpClock clock;
    final PortBench bench;
    final Map<Key, Told> told = new HashMap<>();
    final List<PortBench.Sent> unstamped = new ArrayList<>();
    final List<Long> sentAt = new ArrayList<>(); // by the place in the bench's list
    int seen;

    Run(long seed) {
      dice = new SeededRandom(seed);
      limits = new UnicastService(1 + pick(20), 1 + pick(3), 1 + pick(200), 10 + pick(20));
      PtpPortConfig config =
          PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, 0, 0))
              .unicastService(limits)
              .multicast(false)
              .build();
      MasterTime time = new SteadyTime(1_000 * SECOND);
      PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(0x10));
      clock = PtpClock.master("gm", config, identity, 100, 128, time, dice.split());
      bench = new PortBench(clock, dice.nextLong(1L << 40));
    }

    int pick(int bound) {
      return (int) dice.nextLong(bound);
    }

    void play() {
      pass(5 * SECOND);
      for (int i = 0; i < 150; i++) {
        if (pick(4) == 0) {
          pass(dice.nextLong(3 * SECOND));
        } else {
          ask();
        }
        checkLimits();
      }
      pass(60 * SECOND);
      told.forEach(this::checkKept);
      assertEquals(0, clock.unicastFollowers());
      assertEquals(0, clock.unicastGrants());
    }

    private void ask() {
      int host = 30 + pick(40);
      boolean named = pick(3) > 0;
      MessageType type = TYPES[pick(TYPES.length)];
      Tlv tlv =
          pick(8) == 0
              ? UnicastPackets.cancel(type)
              : UnicastPackets.request(type, pick(14) - 8, pick(40));
      bench.receive(
          UnicastPackets.signaling(
              Packets.port(0x1000 + host), named ? US : UnicastPackets.ALL, tlv),
          PortBench.address(host));
      for (; seen < bench.sent.size(); seen++) {
        sentAt.add(bench.now);
      }
      Tlv answer = UnicastPackets.read(bench.lastSent(MessageType.SIGNALING)).tlvs().get(0);
      Key key = new Key(host, type);
      @Nullable Told before = told.get(key);
      if (answer instanceof UnicastTlv.Grant grant && grant.durationField() > 0) {
        assertTrue(grant.durationField() <= limits.maxDurationSeconds());
        long until = bench.now + grant.durationField() * SECOND;
        long from = bench.now;
        if (before != null
            && before.log == grant.logInterMessagePeriod()
            && before.untilLocal > bench.now) {
          until = Math.max(until, before.untilLocal);
          from = before.fromLocal;
        } else {
          end(key, before);
        }
        told.put(key, new Told(grant.logInterMessagePeriod(), from, until));
      } else if (answer instanceof UnicastTlv.AcknowledgeCancel && before != null) {
        end(key, before);
        told.remove(key);
      }
    }

    /** What was told holds no more from now on, or has ended already. */
    private void end(Key key, @Nullable Told before) {
      if (before != null) {
        long until = Math.min(before.untilLocal, bench.now);
        checkKept(key, new Told(before.log, before.fromLocal, until));
      }
    }

    private void checkLimits() {
      int strangers = limits.strangers();
      assertTrue(clock.unicastFollowers() <= limits.followers() + strangers);
      assertTrue(clock.unicastGrants() <= 3 * clock.unicastFollowers());
      double rate = 0;
      for (Map.Entry<Key, Told> each : told.entrySet()) {
        if (each.getValue().untilLocal > bench.now) {
          double messages = Math.pow(2, -each.getValue().log);
          rate += each.getKey().type == MessageType.SYNC ? 2 * messages : messages;
        }
      }
      assertTrue(rate <= limits.messagesPerSecond(), rate + " a second");
    }

    private void checkKept(Key key, Told what) {
      if (key.type != MessageType.ANNOUNCE && key.type != MessageType.SYNC) {
        return;
      }
      int port = key.type == MessageType.SYNC ? 319 : 320;
      String to = PortBench.address(key.host).getHostAddress() + ":" + port;
      int count = 0;
      for (int i = 0; i < bench.sent.size(); i++) {
        PortBench.Sent sent = bench.sent.get(i);
        long at = sentAt.get(i);
        if (sent.type() == key.type
            && sent.to().equals(to)
            && at >= what.fromLocal
            && at <= what.untilLocal) {
          count++;
        }
      }
      double due = (what.untilLocal - what.fromLocal) / 1e9 * Math.pow(2, -what.log);
      // A stamp that never comes holds its successors up for a moment.
      assertEquals(due, count, 2 + due / 20, key + " " + what);
    }

    private void pass(long nanos) {
      for (long end = bench.now + nanos; bench.now < end; ) {
        bench.advanceTo(Math.min(end, bench.now + MILLI));
        for (; seen < bench.sent.size(); seen++) {
          sentAt.add(bench.now);
          if (bench.sent.get(seen).lane() == Lane.EVENT && pick(50) > 0) {
            unstamped.add(bench.sent.get(seen));
          }
        }
        // A stamp takes some milliseconds now and then.
        while (!unstamped.isEmpty() && pick(3) > 0) {
          bench.transmitted(unstamped.remove(0), bench.now);
        }
        assertTrue(unstamped.size() <= SyncsInFlight.WINDOW, unstamped.size() + " wait");
      }
    }
  }
}
