package io.timebridge.bridge.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sound and picture of one clap, sent by ffmpeg on loopback as two RTP streams with their reports,
 * and announced by SAP: 48 kHz L24 and 90 kHz raw video. The picture is put behind the sound.
 */
final class Ffmpeg implements AutoCloseable {
  private static final int SOUND = 0;
  private static final int SOUND_REPORTS = 1;
  private static final int PICTURE = 2;
  private static final int PICTURE_REPORTS = 3;
  private static final int ANNOUNCEMENTS = 4;

  /** Takes what arrives, with the host's UTC at that moment. */
  interface Receiver {
    void sound(ByteBuffer datagram);

    void soundReport(ByteBuffer datagram, long utcNanos);

    void picture(ByteBuffer datagram);

    void pictureReport(ByteBuffer datagram, long utcNanos);

    void announcement(ByteBuffer datagram);
  }

  private final List<DatagramChannel> channels = new ArrayList<>();
  private final Selector selector = Selector.open();
  private final int port;

  Ffmpeg() throws IOException {
    port = bindFour();
    channels.add(bind(0));
    for (int i = 0; i < channels.size(); i++) {
      channels.get(i).configureBlocking(false).register(selector, SelectionKey.OP_READ, i);
    }
  }

  /** Four ports in a row, the first one even: RTP, RTCP, RTP, RTCP. */
  private int bindFour() throws IOException {
    for (int first = 21_000; first < 31_000; first += 4) {
      try {
        for (int i = 0; i < 4; i++) {
          channels.add(bind(first + i));
        }
        return first;
      } catch (IOException taken) {
        closeChannels();
      }
    }
    throw new IOException("no four free ports in a row");
  }

  private static DatagramChannel bind(int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
      return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends for so long, the clap at a second of it, and hands over all that arrives. */
  void run(int seconds, int clapSecond, int pictureLateMillis, Receiver receiver)
      throws IOException {
    String sound =
        "aevalsrc=exprs='if(between(t,%1$d,%1$d.02),0.9*cos(2*PI*1000*t),0)':s=48000:d=%2$d"
            .formatted(clapSecond, seconds);
    String picture = "color=black:s=64x48:r=25:d=" + seconds;
    String clap =
        "drawbox=color=white:t=fill:enable='between(t,%d-0.001,%d+0.1)',setpts=PTS+%d/1000/TB"
            .formatted(clapSecond, clapSecond, pictureLateMillis);
    String to =
        "sap://127.0.0.1:%d?announce_addr=127.0.0.1&announce_port=%d"
            .formatted(
                port,
                ((InetSocketAddress) channels.get(ANNOUNCEMENTS).getLocalAddress()).getPort());
    List<String> command = new ArrayList<>(List.of(Tools.path("ffmpeg"), "-nostdin"));
    command.addAll(List.of("-loglevel", "warning"));
    command.addAll(List.of("-re", "-f", "lavfi", "-i", sound));
    command.addAll(List.of("-re", "-f", "lavfi", "-i", picture));
    command.addAll(List.of("-map", "0:a", "-c:a", "pcm_s24be", "-map", "1:v", "-vf", clap));
    command.addAll(List.of("-vsync", "passthrough"));
    command.addAll(List.of("-pix_fmt", "yuv422p10le", "-c:v", "bitpacked", "-f", "sap", to));
    try (Child ffmpeg = new Child("ffmpeg", new ProcessBuilder(command))) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
      Duration most = Duration.ofSeconds(seconds + 30L);
      Instant end = Instant.now().plus(most);
      while (ffmpeg.alive() && Instant.now().isBefore(end)) {
        selector.select(key -> receive(key, buffer, receiver), 200);
      }
      if (ffmpeg.awaitExit(Duration.ofSeconds(5)) != 0) {
        throw new AssertionError("ffmpeg failed" + ffmpeg.tail());
      }
    }
  }

  private void receive(SelectionKey key, ByteBuffer buffer, Receiver receiver) {
    try {
      buffer.clear();
      if (((DatagramChannel) key.channel()).receive(buffer) == null) {
        return;
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Instant now = Instant.now();
    long utc = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    buffer.flip();
    switch ((int) key.attachment()) {
      case SOUND -> receiver.sound(buffer);
      case SOUND_REPORTS -> receiver.soundReport(buffer, utc);
      case PICTURE -> receiver.picture(buffer);
      case PICTURE_REPORTS -> receiver.pictureReport(buffer, utc);
      default -> receiver.announcement(buffer);
    }
  }

  private void closeChannels() {
    for (DatagramChannel each : channels) {
      try {
        each.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    channels.clear();
  }

  @Override
  public void close() throws IOException {
    closeChannels();
    selector.close();
  }
}
