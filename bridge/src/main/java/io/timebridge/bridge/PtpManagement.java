package io.timebridge.bridge;

import io.timebridge.bridge.PtpManagementReport.Row;
import io.timebridge.ptp.ManagementClient;
import io.timebridge.ptp.PtpMulticast;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.PortIdentity;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks and sets PTP clocks by management messages, as pmc does.
 *
 * <p>Multicast requests come from and are answered to the general port, 320, which this listens to
 * beside whatever PTP program of the host does; being bound to no address it takes no unicast away
 * from one. A request to one host comes from any port and needs no privilege, but is answered only
 * by programs that answer to where it came from.
 */
public final class PtpManagement {
  /** The general port of PTP. */
  public static final int GENERAL_PORT = 320;

  private static final int MAX_DATAGRAM = 2048;
  private static final int ALL_PORTS = 0xFFFF;

  /**
   * How to ask.
   *
   * @param interfaceName the network interface, by name, MAC or address
   * @param host the one to be asked, or null for everybody on the network
   * @param ipv6 whether by multicast over IPv6
   * @param udp6Scope how far that may travel, 2 to 14
   * @param port the general port, 1 to 65535
   * @param domain domainNumber, 0 to 127
   * @param boundaryHops how many boundary clocks may be passed, 0 to 255
   * @param target who is to answer
   * @param timeoutNanos how long answers are waited for, nanoseconds
   */
  public record Call(
      String interfaceName,
      @Nullable InetAddress host,
      boolean ipv6,
      int udp6Scope,
      int port,
      int domain,
      int boundaryHops,
      PortIdentity target,
      long timeoutNanos) {}

  /**
   * One thing to ask or do.
   *
   * @param action GET, SET or COMMAND
   * @param id what about
   * @param data what to set, or null
   */
  public record Request(ManagementAction action, ManagementId id, @Nullable ManagementData data) {}

  private PtpManagement() {}

  /**
   * {@return what was answered}
   *
   * @param call how to ask
   * @param requests what
   * @throws BridgeException if the interface is not there, or the network cannot be used
   */
  public static PtpManagementReport ask(Call call, List<Request> requests) throws BridgeException {
    NetworkInterface networkInterface = NetworkInterfaces.find(call.interfaceName());
    InetSocketAddress to = destination(call, networkInterface);
    ProtocolFamily family =
        to.getAddress() instanceof Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    try (DatagramChannel channel = DatagramChannel.open(family);
        Selector selector = Selector.open()) {
      open(channel, call, networkInterface, to.getAddress());
      channel.configureBlocking(false);
      SelectionKey unused = channel.register(selector, SelectionKey.OP_READ);
      SecureRandom random = new SecureRandom();
      ManagementClient client =
          new ManagementClient(
              new ManagementClient.Settings(
                  source(networkInterface, random),
                  call.domain(),
                  call.target(),
                  call.boundaryHops(),
                  call.host() != null),
              random.nextInt(0x10000));
      for (Request request : requests) {
        channel.send(client.request(request.action(), request.id(), request.data()), to);
      }
      return new PtpManagementReport(
          requests.stream().map(Request::id).toList(),
          answers(channel, selector, client, call, requests));
    } catch (IOException e) {
      throw new BridgeException(
          "cannot ask on %s: %s".formatted(networkInterface.getName(), e.getMessage()), e);
    }
  }

  private static InetSocketAddress destination(Call call, NetworkInterface networkInterface) {
    InetAddress host = call.host();
    InetAddress group =
        call.ipv6() ? PtpMulticast.primaryIpv6(call.udp6Scope()) : PtpMulticast.PRIMARY_IPV4;
    return new InetSocketAddress(
        host == null ? PtpMulticast.on(group, networkInterface) : host, call.port());
  }

  private static void open(
      DatagramChannel channel, Call call, NetworkInterface networkInterface, InetAddress to)
      throws IOException {
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    if (call.host() != null) {
      channel.bind(null);
      return;
    }
    try {
      channel.bind(new InetSocketAddress(call.port()));
    } catch (SocketException e) {
      throw new IOException(
          "UDP port %d: %s%s".formatted(call.port(), e.getMessage(), BindHint.of(call.port())), e);
    }
    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, networkInterface);
    channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true); // a bridge on this host
    var unused = channel.join(to, networkInterface);
  }

  /** An identity that no clock has: PTP's clocks on this host may have the interface's own. */
  private static PortIdentity source(NetworkInterface networkInterface, SecureRandom random)
      throws SocketException {
    byte[] mac = networkInterface.getHardwareAddress();
    byte[] six = mac != null && mac.length == 6 ? mac : new byte[6];
    return new PortIdentity(ClockIdentity.ofMac(six, random.nextInt(0xFFFE)), 1);
  }

  private static List<Row> answers(
      DatagramChannel channel,
      Selector selector,
      ManagementClient client,
      Call call,
      List<Request> requests)
      throws IOException {
    boolean one = call.host() != null || call.target().portNumber() != ALL_PORTS;
    Set<ManagementId> open = new HashSet<>(requests.stream().map(Request::id).toList());
    List<Row> rows = new ArrayList<>();
    ByteBuffer packet = ByteBuffer.allocate(MAX_DATAGRAM);
    long deadline = System.nanoTime() + call.timeoutNanos();
    long left = call.timeoutNanos();
    while (left > 0 && !(one && open.isEmpty())) {
      int unused = selector.select(left / 1_000_000 + 1);
      selector.selectedKeys().clear();
      packet.clear();
      while (channel.receive(packet) instanceof InetSocketAddress from) {
        Optional<ManagementClient.Answer> answer = client.received(packet.flip());
        if (answer.isPresent()) {
          rows.add(new Row(from.getAddress(), answer.get()));
          open.remove(answer.get().id());
        }
        packet.clear();
      }
      left = deadline - System.nanoTime();
    }
    return rows;
  }
}
