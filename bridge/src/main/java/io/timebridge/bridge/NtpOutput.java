package io.timebridge.bridge;

import io.timebridge.bridge.config.NtpServeConfig;
import io.timebridge.bridge.config.Subnet;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The timeline served by NTP: one engine a listening address, all on one thread. */
final class NtpOutput {
  private static final Logger LOG = LoggerFactory.getLogger(NtpOutput.class);

  private final List<NtpServer> servers = new ArrayList<>();
  private final NtpServeConfig config;
  private volatile AccessList allowed;

  private NtpOutput(NtpServeConfig config) {
    this.config = config;
    List<Subnet> configured = config.allow();
    this.allowed =
        configured == null
            ? ownSubnets(AccessList.of(List.of()))
            : AccessList.of(configured.stream().map(Subnet::toString).toList());
  }

  static NtpOutput start(NtpServeConfig config, Timeline timeline, Transport transport)
      throws BridgeException {
    NtpOutput output = new NtpOutput(config);
    int precision = precision(transport.clock());
    for (InetSocketAddress listen : config.listen()) {
      try {
        transport.attach(
            Binding.unicast(listen.getAddress(), listen.getPort()).withoutTransmitStamps(),
            outbox -> {
              NtpServer server =
                  new NtpServer(outbox, view(timeline), () -> output.allowed, precision);
              output.servers.add(server);
              return server;
            });
      } catch (IOException e) {
        throw new BridgeException("serve.ntp: " + e.getMessage() + hint(listen), e);
      }
      LOG.info("serving NTP on {}", HostPort.text(listen));
    }
    return output;
  }

  private static String hint(InetSocketAddress listen) {
    return listen.getPort() < 1024
        ? " (a port below 1024 needs root or CAP_NET_BIND_SERVICE, and must not be in use)"
        : "";
  }

  /** The view of the newest snapshot, made once a snapshot: its reader is the server's thread. */
  private static Supplier<ServerTime> view(Timeline timeline) {
    return new Supplier<>() {
      private @Nullable TimelineSnapshot of;
      private ServerTime view = ServerTime.NONE;

      @Override
      public ServerTime get() {
        TimelineSnapshot newest = timeline.snapshot();
        if (newest != of) {
          of = newest;
          view = NtpView.of(newest);
        }
        return view;
      }
    };
  }

  /** Without a list of the operator's, the host's own subnets are served, as they are now. */
  void followSubnets() {
    if (config.allow() == null) {
      allowed = ownSubnets(allowed);
    }
  }

  private static AccessList ownSubnets(AccessList before) {
    try {
      AccessList now =
          AccessList.of(NetworkInterfaces.subnets(NetworkInterface.networkInterfaces()));
      if (now.toString().equals(before.toString())) {
        return before;
      }
      LOG.info("serve.ntp.allow is not set: the host's own subnets {} are served", now);
      return now;
    } catch (SocketException e) {
      return before; // the interfaces are changing right now
    }
  }

  /** RFC 5905 §7.3: log2 of the seconds that reading the clock resolves. */
  private static int precision(LocalClock clock) {
    long smallest = 1_000_000;
    for (int i = 0; i < 1000; i++) {
      long before = clock.localNanos();
      long step = clock.localNanos() - before;
      if (step > 0) {
        smallest = Math.min(smallest, step);
      }
    }
    return (int) Math.ceil(Math.log(smallest * 1e-9) / Math.log(2));
  }

  List<NtpServer> servers() {
    return servers;
  }

  List<InetSocketAddress> addresses() {
    return config.listen();
  }
}
