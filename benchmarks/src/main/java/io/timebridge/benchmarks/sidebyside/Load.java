package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Programs, one for each core, that do nothing but keep it busy. They die with this one. */
final class Load implements AutoCloseable {
  private final List<Process> programs = new ArrayList<>();

  void start() throws IOException {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      ProcessBuilder loop =
          new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "sh", "-c", "while :; do :; done");
      programs.add(loop.start());
    }
  }

  @Override
  public void close() {
    programs.forEach(Process::destroyForcibly);
  }
}
