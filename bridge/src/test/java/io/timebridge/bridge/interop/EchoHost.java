package io.timebridge.bridge.interop;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelTransport;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * A program of its own: an engine on kernel sockets for each interface named, IPv4 and IPv6, that
 * answers each packet with its interface's name and the stamp's quality, and prints whose transmit
 * stamps it is told.
 */
final class EchoHost {
  static final int PORT = 5319;
  static final String IPV4_GROUP = "224.0.1.129";
  static final String IPV6_GROUP = "ff0e::181";

  private EchoHost() {}

  public static void main(String[] devices) throws Exception {
    Transport transport = KernelTransport.open("echo");
    List<InetAddress> any = List.of(InetAddress.getByName("0.0.0.0"), InetAddress.getByName("::"));
    List<InetAddress> groups =
        List.of(InetAddress.getByName(IPV4_GROUP), InetAddress.getByName(IPV6_GROUP));
    for (String device : devices) {
      NetworkInterface on = Objects.requireNonNull(NetworkInterface.getByName(device));
      Transport.Attachment unused =
          transport.attach(
              new Binding(on, any, groups, PORT, Binding.NO_PORT, 1, 46),
              outbox -> new Echo(device, outbox, transport));
    }
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private record Echo(String device, Outbox outbox, Transport transport) implements Engine {
    @Override
    public void started(long nowLocalNanos) {}

    @Override
    public void received(Datagram datagram) {
      long age = transport.clock().localNanos() - datagram.localNanos();
      // It waited for this thread, and was stamped before that.
      String stamp = age > 0 && age < 1_000_000_000L ? "" : " " + age + " ns ago";
      String text = device + " " + datagram.quality() + stamp;
      ByteBuffer answer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      long unused = outbox.sendEvent(answer, datagram.route(), null);
    }

    @Override
    public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
      System.out.println("transmitted " + device + " " + token + " " + quality);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {}
  }
}
