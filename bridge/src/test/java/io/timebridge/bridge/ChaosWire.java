package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpTimestamp;
import io.timebridge.ptp.PtpMulticast;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What others see of a bridge: a host that has true time asks it by NTP and by PTP each second, and
 * holds what the packets say against the truth and against what they claim.
 *
 * <p>No packet arrives before it left: a time stamp that the bridge took of one that came is later
 * than when that was sent, and one of an answer is earlier than when that came, but for what the
 * bridge says that it may be wrong by (NTP: root dispersion and half the root delay; PTP: the
 * clockAccuracy that it announced last). So both signs of an error show, whatever the network does.
 */
final class ChaosWire {
  private static final int ASK = 0;

  /** What is announced once a second may be older than what it tells of. */
  private static final double ANNOUNCED_SECONDS = 3;

  /** A leap second is announced that long ahead. */
  private static final double NOTICE_SECONDS = 12 * 3_600;

  private static final double STARTED_SECONDS = 60;

  /** Near a leap second, UTC is ambiguous, and who announces it stops. */
  private static final double NEAR_SECONDS = 5;

  private final SimulatedBridge bridge;
  private final int domain;
  private final double leapAt;
  private final boolean leaps;
  private final Consumer<String> complain;
  private final PortIdentity self = new PortIdentity(new ClockIdentity(0xC0FFEEL), 1);

  long ntpAnswers;
  long ntpBeyond;
  long ptpStamps;
  long ptpBeyond;
  long ptpBackwards;
  private boolean wrongLeap;

  /**
   * Watches from now on.
   *
   * @param domain the domain that the bridge serves
   * @param leapAt when the midnight is, true seconds
   * @param leaps whether there is a leap second then
   * @param complain told of what is wrong
   */
  ChaosWire(
      SimulatedBridge bridge, int domain, double leapAt, boolean leaps, Consumer<String> complain)
      throws IOException {
    this.bridge = bridge;
    this.domain = domain;
    this.leapAt = leapAt;
    this.leaps = leaps;
    this.complain = complain;
    Transport host = bridge.perfectHost();
    host.attach(Binding.unicast(bridge.nextAddress(), 10_123), Asker::new);
    host.attach(bridge.binding(), Listener::new);
  }

  /** Of the answers that claimed a time, those whose claim was true. */
  double ntpWithinBound() {
    return 1 - (double) ntpBeyond / ntpAnswers;
  }

  /** Of the time stamps of which something was claimed, those whose claim was true. */
  double ptpWithinClaim() {
    return 1 - (double) ptpBeyond / ptpStamps;
  }

  private double now() {
    return bridge.seconds();
  }

  /** Before most sources were heard, nobody knows of a leap second. */
  private boolean justStarted() {
    return now() < STARTED_SECONDS;
  }

  private boolean nearTheLeap() {
    return Math.abs(now() - leapAt) < NEAR_SECONDS;
  }

  /** A client that asks once a second. */
  private final class Asker implements Engine {
    private final Outbox outbox;
    private final Route server = Route.to(new InetSocketAddress(bridge.address, 123));
    private final NtpPacket packet = new NtpPacket();
    private final ByteBuffer buffer = ByteBuffer.allocate(NtpPacket.LENGTH);
    private long count;
    private long sentUtc;

    Asker(Outbox outbox) {
      this.outbox = outbox;
    }

    @Override
    public void started(long nowLocalNanos) {
      outbox.setTimer(ASK, nowLocalNanos + SECOND);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      buffer.clear();
      packet.wrap(buffer, 0);
      NtpPacket unused =
          packet
              .leapVersionMode(NtpPacket.LEAP_NONE, NtpPacket.VERSION, NtpPacket.MODE_CLIENT)
              .transmitTimestamp(++count);
      sentUtc = bridge.utc();
      outbox.sendEvent(buffer, server, null);
      outbox.setTimer(ASK, nowLocalNanos + SECOND);
    }

    @Override
    public void received(Datagram datagram) {
      NtpPacket answer = new NtpPacket().wrap(datagram.payload(), datagram.payload().position());
      if (answer.originTimestamp() != count) {
        return; // late: of a request before the last
      }
      if (answer.leapIndicator() == NtpPacket.LEAP_UNKNOWN) {
        return;
      }
      ntpAnswers++;
      if (nearTheLeap()) {
        return;
      }
      long bound =
          NtpTimestamp.fromShortBits(answer.rootDispersion())
              + NtpTimestamp.fromShortBits(answer.rootDelay()) / 2;
      long early = sentUtc - NtpTimestamp.toUtcNanos(answer.receiveTimestamp());
      long late = NtpTimestamp.toUtcNanos(answer.transmitTimestamp()) - bridge.utc();
      if (Math.max(early, late) > bound) {
        ntpBeyond++;
      }
    }

