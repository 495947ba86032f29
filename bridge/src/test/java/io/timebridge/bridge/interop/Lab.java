package io.timebridge.bridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network of hosts on one machine: the bridge's and one or more peers', 10.77.1.1 and up.
 *
 * <p>Two hosts are joined by one veth pair; more by a switch (a bridge device in a namespace of its
 * own, multicast flooded). A namespace's name starts with {@code tbit}, the pid of the JVM that
 * made it and a letter, so that what a crashed run has left can be told from what another run still
 * uses.
 */
final class Lab implements AutoCloseable {
  /** The bridge's interface. */
  static final String BRIDGE_DEVICE = "vb0";

  /** The bridge's other interface, on a network of {@link #twoWires}. */
  static final String SECOND_DEVICE = "vb1";

  private static final String PREFIX = "tbit";
  private static final Duration COMMAND = Duration.ofSeconds(30);
  private static final AtomicInteger SEQUENCE = new AtomicInteger();
  private static final Set<Lab> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Lab::closeAll, "lab-shutdown"));
  }

  private final String stem =
      PREFIX + ProcessHandle.current().pid() + "x" + SEQUENCE.incrementAndGet();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final Path folder;
  private final Thread maker = Thread.currentThread();

  private Lab() {
    Tools.requireAll();
    removeLeftovers();
    try {
      folder = Files.createTempDirectory(stem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OPEN.add(this);
  }

  /** {@return the bridge's host and one peer on one wire} */
  static Lab pair() {
    return build(
        lab -> {
          Host bridge = lab.addHost("b", BRIDGE_DEVICE, 1);
          Host peer = lab.addHost("p1", "vp1", 2);
          ip(
              "link",
              "add",
              bridge.device(),
              "netns",
              bridge.namespace(),
              "type",
              "veth",
              "peer",
              "name",
              peer.device(),
              "netns",
              peer.namespace());
          lab.bringUp();
        });
  }

  /** {@return the bridge's host and several peers on one segment} */
  static Lab segment(int peers) {
    return build(
        lab -> {
          String hub = lab.addNamespace("s");
          ip("-n", hub, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
          ip("-n", hub, "link", "set", "br0", "up");
          for (int i = 0; i <= peers; i++) {
            Host host =
                i == 0 ? lab.addHost("b", BRIDGE_DEVICE, 1) : lab.addHost("p" + i, "vp" + i, i + 1);
            plugIn(host, hub, "port" + i);
          }
          lab.bringUp();
        });
  }

  private static void plugIn(Host host, String hub, String port) {
    ip(
        "link",
        "add",
        host.device(),
        "netns",
        host.namespace(),
        "type",
        "veth",
        "peer",
        "name",
        port,
        "netns",
        hub);
    ip("-n", hub, "link", "set", port, "master", "br0");
    ip("-n", hub, "link", "set", port, "up");
  }

  /** Deletes the bridge's interface on a segment. */
  void unplugBridge() {
    bridge().ip("link", "del", BRIDGE_DEVICE);
  }

  /** Takes the carrier from the bridge's interface on a segment: the switch's end goes down. */
  void pullBridgesCable() {
    ip("-n", stem + "s", "link", "set", "port0", "down");
  }

  /** Gives it back. */
  void putBridgesCableBack() {
    ip("-n", stem + "s", "link", "set", "port0", "up");
  }

  /** Makes the bridge's interface on a segment anew: its number and MAC address are others. */
  void plugInBridge() {
    plugIn(bridge(), stem + "s", "port0");
    bridge().ip("addr", "add", bridge().address() + "/24", "dev", BRIDGE_DEVICE);
    bridge().ip("link", "set", BRIDGE_DEVICE, "up");
    awaitLinks();
  }

  /**
   * {@return the bridge's host with two interfaces, {@link #BRIDGE_DEVICE} and {@link
   * #SECOND_DEVICE}, each on a wire of its own to one peer; IPv4 and IPv6}
   */
  static Lab twoWires() {
    return build(
        lab -> {
          Host bridge = lab.addHost("b", BRIDGE_DEVICE, 1);
          String[] devices = {BRIDGE_DEVICE, SECOND_DEVICE};
          for (int i = 0; i < devices.length; i++) {
            int wire = i + 1;
            Host peer = lab.addHost("p" + wire, "vp" + wire, "10.77." + wire + ".2");
            ip(
                "link",
                "add",
                devices[i],
                "netns",
                bridge.namespace(),
                "type",
                "veth",
                "peer",
                "name",
                peer.device(),
                "netns",
                peer.namespace());
            addIpv6(bridge, devices[i], "fd77:0:0:" + wire + "::1");
            addIpv6(peer, peer.device(), "fd77:0:0:" + wire + "::2");
          }
          bridge.ip("addr", "add", "10.77.2.1/24", "dev", SECOND_DEVICE);
          bridge.ip("link", "set", SECOND_DEVICE, "up");
          lab.bringUp();
        });
  }

  private static void addIpv6(Host host, String device, String address) {
    // Nobody else is on the wire: no wait for the search for duplicates.
    host.ip("addr", "add", address + "/64", "dev", device, "nodad");
  }

  private interface Plan {
    void lay(Lab lab);
  }

  private static Lab build(Plan plan) {
    Lab lab = new Lab();
    try {
      plan.lay(lab);
      return lab;
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  /** {@return the host that the bridge runs on} */
  Host bridge() {
    return hosts.get(0);
  }

  /** {@return a host of others, the first is 1} */
  Host peer(int number) {
    return hosts.get(number);
  }

  /** Gives all interfaces of a pair one and the same MAC address. */
  void shareMac(String mac) {
    for (Host host : hosts) {
      ip("-n", host.namespace(), "link", "set", host.device(), "down");
      ip("-n", host.namespace(), "link", "set", host.device(), "address", mac);
      ip("-n", host.namespace(), "link", "set", host.device(), "up");
    }
    awaitLinks();
  }

  private Host addHost(String suffix, String device, int number) {
    return addHost(suffix, device, "10.77.1." + number);
  }

  private Host addHost(String suffix, String device, String address) {
    Host host = new Host(addNamespace(suffix), device, address, folder);
    hosts.add(host);
    return host;
  }

  private String addNamespace(String suffix) {
    String name = stem + suffix;
    ip("netns", "add", name);
    namespaces.add(name);
    return name;
  }

  private void bringUp() {
    for (Host host : hosts) {
      ip("-n", host.namespace(), "addr", "add", host.address() + "/24", "dev", host.device());
      ip("-n", host.namespace(), "link", "set", "lo", "up");
      ip("-n", host.namespace(), "link", "set", host.device(), "up");
    }
    awaitLinks();
  }

  /** A link that is not up yet swallows the first packets. */
  private void awaitLinks() {
    for (Host host : hosts) {
      Await.until(
          host.device() + " is up",
          COMMAND,
          () -> ip("-n", host.namespace(), "-br", "link", "show", host.device()),
          shown -> shown.stream().anyMatch(line -> line.contains(" UP ")));
    }
  }

  @Override
  public void close() {
    if (!OPEN.remove(this)) {
      return;
    }
    // A test that ran out of time is interrupted; its cleaning up must not be.
    boolean interrupted = Thread.interrupted();
    hosts.forEach(Host::endAll);
    namespaces.forEach(name -> attempt("netns", "del", name));
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Closes what a test of this thread has left open; others may be at work beside it. */
  static void closeMine() {
    OPEN.stream().filter(lab -> lab.maker == Thread.currentThread()).toList().forEach(Lab::close);
  }

  private static void closeAll() {
    List.copyOf(OPEN).forEach(Lab::close);
  }

  /** Removes the namespaces of runs whose JVM is gone, and ends what still runs in them. */
  private static void removeLeftovers() {
    for (String line : ip("netns", "list")) {
      String name = line.split(" ", 2)[0];
      if (!name.matches(PREFIX + "\\d+x\\d+[a-z]\\d*") || aliveOwner(name)) {
        continue;
      }
      removeLeftover(name);
    }
  }

  /** Another JVM may be removing the same one at the same time; who comes second has no work. */
  private static void removeLeftover(String name) {
    try {
      for (String pid : ip("netns", "pids", name)) {
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
      }
      List<String> unused = ip("netns", "del", name);
    } catch (AssertionError e) {
      System.err.println("while removing " + name + " of a JVM that is gone: " + e.getMessage());
    }
  }

  private static boolean aliveOwner(String name) {
    String pid = name.substring(PREFIX.length(), name.indexOf('x'));
    return ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  static List<String> ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Tools.path("ip")));
    command.addAll(List.of(arguments));
    try (Child child = new Child("ip", new ProcessBuilder(command))) {
      int exit = child.awaitExit(COMMAND);
      child.awaitOutputEnd();
      if (exit != 0) {
        throw new AssertionError(command + " failed with " + exit + child.tail());
      }
      return child.lines();
    }
  }

  private static void attempt(String... arguments) {
    try {
      List<String> unused = ip(arguments);
    } catch (AssertionError e) {
      System.err.println("while cleaning up: " + e.getMessage());
    }
  }
}
