package io.timebridge.bridge;

import io.timebridge.bridge.config.BridgeConfig;
import io.timebridge.bridge.config.PtpEntry;
import io.timebridge.bridge.config.PtpServeConfig;
import io.timebridge.bridge.config.PtpSourceConfig;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.NodeDescription;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.wire.ClockIdentity;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The PTP domains of a bridge: those that it follows, and those that it leads. */
final class PtpDomains {
  private final BridgeConfig config;
  private final Timeline timeline;
  private final LeapSeconds table;
  private final Transport transport;
  private final List<PtpSource> sources = new ArrayList<>();
  private final List<PtpServed> outputs = new CopyOnWriteArrayList<>(); // asked by every thread
  private final List<NetworkInterface> interfaces = new ArrayList<>(); // of sources, then outputs
  private final List<Runnable> subnets = new CopyOnWriteArrayList<>();
  private final Map<PtpClock, Predicate<Route>> grants = new HashMap<>();

  PtpDomains(BridgeConfig config, Timeline timeline, LeapSeconds table, Transport transport) {
    this.config = config;
    this.timeline = timeline;
    this.table = table;
    this.transport = transport;
  }

  /** {@return what is followed} */
  List<PtpSource> sources() {
    return sources;
  }

  /** {@return what is led; any thread} */
  List<PtpServed> outputs() {
    return outputs;
  }

  /**
   * Makes a source of each domain that is followed; no packet comes yet.
   *
   * @param servo how far clocks may be steered
   * @param history where a source's epochs are written, by its name
   */
  void openSources(ServoConfig servo, Function<String, Consumer<Correlation.Point>> history)
      throws BridgeException {
    for (PtpSourceConfig source : config.sources().ptp()) {
      NetworkInterface networkInterface = NetworkInterfaces.find(source.entry().interfaceName());
      interfaces.add(networkInterface);
      PtpSource made = source(source, networkInterface, servo);
      sources.add(made);
      timeline.add(made, history.apply(made.name()));
    }
  }

  private PtpSource source(
      PtpSourceConfig source, NetworkInterface networkInterface, ServoConfig servo)
      throws BridgeException {
    SeededRandom random = new SeededRandom(ThreadLocalRandom.current().nextLong());
    try {
      PtpSource made =
          new PtpSource(
              source,
              PtpIdentities.identity(source.entry(), networkInterface, random),
              servo,
              table,
              random,
              timeline::update,
              boundary(source.name()));
      made.clock().refuse(identity -> isOwnOutput(identity, made.clock()));
      return made;
    } catch (IOException | IllegalArgumentException e) {
      throw failed("source " + source.name(), source.entry(), e);
    }
  }

  /** What the first entry that hands a source's time on says of its clock, or null. */
  private PtpSource.@Nullable Boundary boundary(String source) {
    return config.serve().ptp().stream()
        .filter(served -> source.equals(served.boundaryOf()))
        .findFirst()
        .map(
            served ->
                new PtpSource.Boundary(
                    served.priority1(), served.priority2(), config.clock().holdoverNanos()))
        .orElse(null);
  }

  /** A source that hears our own output, from wherever, would follow itself. */
  private boolean isOwnOutput(ClockIdentity identity, PtpClock own) {
    for (PtpServed output : outputs) {
      PtpClock clock = output.clock();
      if (clock != own && clock.status().identity().equals(identity)) {
        return true;
      }
    }
    return false;
  }

  /** Makes an output of each domain that is led; two names of one interface are known only here. */
  void openOutputs() throws BridgeException {
    Set<List<Object>> taken = new HashSet<>();
    for (int i = 0; i < sources.size(); i++) {
      taken.add(place(config.sources().ptp().get(i).entry(), interfaces.get(i)));
    }
    for (PtpServeConfig served : config.serve().ptp()) {
      NetworkInterface networkInterface = NetworkInterfaces.find(served.entry().interfaceName());
      interfaces.add(networkInterface);
      if (!taken.add(place(served.entry(), networkInterface))) {
        throw new BridgeException(
            "serve.ptp: domain %d of %s is followed, or led twice"
                .formatted(served.entry().domain(), networkInterface.getName()));
      }
      outputs.add(output(served, networkInterface));
    }
  }

  private static List<Object> place(PtpEntry entry, NetworkInterface networkInterface) {
    return List.of(networkInterface.getName(), entry.domain(), entry.port().eventPort());
  }

  private PtpServed output(PtpServeConfig served, NetworkInterface networkInterface)
      throws BridgeException {
    SeededRandom random = new SeededRandom(ThreadLocalRandom.current().nextLong());
    try {
      PtpServed output =
          served.boundaryOf() == null
              ? new PtpOutput(
                  served,
                  PtpIdentities.identity(served.entry(), networkInterface, random),
                  timeline,
                  table,
                  random)
              : new BoundaryOutput(served, named(served.boundaryOf()));
      SubnetAccess askers = new SubnetAccess(served.unicastAllow(), networkInterface);
      // Of a boundary clock all ports share it.
      output.clock().grantTo(grants.merge(output.clock(), askers, Predicate::or));
      subnets.add(askers::followSubnets);
      return output;
    } catch (IOException | IllegalArgumentException e) {
      throw failed("serve.ptp", served.entry(), e);
    }
  }

  private PtpSource named(String source) {
    return sources.stream()
        .filter(each -> each.name().equals(source))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no PTP source " + source));
  }

  /** Opens the sockets: from now on packets come, on the transport's thread. */
  void attach() throws BridgeException {
    for (int i = 0; i < sources.size(); i++) {
      PtpSource source = sources.get(i);
      PtpEntry entry = config.sources().ptp().get(i).entry();
      attach(source.clock(), source::port, "source " + source.name(), source.name(), entry, i);
    }
    for (int i = 0; i < outputs.size(); i++) {
      PtpServed output = outputs.get(i);
      Function<Outbox, Engine> port =
          output instanceof BoundaryOutput boundary ? boundary::port : output.clock()::port;
      PtpEntry entry = output.config().entry();
      attach(output.clock(), port, "serve.ptp", output.name(), entry, sources.size() + i);
    }
  }

  private void attach(
      PtpClock clock,
      Function<Outbox, Engine> port,
      String who,
      String name,
      PtpEntry entry,
      int place)
      throws BridgeException {
    NetworkInterface networkInterface = interfaces.get(place);
    try {
      manage(clock, entry, networkInterface, name);
      Transport.Attachment unused = transport.attach(entry.port().binding(networkInterface), port);
    } catch (IOException | IllegalArgumentException e) {
      throw failed(who, entry, e);
    }
  }

  private void manage(
      PtpClock clock, PtpEntry entry, NetworkInterface networkInterface, String name)
      throws SocketException {
    PtpAccess access = new PtpAccess(entry, networkInterface);
    clock.manage(NodeDescription.of(networkInterface, name), access);
    subnets.add(access::followSubnets);
  }

  /** The subnets of the interfaces may be others. Any thread. */
  void followSubnets() {
    subnets.forEach(Runnable::run);
  }

  /** The timeline was updated, or time passed. On the transport's thread. */
  void timelineChanged(long nowLocalNanos) {
    outputs.forEach(output -> output.timelineChanged(nowLocalNanos));
  }

  private static BridgeException failed(String who, PtpEntry config, Exception e) {
    String why = String.valueOf(e.getMessage());
    int port = Math.min(config.port().eventPort(), config.port().generalPort());
    String hint = why.startsWith("cannot bind ") ? BindHint.of(port) : "";
    return new BridgeException(
        "%s on %s: %s%s".formatted(who, config.interfaceName(), why, hint), e);
  }
}
