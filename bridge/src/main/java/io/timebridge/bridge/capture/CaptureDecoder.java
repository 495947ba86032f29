package io.timebridge.bridge.capture;

import io.timebridge.bridge.media.RtcpPacket;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the PTP, NTP and RTCP messages of a capture, one after the other. One thread.
 *
 * <p>PTP is known by its UDP ports and its type of Ethernet, NTP by its port. An RTCP sender report
 * is known by its structure ({@link RtcpPacket}).
 */
public final class CaptureDecoder {
  private final CaptureReader reader;
  private final CapturePorts ports;
  private final Layers layers = new Layers();
  private final NtpDecoder ntp = new NtpDecoder();
  private final RtcpPacket rtcp = new RtcpPacket();
  private final PtpDecoder ptp = new PtpDecoder();
  private final Deque<DecodedMessage> found = new ArrayDeque<>();
  private final Set<Integer> unknownLinkTypes = new HashSet<>();
  private @Nullable Instant begin;
  private long frames;

  private CaptureDecoder(CaptureReader reader, CapturePorts ports) {
    this.reader = reader;
    this.ports = ports;
  }

  /**
   * {@return a decoder of a capture file}
   *
   * @param in the file's octets, pcap or pcapng, perhaps made smaller by gzip; buffered by the
   *     caller, who closes it
   * @param ports where messages are looked for
   * @throws DamagedCaptureException if it is no capture
   * @throws IOException if it cannot be read
   */
  public static CaptureDecoder open(InputStream in, CapturePorts ports) throws IOException {
    return new CaptureDecoder(CaptureReader.open(in), ports);
  }

  /**
   * {@return the next message, or the next frame that cannot be read; null at the end of the file}
   *
   * @throws DamagedCaptureException if the file cannot be read any further
   * @throws IOException if it cannot be read
   */
  public @Nullable DecodedMessage next() throws IOException {
    while (found.isEmpty()) {
      Frame frame = reader.next();
      if (frame == null) {
        return null;
      }
      frames = frame.number();
      if (begin == null) {
        begin = frame.time();
      }
      decode(frame);
    }
    return found.remove();
  }

  /** {@return how many frames have been read} */
  public long frames() {
    return frames;
  }

  /** {@return the kinds of link that frames came from and that are not known: LINKTYPE_ numbers} */
  public Set<Integer> unknownLinkTypes() {
    return Set.copyOf(unknownLinkTypes);
  }

  private void decode(Frame frame) {
    if (frame.problem() != null && !frame.data().hasRemaining()) {
      unreadable(frame, frame.problem());
      return;
    }
    switch (layers.parse(frame)) {
      case PAYLOAD -> payload(frame);
      case BROKEN -> unreadable(frame, layers.problem());
      case UNKNOWN_LINK -> {
        if (unknownLinkTypes.add(frame.linkType())) {
          unreadable(frame, "link type " + frame.linkType() + " is not known here");
        }
      }
      case OTHER -> {
        if (frame.problem() != null) {
          unreadable(frame, frame.problem());
        }
      }
    }
  }

  private void payload(Frame frame) {
    ByteBuffer payload = layers.payload();
    if (!layers.isUdp()) {
      ptp(frame, payload);
      return;
    }
    int to = layers.destinationPort();
    int from = layers.sourcePort();
    if (ports.isPtp(to) || ports.isPtp(from)) {
      ptp(frame, payload);
    } else if (ports.isNtp(to) || ports.isNtp(from)) {
      Draft draft = begin(frame, "ntp");
      ntp.decode(payload, draft);
      end(frame, draft);
    } else if ((ports.mayBeRtcp(to) || ports.mayBeRtcp(from)) && isRtcp(payload)) {
      rtcp(frame, payload);
    } else if (frame.problem() != null) {
      unreadable(frame, frame.problem());
    }
  }

  /** RTCP has no port of its own: its structure tells, and a sender report comes first. */
  private boolean isRtcp(ByteBuffer payload) {
    return RtcpPacket.isCompound(payload) && rtcp.first(payload) && rtcp.isSenderReport();
  }

  private void ptp(Frame frame, ByteBuffer payload) {
    Draft draft = begin(frame, "ptp");
    if (PtpV1Decoder.isVersion1(payload)) {
      PtpV1Decoder.decode(payload, draft);
    } else {
      ptp.decode(payload, draft);
    }
    end(frame, draft);
  }

  private void rtcp(Frame frame, ByteBuffer payload) {
    for (boolean more = rtcp.first(payload); more; more = rtcp.next()) {
      if (rtcp.isSenderReport()) {
        Draft draft = begin(frame, "rtcp");
        RtcpDecoder.decode(payload, rtcp, draft);
        end(frame, draft);
      }
    }
  }

  private Draft begin(Frame frame, String protocol) {
    Draft draft = new Draft(protocol);
    draft.problem(frame.problem());
    draft.problem(layers.problem());
    Instant time = frame.time();
    if (time != null) {
      draft.fields().add("frame.time_epoch", seconds(time.getEpochSecond(), time.getNano()));
      Duration since = begin == null ? Duration.ZERO : Duration.between(begin, time);
      draft.say(seconds(since.getSeconds(), since.getNano()).toPlainString());
    }
    layers.describe(draft.fields());
    if (!layers.source().isEmpty()) {
      draft.say(layers.source(), ">", layers.destination());
    }
    return draft;
  }

  private static BigDecimal seconds(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
  }

  private void end(Frame frame, Draft draft) {
    found.add(
        new DecodedMessage(
            frame.number(),
            draft.protocol(),
            draft.fields().asMap(),
            draft.text(),
            draft.problem()));
  }

  private void unreadable(Frame frame, @Nullable String why) {
    found.add(DecodedMessage.unreadable(frame.number(), why == null ? "cannot be read" : why));
  }
}
