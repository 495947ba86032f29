package io.timebridge.bridge;

import io.timebridge.bridge.config.NtpServeConfig;
import io.timebridge.bridge.config.Subnet;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LeapSmear.Shape;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.NtpServerConfig;
import io.timebridge.ntp.NtpServerTables;
import io.timebridge.ntp.ServerTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timeline served by NTP: on each thread one engine a listening address. They share the address
 * and the newest snapshot, and nothing else.
 */
final class NtpOutput {
  private static final Logger LOG = LoggerFactory.getLogger(NtpOutput.class);

  /** Who could guess what it gives could fill the tables that clients share. */
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<NtpServer> servers = new ArrayList<>();
  private final NtpServeConfig config;
  private volatile AccessList allowed;

  private NtpOutput(NtpServeConfig config) {
    this.config = config;
    List<Subnet> configured = config.allow();
    this.allowed =
        configured == null
            ? ownSubnets(accessTo(List.of()))
            : accessTo(configured.stream().map(Subnet::toString).toList());
  }

  private AccessList accessTo(List<String> allow) {
    return AccessList.of(allow, config.deny().stream().map(Subnet::toString).toList());
  }

  /**
   * Starts it.
   *
   * @param table the leap seconds that are smeared, if any are
   * @param transports one a thread
   * @throws BridgeException if an address cannot be had, or the keys cannot be read
   */
  static NtpOutput start(
      NtpServeConfig config, Timeline timeline, LeapSeconds table, List<Transport> transports)
      throws BridgeException {
    NtpOutput output = new NtpOutput(config);
    NtpServerConfig server = output.serverConfig(precision(transports.get(0).clock()));
    @Nullable Shape shape = config.leapSmear();
    SmearedView smear = shape == null ? null : new SmearedView(table, shape);
    for (InetSocketAddress listen : config.listen()) {
      Binding binding = output.binding(listen, transports.size() > 1);
      try {
        for (Transport transport : transports) {
          transport.attach(binding, outbox -> output.engine(outbox, view(timeline, smear), server));
        }
      } catch (IOException e) {
        throw new BridgeException(
            "serve.ntp: " + e.getMessage() + BindHint.of(listen.getPort()), e);
      }
      LOG.info("serving NTP on {}", HostPort.text(listen));
    }
    return output;
  }

  private Binding binding(InetSocketAddress listen, boolean shared) {
    Binding binding = Binding.unicast(listen.getAddress(), listen.getPort());
    Binding alone = config.interleaved() ? binding : binding.withoutTransmitStamps();
    return shared ? alone.withSharedPort() : alone;
  }

  private NtpServer engine(Outbox outbox, Supplier<ServerTime> time, NtpServerConfig server) {
    NtpServer engine = new NtpServer(outbox, time, server, RANDOM.nextLong());
    servers.add(engine);
    return engine;
  }

  private NtpServerConfig serverConfig(int precision) throws BridgeException {
    NtpServerTables tables =
        new NtpServerTables(config.rateLimit(), config.interleaved(), RANDOM::nextLong);
    return new NtpServerConfig(
        () -> allowed,
        precision,
        KeyFiles.all("serve.ntp.keys", config.keys()),
        config.cryptoNak(),
        tables);
  }

  /** The view of the newest snapshot, made once a snapshot: its reader is the server's thread. */
  private static Supplier<ServerTime> view(Timeline timeline, @Nullable SmearedView smear) {
    return new Supplier<>() {
      private @Nullable TimelineSnapshot of;
      private ServerTime view = ServerTime.NONE;

      @Override
      public ServerTime get() {
        TimelineSnapshot newest = timeline.snapshot();
        if (newest != of) {
          of = newest;
          view = NtpView.of(newest, smear);
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

  private AccessList ownSubnets(AccessList before) {
    try {
      AccessList now = accessTo(NetworkInterfaces.subnets(NetworkInterface.networkInterfaces()));
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
