package io.timebridge.bridge.interop;

import io.timebridge.clock.SeededRandom;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that is a GNSS receiver without a pulse, on a TCP port of loopback: each second its
 * sentences, 20 ms after the second by the host's clock and up to 0.5 ms later. By a word on its
 * standard input it loses its fix ({@code void}) or has it again ({@code fix}).
 */
final class NmeaReceiver {
  static final int PORT = 5_000;
  static final int LATE_MICROS = 20_000;

  private static final int JITTER_MICROS = 500;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss'.00'");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("ddMMyy");
  private static final DateTimeFormatter LONG_DATE = DateTimeFormatter.ofPattern("dd,MM,yyyy");

  private static volatile boolean fix = true;

  private NmeaReceiver() {}

  static Child start(Host host) {
    return host.startJava("receiver", NmeaReceiver.class);
  }

  public static void main(String[] args) throws IOException {
    Thread listener = new Thread(NmeaReceiver::obey, "words");
    listener.setDaemon(true);
    listener.start();
    try (ServerSocket server = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
      System.out.println("listening");
      SeededRandom random = new SeededRandom(1);
      while (true) {
        try (Socket gpsd = server.accept()) {
          speak(gpsd.getOutputStream(), random);
        } catch (IOException e) {
          System.out.println("gpsd went away: " + e.getMessage());
        }
      }
    }
  }

  private static void obey() {
    try (BufferedReader words =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String word = words.readLine(); word != null; word = words.readLine()) {
        fix = word.equals("fix");
      }
    } catch (IOException e) {
      System.out.println("no more words: " + e.getMessage());
    }
  }

  private static void speak(OutputStream to, SeededRandom random) throws IOException {
    while (true) {
      long second = Math.floorDiv(micros(), 1_000_000) + 1;
      long due = second * 1_000_000 + LATE_MICROS + random.nextLong(JITTER_MICROS);
      for (long left = due - micros(); left > 0; left = due - micros()) {
        LockSupport.parkNanos(left * 1_000);
      }
      to.write(sentences(second).getBytes(StandardCharsets.US_ASCII));
      to.flush();
    }
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  private static String sentences(long second) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    String at = TIME.format(time);
    String date = DATE.format(time);
    String zda = sentence("GPZDA,%s,%s,00,00".formatted(at, LONG_DATE.format(time)));
    return fix
        ? sentence("GPRMC,%s,A,4807.038,N,01131.000,E,0.0,0.0,%s,,,A".formatted(at, date))
            + sentence("GPGGA,%s,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,".formatted(at))
            + sentence("GPGSA,A,3,04,05,09,12,24,25,29,31,,,,,1.8,1.0,1.5")
            + zda
        : sentence("GPRMC,%s,V,,,,,,,%s,,,N".formatted(at, date))
            + sentence("GPGGA,%s,,,,,0,00,99.99,,,,,,".formatted(at))
            + sentence("GPGSA,A,1,,,,,,,,,,,,,99.99,99.99,99.99")
            + zda;
  }

  private static String sentence(String text) {
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      sum ^= text.charAt(i);
    }
    return String.format(Locale.ROOT, "$%s*%02X\r\n", text, sum);
  }
}