    @Override
    public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {}
  }

  /** One that listens to the domain and asks for the delay once a second. */
  private final class Listener implements Engine {
    private final Outbox outbox;
    private final Route group = Route.to(new InetSocketAddress(PtpMulticast.PRIMARY_IPV4, 319));
    private int sequence;
    private long askedTai;
    private @Nullable AnnounceMessage announced;
    private int lastSync = -1;
    private long lastOrigin;

    /** Of a two-step Sync, when it came. */
    private int cameSequence = -1;

    private long cameTai;

    Listener(Outbox outbox) {
      this.outbox = outbox;
    }

    @Override
    public void started(long nowLocalNanos) {
      outbox.setTimer(ASK, nowLocalNanos + SECOND);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      sequence = (sequence + 1) & 0xFFFF;
      CommonHeader header = CommonHeader.of(MessageType.DELAY_REQ, domain, self, sequence, 0x7F);
      PtpMessage request = new PtpMessage.DelayReq(header, 0, List.of());
      ByteBuffer bytes = ByteBuffer.allocate(request.length());
      request.write(bytes);
      askedTai = bridge.tai();
      outbox.sendEvent(bytes.flip(), group, null);
      outbox.setTimer(ASK, nowLocalNanos + SECOND);
    }

    @Override
    public void received(Datagram datagram) {
      ByteBuffer payload = datagram.payload();
      if (PtpCheck.check(payload) != null) {
        return;
      }
      PtpMessage message = PtpMessage.read(payload);
      if (message.header().domainNumber() != domain) {
        return;
      }
      int number = message.header().sequenceId();
      if (message instanceof AnnounceMessage announce) {
        announced = announce;
        judge(announce);
      } else if (message instanceof PtpMessage.Sync && datagram.lane() == Lane.EVENT) {
        cameSequence = number;
        cameTai = bridge.tai();
      } else if (message instanceof PtpMessage.FollowUp followUp) {
        left(number, followUp.preciseOriginNanos());
      } else if (message instanceof PtpMessage.DelayResp response
          && response.requestingPort().equals(self)
          && number == sequence) {
        hold(askedTai - response.receiveNanos());
      }
    }

    private void left(int number, long origin) {
      boolean newer = lastSync < 0 || (short) (number - lastSync) > 0;
      if (newer) {
        if (lastSync >= 0 && origin <= lastOrigin) {
          ptpBackwards++;
          complain.accept("PTP went back by " + (lastOrigin - origin) + " ns");
        }
        lastSync = number;
        lastOrigin = origin;
      }
      if (number == cameSequence) {
        hold(origin - cameTai);
      }
    }

    /** A stamp that is so much too late, or too early, at least. */
    private void hold(long wrongNanos) {
      AnnounceMessage last = announced;
      long accuracy = last == null ? -1 : last.grandmasterClockQuality().accuracyNanos();
      if (accuracy < 0) {
        return;
      }
      ptpStamps++;
      if (wrongNanos > accuracy) {
        ptpBeyond++;
      }
    }

    private void judge(AnnounceMessage announce) {
      if (!announce.timeProperties().currentUtcOffsetValid() || nearTheLeap() || justStarted()) {
        return;
      }
      long offset = Math.round((bridge.tai() - bridge.utc()) / (double) SECOND);
      double ahead = leapAt - now();
      boolean edge = Math.abs(ahead - NOTICE_SECONDS) < ANNOUNCED_SECONDS;
      boolean expected = leaps && ahead > 0 && ahead <= NOTICE_SECONDS;
      BiPredicate<Boolean, Boolean> differ = (said, so) -> !edge && !said.equals(so);
      boolean wrong =
          announce.timeProperties().currentUtcOffset() != offset
              || differ.test(announce.timeProperties().leap61(), expected)
              || announce.timeProperties().leap59();
      if (wrong && !wrongLeap) {
        complain.accept("PTP announces " + announce.timeProperties() + ", TAI − UTC is " + offset);
      }
      wrongLeap = wrong;
    }

    @Override
    public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {}
  }
}
