package io.timebridge.bridge.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * A program of its own that does inside a namespace what a test cannot do from outside: ask for a
 * page, ask or answer NTP, send datagrams. It takes one command a line and answers each with one
 * line, "ok …" or "error …"; so a test asks many times at the price of one JVM.
 */
final class Agent {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int FIRST_MILLIS = 10_000;
  private static final int GATHER_MILLIS = 300;
  private static final int NTP_LENGTH = 48;

  /** Seconds from 1900, where NTP counts from, to 1970. */
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  private Agent() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String answer;
      try {
        answer = "ok " + answer(line.split(" ", -1));
      } catch (IOException | RuntimeException e) {
        answer = "error " + e;
      }
      System.out.println(answer.replace('\n', ' ').replace('\r', ' '));
      System.out.flush();
    }
  }

  private static String answer(String[] words) throws IOException {
    return switch (words[0]) {
      case "get" -> get(words[1]);
      case "ntp" -> ntp(words[1]);
      case "serve" -> serve(Long.parseLong(words[1]));
      case "send" -> send(words[1], words[2], Integer.parseInt(words[3]), words[4]);
      case "ask" -> ask(words[1], words[2], Integer.parseInt(words[3]));
      case "blast" -> blast(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
      case "exchange" ->
          Exchanger.run(
              new InetSocketAddress(address(words[1]), 123),
              address(words[2]),
              Path.of(words[3]),
              Path.of(words[4]));
      case "flood" -> flood(words[1], words[2], Long.parseLong(words[3]), words[4], words[5]);
      default -> throw new IllegalArgumentException("unknown command " + words[0]);
    };
  }

  private static String get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String ntp(String server) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] request = new byte[NTP_LENGTH];
      request[0] = 0x23; // version 4, client
      long sent = ntpNow(0);
      ByteBuffer.wrap(request).putLong(40, sent);
      socket.send(new DatagramPacket(request, request.length, address(server), 123));
      byte[] bytes = new byte[1024];
      DatagramPacket answer = new DatagramPacket(bytes, bytes.length);
      socket.receive(answer);
      long arrived = ntpNow(0);
      ByteBuffer reply = ByteBuffer.wrap(bytes, 0, answer.getLength());
      if (answer.getLength() < NTP_LENGTH || reply.getLong(24) != sent) {
        throw new IOException("not an answer to the question");
      }
      long there = toNanos(reply.getLong(32) - sent);
      long back = toNanos(reply.getLong(40) - arrived);
      return "leap=%d stratum=%d rootDelay=%d dispersion=%d offsetNanos=%d delayNanos=%d"
          .formatted(
              (reply.get(0) & 0xff) >>> 6,
              reply.get(1) & 0xff,
              reply.getInt(4) & 0xffff_ffffL,
              reply.getInt(8) & 0xffff_ffffL,
              (there + back) / 2,
              there - back);
    }
  }

  /** Serves the host's time plus an offset on port 123: a server whose error is known. */
  private static String serve(long offsetNanos) throws IOException {
    DatagramSocket socket = new DatagramSocket(123);
    Thread server = new Thread(() -> serve(socket, offsetNanos), "ntp-server");
    server.setDaemon(true);
    server.start();
    return "serving";
  }

  private static void serve(DatagramSocket socket, long offsetNanos) {
    byte[] bytes = new byte[1024];
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    while (true) {
      try {
        packet.setLength(bytes.length);
        socket.receive(packet);
        ByteBuffer reply = ByteBuffer.wrap(bytes);
        long received = ntpNow(offsetNanos);
        long origin = reply.getLong(40);
        // Version 4, server; stratum 1; poll 0; precision 2^-20 s; no root delay or dispersion.
        reply.putInt(0, 0x24_01_00_ec).putInt(4, 0).putInt(8, 0).putInt(12, 0x47_50_53_00);
        reply.putLong(16, received).putLong(24, origin).putLong(32, received);
        reply.putLong(40, ntpNow(offsetNanos));
        packet.setLength(NTP_LENGTH);
        socket.send(packet);
      } catch (IOException e) {
        return;
      }
    }
  }

  private static String send(String device, String target, int port, String hex)
      throws IOException {
    try (MulticastSocket socket = open(device)) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      socket.send(new DatagramPacket(bytes, bytes.length, address(target), port));
      return "sent " + bytes.length;
    }
  }

  /**
   * Sends one datagram, waits for an answer and gathers what else answers for a while: "source:
   * text" each.
   */
  private static String ask(String device, String target, int port) throws IOException {
    StringJoiner answers = new StringJoiner(", ");
    try (MulticastSocket socket = open(device)) {
      socket.setSoTimeout(FIRST_MILLIS);
      socket.send(new DatagramPacket(new byte[] {'?'}, 1, address(target), port));
      byte[] bytes = new byte[1024];
      DatagramPacket answer = new DatagramPacket(bytes, bytes.length);
      while (true) {
        socket.receive(answer);
        String text = new String(bytes, 0, answer.getLength(), StandardCharsets.UTF_8);
        answers.add(answer.getAddress().getHostAddress() + ": " + text);
        answer.setLength(bytes.length);
        socket.setSoTimeout(GATHER_MILLIS);
      }
    } catch (SocketTimeoutException e) {
      return answers.toString();
    }
  }

  /** Sends as fast as it can. */
  private static String blast(String target, int port, int packets) throws IOException {
    InetAddress to = address(target);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < packets; i++) {
        socket.send(new DatagramPacket(new byte[1400], 1400, to, port));
      }
    }
    return "sent " + packets;
  }

  private static String flood(
      String device, String target, long seed, String packets, String grandmaster)
      throws IOException {
    try (MulticastSocket socket = open(device)) {
      Flood flood = new Flood(seed, HexFormat.of().parseHex(grandmaster), address(target));
      for (int left = Integer.parseInt(packets); left > 0; left--) {
        socket.send(flood.next());
        if (left % 16 == 0) {
          Await.pause(Duration.ofMillis(4));
        }
      }
      return flood.summary();
    }
  }

  /** Opens a socket whose multicast leaves by one interface and is not heard on this host. */
  private static MulticastSocket open(String device) throws IOException {
    NetworkInterface out = NetworkInterface.getByName(device);
    MulticastSocket socket = new MulticastSocket(new InetSocketAddress(0));
    socket.setNetworkInterface(out);
    socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
    return socket;
  }

  /** {@return an address, without asking any name server} */
  private static InetAddress address(String dotted) throws IOException {
    if (dotted.indexOf(':') >= 0) {
      return InetAddress.getByName(dotted); // a text with ':' is never looked up
    }
    String[] parts = dotted.split("\\.", -1);
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return InetAddress.getByAddress(bytes);
  }

  /** {@return the host's UTC plus an offset, as an NTP timestamp} */
  private static long ntpNow(long offsetNanos) {
    Instant now = Instant.now().plusNanos(offsetNanos);
    long fraction = ((long) now.getNano() << 32) / 1_000_000_000L;
    return (now.getEpochSecond() + NTP_TO_UNIX_SECONDS) << 32 | fraction;
  }

  /** {@return the difference of two NTP timestamps in nanoseconds} */
  private static long toNanos(long difference) {
    long seconds = difference >> 32;
    return seconds * 1_000_000_000L + (((difference & 0xffff_ffffL) * 1_000_000_000L) >>> 32);
  }
}
