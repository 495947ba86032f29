package io.timebridge.clock.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Netty's epoll transport does all that others do; a server's batches are whole. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class EpollTransportTest extends TransportContract {
  private static final int QUESTIONS = 200; // three batches, and less than a socket's queue holds

  /** A stamp is the expected departure: of a batch's last packet this much ahead at most. */
  private static final long MOST_AHEAD = 64 * 20_000;

  @Override
  Transport open(String threadName) {
    return new NettyTransport(LocalClock.monotonic(), threadName, new EpollIo());
  }

  @Override
  StampQuality quality() {
    return StampQuality.USER;
  }

  @Test
  void everyRequestOfABatchGetsItsOwnAnswerInOrder() throws Exception {
    int port = freePort();
    try (Transport transport = open("server");
        DatagramSocket client = new DatagramSocket(0, ONE)) {
      TestEngine server = new TestEngine(transport);
      long before = transport.clock().localNanos();
      LateStamp late =
          new LateStamp(
              0,
              StampFormat.NTP,
              local -> local,
              (message, local) -> message.putInt(0, message.getInt(8)).putLong(4, local - before));
      server.onReceived =
          datagram ->
              server
                  .outbox()
                  .sendEvent(
                      ByteBuffer.allocate(12).putInt(8, datagram.payload().getInt(0)),
                      datagram.route(),
                      late);
      server.attach(Binding.unicast(ONE, port));
      BlockingQueue<Boolean> sent = new LinkedBlockingQueue<>();
      // While the thread is held here, all of them gather in the socket's queue.
      transport.execute(() -> sent.add(sendAll(client, ONE, port)));
      assertEquals(true, sent.poll(10, TimeUnit.SECONDS));
      client.setSoTimeout(10_000);
      DatagramPacket answer = new DatagramPacket(new byte[64], 64);
      for (int i = 0; i < QUESTIONS; i++) {
        client.receive(answer);
        ByteBuffer bytes = ByteBuffer.wrap(answer.getData(), 0, answer.getLength());
        assertEquals(12, bytes.remaining());
        assertEquals(i, bytes.getInt(0));
        long stampedAfter = bytes.getLong(4);
        long after = transport.clock().localNanos() - before;
        assertTrue(
            stampedAfter > 0 && stampedAfter < after + MOST_AHEAD,
            () -> stampedAfter + " " + after);
      }
    }
  }

  /** Its dependent fails for one of two: the other is answered, and the batches after it, too. */
  @Test
  void answerWhoseStampFailsTakesNoOtherAlong() throws Exception {
    int port = freePort();
    try (Transport transport = open("server");
        DatagramSocket client = new DatagramSocket(0, ONE)) {
      TestEngine server = new TestEngine(transport);
      LateStamp late =
          new LateStamp(
              4,
              StampFormat.NTP,
              local -> local,
              (message, local) -> {
                if (message.getInt(0) == 2) {
                  throw new IllegalStateException("on purpose");
                }
              });
      server.onReceived =
          datagram ->
              server
                  .outbox()
                  .sendEvent(
                      ByteBuffer.allocate(12).putInt(0, datagram.payload().getInt(0)),
                      datagram.route(),
                      late);
      server.attach(Binding.unicast(ONE, port));
      client.setSoTimeout(10_000);
      DatagramPacket answer = new DatagramPacket(new byte[64], 64);
      for (int i = 1; i <= 4; i++) {
        byte[] question = ByteBuffer.allocate(48).putInt(0, i).array();
        client.send(new DatagramPacket(question, question.length, ONE, port));
      }
      for (int i : new int[] {1, 3, 4}) {
        client.receive(answer);
        assertEquals(i, ByteBuffer.wrap(answer.getData()).getInt(0));
      }
    }
  }

  private static boolean sendAll(DatagramSocket client, InetAddress to, int port) {
    try {
      for (int i = 0; i < QUESTIONS; i++) {
        byte[] question = ByteBuffer.allocate(48).putInt(0, i).array();
        client.send(new DatagramPacket(question, question.length, to, port));
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void datagramThatMayHaveBeenCutIsPassedOver() throws Exception {
    try (Transport transport = open("server");
        DatagramSocket client = new DatagramSocket(0, ONE)) {
      int port = freePort();
      TestEngine server = new TestEngine(transport).attach(Binding.unicast(ONE, port));
      for (String text : new String[] {"x".repeat(3000), "x".repeat(2048), "y".repeat(2047)}) {
        client.send(new DatagramPacket(text.getBytes(US_ASCII), text.length(), ONE, port));
      }
      assertEquals("y".repeat(2047), server.await("received EVENT").text());
    }
  }
}
