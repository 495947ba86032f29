package io.timebridge.bridge.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Sends many datagrams to one server, each from a port of its own, and gathers what comes back to
 * each: a line of hexadecimal digits or {@code -} for silence.
 */
final class Exchanger {
  private static final int AT_ONCE = 8;
  private static final Duration PACE = Duration.ofMillis(2);
  private static final Duration WAIT = Duration.ofMillis(1500);

  private Exchanger() {}

  /** Answers the lines of one file into another, asking from one of the host's addresses. */
  static String run(InetSocketAddress server, InetAddress from, Path requests, Path replies)
      throws IOException {
    List<String> lines = Files.readAllLines(requests);
    List<DatagramChannel> channels = new ArrayList<>();
    try {
      for (String line : lines) {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channels.add(channel);
        channel.bind(new InetSocketAddress(from, 0)).connect(server).configureBlocking(false);
        int unused = channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(line)));
        if (channels.size() % AT_ONCE == 0) {
          Await.pause(PACE);
        }
      }
      Await.pause(WAIT);
      List<String> heard = new ArrayList<>();
      for (DatagramChannel channel : channels) {
        heard.add(read(channel));
      }
      Files.write(replies, heard);
      return "sent " + lines.size();
    } finally {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static String read(DatagramChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2048);
    if (channel.receive(bytes) == null) {
      return "-";
    }
    return HexFormat.of().formatHex(bytes.array(), 0, bytes.position());
  }
}
