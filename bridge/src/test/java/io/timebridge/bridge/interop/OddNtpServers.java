package io.timebridge.bridge.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A program of its own: an NTP server of stratum 1 and the host's time at each of the addresses in
 * its arguments, each of which can be made to misbehave. A line of input is "ADDRESS WORD [VALUE]"
 * and answered with "ok" when it holds:
 *
 * <ul>
 *   <li>{@code honest};
 *   <li>{@code ahead N}: N nanoseconds ahead of the host;
 *   <li>{@code silent}: gives no answer;
 *   <li>{@code kiss CODE}: answers with a kiss-o'-death;
 *   <li>{@code leap N}: announces by this leap indicator.
 * </ul>
 */
final class OddNtpServers {
  private static final int LENGTH = 48;
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  private OddNtpServers() {}

  /** {@return four of them on a host of the first wire, 10.77.1.21 to 10.77.1.24, all honest} */
  static Child start(Host host, Duration within) {
    String[] addresses = new String[4];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = "10.77.1." + (21 + i);
      host.ip("addr", "add", addresses[i] + "/24", "dev", host.device());
    }
    Child servers = host.startJava("servers", OddNtpServers.class, addresses);
    servers.awaitLine("ready", within);
    return servers;
  }

  /** How a server behaves. */
  private record Manner(long aheadNanos, boolean silent, String kiss, int leap) {
    static Manner of(String[] words) {
      return switch (words[1]) {
        case "honest" -> new Manner(0, false, "", 0);
        case "ahead" -> new Manner(Long.parseLong(words[2]), false, "", 0);
        case "silent" -> new Manner(0, true, "", 0);
        case "kiss" -> new Manner(0, false, words[2], 3);
        case "leap" -> new Manner(0, false, "", Integer.parseInt(words[2]));
        default -> throw new IllegalArgumentException(words[1]);
      };
    }
  }

  private static final class Server extends Thread {
    private final DatagramSocket socket;
    private volatile Manner manner = new Manner(0, false, "", 0);

    Server(String address) throws IOException {
      socket = new DatagramSocket(123, InetAddress.getByName(address));
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] bytes = new byte[LENGTH];
      DatagramPacket packet = new DatagramPacket(bytes, LENGTH);
      try {
        while (true) {
          packet.setLength(LENGTH);
          socket.receive(packet);
          Manner now = manner;
          if (!now.silent()) {
            answer(ByteBuffer.wrap(bytes), now);
            socket.send(packet);
          }
        }
      } catch (SocketException e) {
        System.out.println("ended: " + e);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private static void answer(ByteBuffer packet, Manner manner) {
      long received = ntpNow(manner.aheadNanos());
      boolean kiss = !manner.kiss().isEmpty();
      packet.putLong(24, packet.getLong(40));
      packet.put(0, (byte) (manner.leap() << 6 | 4 << 3 | 4)).put(1, (byte) (kiss ? 0 : 1));
      packet.put(2, (byte) 0).put(3, (byte) -20).putInt(4, 0).putInt(8, 0);
      packet.put(12, (kiss ? manner.kiss() : "GPS\0").getBytes(StandardCharsets.US_ASCII));
      packet.putLong(16, received).putLong(32, received);
      packet.putLong(40, ntpNow(manner.aheadNanos()));
    }
  }

  private static long ntpNow(long aheadNanos) {
    Instant now = Instant.now().plusNanos(aheadNanos);
    long fraction = ((long) now.getNano() << 32) / 1_000_000_000L;
    return (now.getEpochSecond() + NTP_TO_UNIX_SECONDS) << 32 | fraction;
  }

  public static void main(String[] addresses) throws IOException {
    Map<String, Server> servers = new HashMap<>();
    for (String each : addresses) {
      Server server = new Server(each);
      servers.put(each, server);
      server.start();
    }
    System.out.println("ready");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      Server server = servers.get(words[0]);
      if (server == null) {
        throw new IllegalArgumentException("no server at " + words[0]);
      }
      server.manner = Manner.of(words);
      System.out.println("ok");
    }
  }
}
