package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.PortBench.Sent;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpMessage;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** SMPTE ST 2059-2's synchronisation metadata, sent and read. */
class MetadataTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final PortIdentity STRANGER = Packets.port(0x20);
  private static final SynchronizationMetadata SAID =
      new SynchronizationMetadata(30_000, 1_001, 4, 1, 3_563, 3_600, 1_806_195_637L, 0, 0, 0, 2, 0);

  private static final MasterTime TIME =
      new MasterTime() {
        @Override
        public long nanosAt(long localNanos) {
          return localNanos;
        }

        @Override
        public Claims claimsAt(long localNanos) {
          return new Claims(Packets.GOOD, Packets.TAI);
        }

        @Override
        public @Nullable SynchronizationMetadata metadataAt(long localNanos) {
          return SAID;
        }
      };

  private static PtpClock master(PtpProfile profile) {
    return PtpClock.master(
        "gm",
        PtpPortConfig.of(profile.withDomain(0)),
        PtpIdentity.configured(new ClockIdentity(0x99)),
        1,
        1,
        TIME,
        new SeededRandom(1));
  }

  @Test
  void aMasterOfTheProfileTellsEveryPortOnceASecond() {
    PtpClock master = master(PtpProfile.ST2059_2);
    PortBench bench = new PortBench(master, SECOND);
    bench.advance(5 * SECOND);
    assertEquals(PortState.MASTER, master.status().state());
    bench.sent.clear();
    bench.advance(10 * SECOND);
    List<Sent> sent = bench.sent(MessageType.MANAGEMENT);
    assertEquals(10, sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertEquals(Lane.GENERAL, sent.get(i).lane());
      assertEquals("224.0.1.129:320", sent.get(i).to());
      PtpMessage.Management message =
          (PtpMessage.Management) PtpMessage.read(sent.get(i).bytes().duplicate());
      assertEquals(ManagementAction.COMMAND.code(), message.actionField());
      assertEquals(0, message.boundaryHops());
      assertEquals(new PortIdentity(new ClockIdentity(-1), 0xFFFF), message.target());
      assertEquals(List.of(SAID), message.tlvs());
      int before = sent.get(Math.max(0, i - 1)).header().sequenceId();
      assertEquals(i == 0 ? 0 : 1, message.header().sequenceId() - before);
    }
    bench.receive(Packets.announce(Packets.port(1), 1)); // no better one, by priority1
    master.prioritise(255, 255, bench.now);
    bench.advance(SECOND / 4);
    bench.receive(Packets.announce(Packets.port(1), 2));
    assertEquals(PortState.PASSIVE, master.status().state());
    bench.sent.clear();
    bench.advance(SECOND / 2);
    assertEquals(0, bench.sent(MessageType.MANAGEMENT).size());
  }

  @Test
  void aMasterOfAnotherProfileTellsNothing() {
    PtpClock master = master(PtpProfile.AES67.withIntervals(0, -3, 0));
    PortBench bench = new PortBench(master, SECOND);
    bench.advance(20 * SECOND);
    assertEquals(PortState.MASTER, master.status().state());
    assertEquals(0, bench.sent(MessageType.MANAGEMENT).size());
  }

  @Test
  void aMasterThatMulticastsNothingDoesNotMulticastThemEither() {
    PtpProfile profile = PtpProfile.ST2059_2.withDomain(0);
    PtpClock master =
        PtpClock.master(
            "gm",
            PtpPortConfig.builder(profile).multicast(false).build(),
            PtpIdentity.configured(new ClockIdentity(0x99)),
            1,
            1,
            TIME,
            new SeededRandom(1));
    PortBench bench = new PortBench(master, SECOND);
    bench.advance(20 * SECOND);
    assertEquals(PortState.MASTER, master.status().state());
    assertEquals(0, bench.sent.size());
  }

  private static byte[] metadata(PortIdentity source, int sequenceId) {
    PtpMessage.Management message =
        new PtpMessage.Management(
            CommonHeader.of(MessageType.MANAGEMENT, 0, source, sequenceId, 0x7F),
            new PortIdentity(new ClockIdentity(-1), 0xFFFF),
            0,
            0,
            ManagementAction.COMMAND.code(),
            List.of(SAID));
    ByteBuffer packet = ByteBuffer.allocate(message.length());
    message.write(packet);
    return packet.array();
  }

  @Test
  void aFollowerReadsItsMastersAndForgetsThemWithIt() {
    PtpClock clock =
        PtpClock.follower(
            "f",
            PtpPortConfig.of(PtpProfile.ST2059_2.withDomain(0)),
            PtpIdentity.configured(new ClockIdentity(0x99)),
            new RecordingEstimator(),
            new SeededRandom(1));
    PortBench bench = new PortBench(clock, SECOND);
    bench.receive(metadata(MASTER, 1));
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_OUR_MASTER));
    bench.receive(Packets.announce(MASTER, 1));
    bench.advance(SECOND / 4);
    bench.receive(Packets.announce(MASTER, 2));
    assertEquals(MASTER, clock.status().parent());
    assertNull(clock.status().metadata());
    bench.receive(metadata(STRANGER, 1));
    assertNull(clock.status().metadata());
    bench.receive(metadata(MASTER, 2));
    assertEquals(SAID, clock.status().metadata());
    assertEquals(0, bench.sent(MessageType.MANAGEMENT).size()); // nobody answers it
    bench.advance(5 * SECOND);
    assertNull(clock.status().parent());
    assertNull(clock.status().metadata());
  }

  @Test
  void aBoundaryClockHandsThemOn() throws Exception {
    PtpPortConfig config = PtpPortConfig.of(PtpProfile.ST2059_2.withDomain(0));
    BoundaryNetwork net = new BoundaryNetwork(1, config);
    net.metadata = SAID;
    int first = net.segment();
    int second = net.segment();
    net.clock(1, 100, 6, 0).on(first);
    net.clock(2, 128, 248, 5).on(first).on(second);
    BoundaryNetwork.Clock last = net.clock(3, 128, 248, -5).on(second);
    net.run(20);
    assertEquals(SAID, last.ptp.status().metadata());
    assertTrue(last.ptp.status().parent() != null);
  }
}
