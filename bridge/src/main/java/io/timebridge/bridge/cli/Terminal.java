package io.timebridge.bridge.cli;

import java.io.Console;
import java.io.PrintStream;

/** Whether a person is watching, and a line that is written over itself. */
final class Terminal {
  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // before JDK 22 null means no terminal; after, it is asked
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since JDK 22 there is a console without a terminal too, and it can be asked.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static void statusLine(String line) {
    PrintStream out = System.out;
    out.print("\r\u001B[K" + line);
    out.flush();
  }
}
