package io.timebridge.ptp;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The delay request-response mechanism of a follower: asks its master now and then, and pairs each
 * Delay_Req with its transmit stamp and its Delay_Resp, whichever comes first.
 */
final class DelayRequests {
  private static final int NONE = -1;

  private final PtpPort port;
  private final Estimator estimator;
  private final SeededRandom random;
  private final Measurement measurement = new Measurement();
  private final ByteBuffer out = Sending.room(MessageType.DELAY_REQ);
  private final PtpHeader outHeader = new PtpHeader();

  private int nextRequest;
  private int requestId = NONE;
  private long requestToken;
  private boolean requestLeft;
  private long requestLocal;
  private long requestWidth;
  private long requestEpoch;
  private StampQuality requestQuality = StampQuality.USER;
  private boolean answered;
  private long answerNanos;
  private int unanswered;
  private int logInterval;

  DelayRequests(PtpPort port, Estimator estimator, SeededRandom random) {
    this.port = port;
    this.estimator = estimator;
    this.random = random;
    this.nextRequest = (int) random.nextLong(0x10000);
    outHeader.wrap(out);
  }

  /** Another master is to be asked, from its first Sync on. */
  void start() {
    stop();
    unanswered = 0;
    logInterval = port.profile().logMinDelayReqInterval();
  }

  /** So often it may ask from now on. */
  void interval(int log) {
    logInterval = log;
  }

  void stop() {
    requestId = NONE;
    port.outbox().cancelTimer(PtpPort.TIMER_DELAY_REQ);
  }

  /** A Sync of the master came: the first one starts the asking. */
  void heardSync(long nowLocalNanos) {
    if (requestId == NONE) {
      port.outbox().setTimer(PtpPort.TIMER_DELAY_REQ, nowLocalNanos);
    }
  }

  /** Asks, and will again. */
  void expired(long nowLocalNanos) {
    if (requestId != NONE && !answered) {
      unanswered++;
    }
    requestId = nextRequest;
    nextRequest = nextRequest + 1 & 0xFFFF;
    requestLeft = false;
    requestEpoch = estimator.epoch();
    answered = false;
    out.clear().limit(MessageType.DELAY_REQ.length());
    Route alone = port.delayReqRoute();
    outHeader.write(
        MessageType.DELAY_REQ,
        port.profile().domainNumber(),
        port.identity(),
        requestId,
        alone == null ? 0 : PtpFlags.UNICAST,
        PtpHeader.LOG_INTERVAL_UNKNOWN);
    requestToken =
        alone == null
            ? port.sendEvent(out, MessageType.DELAY_REQ, requestId, null)
            : port.sending().event(out, MessageType.DELAY_REQ, null, alone);
    // Uniform between 0 and twice the mean, so that many followers do not ask at once.
    long wait = random.nextLong(2 * Intervals.nanos(logInterval));
    port.outbox().setTimer(PtpPort.TIMER_DELAY_REQ, nowLocalNanos + wait);
  }

  /** The master answered. */
  @Nullable PtpDropReason answered(DelayRespMessage answer) {
    if (answer.sequenceId() != requestId || answered) {
      return PtpDropReason.UNASKED;
    }
    answered = true;
    unanswered = 0;
    answerNanos = answer.receiveNanos() - Intervals.roundScaled(answer.correctionScaledNanos());
    if (Intervals.isSane(answer.logMessageInterval())) {
      logInterval = answer.logMessageInterval(); // the master's word counts
    }
    complete();
    return null;
  }

  void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    if (requestId != NONE && token == requestToken && !requestLeft) {
      requestLeft = true;
      requestLocal = localNanos;
      requestWidth = widthNanos;
      requestQuality = quality;
      complete();
    }
  }

  private void complete() {
    if (requestLeft && answered) {
      measurement.set(false, requestLocal, answerNanos, requestQuality, requestWidth, requestEpoch);
      estimator.measured(measurement);
    }
  }

  /** How many in a row had no answer. */
  int unanswered() {
    return unanswered;
  }
}
