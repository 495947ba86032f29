package io.timebridge.bridge.interop;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One host of a {@link Lab}: a network namespace with one interface and one address. What runs in
 * it has no right to set the clock, and dies with the JVM.
 */
final class Host {
  private final String namespace;
  private final String device;
  private final String address;
  private final Path folder;
  private final List<Child> children = Collections.synchronizedList(new ArrayList<>());

  Host(String namespace, String device, String address, Path folder) {
    this.namespace = namespace;
    this.device = device;
    this.address = address;
    this.folder = folder;
  }

  String namespace() {
    return namespace;
  }

  /** {@return the name of its one interface} */
  String device() {
    return device;
  }

  String address() {
    return address;
  }

  /** {@return the lab's temporary folder} */
  Path folder() {
    return folder;
  }

  /** Configures its network: {@code ip} in its namespace. */
  void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("-n", namespace));
    Collections.addAll(command, arguments);
    List<String> unused = Lab.ip(command.toArray(String[]::new));
  }

  /** Starts a program here; the lab ends it if nothing else does. */
  Child start(String name, List<String> command) {
    List<String> line = new ArrayList<>(List.of(Tools.path("ip"), "netns", "exec", namespace));
    Collections.addAll(line, Tools.path("setpriv"), "--bounding-set=-sys_time");
    Collections.addAll(line, "--inh-caps=-sys_time", "--pdeathsig", "KILL");
    line.addAll(command);
    Child child = new Child(name, new ProcessBuilder(line).directory(folder.toFile()));
    children.add(child);
    return child;
  }

  /** Starts a program of the tests here, with the classes of the runnable jar. */
  Child startJava(String name, Class<?> program, String... arguments) {
    String classes = program.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Tools.java(),
                "-cp",
                BridgeProcess.jar() + File.pathSeparator + classes,
                "--enable-native-access=ALL-UNNAMED",
                program.getName()));
    Collections.addAll(command, arguments);
    return start(name, command);
  }

  /** {@return what a program printed that ran here to its end, whatever its exit code} */
  List<String> run(Duration within, List<String> command) {
    try (Child child = start(Path.of(command.get(0)).getFileName().toString(), command)) {
      int unused = child.awaitExit(within);
      child.awaitOutputEnd();
      return child.lines();
    }
  }

  void endAll() {
    for (Child child : List.copyOf(children)) {
      child.close();
    }
    children.clear();
  }
}
