package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.config.ConfigException;
import io.timebridge.clock.BuildDate;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The runnable jar. Exit code 0: done; 1: the job failed, with one line why; 2: the call or the
 * config was wrong.
 */
@Command(
    name = "timebridge",
    description = "One time base for audio on PTP and video on NTP.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      QueryCommand.class,
      DecodeCommand.class,
      SimulateCommand.class,
      LoadCommand.class,
      PtpCommand.class
    })
public final class Main {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_CALL = 2;

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"timebridge " + BuildDate.VERSION};
    }
  }

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs a command.
   *
   * @param args the command line
   * @return the exit code
   */
  static int run(String... args) {
    logPlainLines();
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> explain(failure, command));
    if (args.length == 0) {
      commandLine.usage(commandLine.getErr());
      return WRONG_CALL;
    }
    return commandLine.execute(args);
  }

  /** Tells why a command failed, without a stack trace, and returns the exit code. */
  static int explain(Exception failure, CommandLine command) {
    if (failure instanceof ConfigException wrong) {
      command.getErr().println(wrong.getMessage());
      return WRONG_CALL;
    }
    if (failure instanceof BridgeException) {
      command.getErr().println("timebridge: " + failure.getMessage());
      return FAILED;
    }
    // Made here: the backend reads its settings when the first logger is made.
    LoggerFactory.getLogger(Main.class).debug("unexpected", failure);
    String oneLine = failure.toString().replaceAll("\\R+", " ");
    command.getErr().println("timebridge: unexpected: " + oneLine);
    return FAILED;
  }

  /** What the bundled SLF4J backend prints, unless the user set it otherwise. */
  private static void logPlainLines() {
    setDefault("showDateTime", "true");
    setDefault("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    setDefault("showThreadName", "false");
    setDefault("showShortLogName", "true");
  }

  static void setDefault(String name, String value) {
    String key = "org.slf4j.simpleLogger." + name;
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
