package io.timebridge.ptp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What the library logs on a test's thread while the test has one open: level, then the sentence.
 * Nothing is kept otherwise. The tests' SLF4J provider.
 */
@SuppressWarnings("exports") // of no use outside the tests, but SLF4J wants it public
public final class LogBook implements SLF4JServiceProvider, AutoCloseable {
  private static final ThreadLocal<@Nullable LogBook> OPEN = new ThreadLocal<>();

  private final List<String> lines = new ArrayList<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final ILoggerFactory loggers = name -> new Book();

  /** For SLF4J. */
  public LogBook() {}

  static LogBook open() {
    LogBook book = new LogBook();
    OPEN.set(book);
    return book;
  }

  List<String> lines() {
    return lines;
  }

  /** {@return those of a level that hold a text} */
  List<String> lines(Level level, String part) {
    return lines.stream()
        .filter(line -> line.startsWith(level + " ") && line.contains(part))
        .toList();
  }

  @Override
  public void close() {
    OPEN.remove();
  }

  private static final class Book extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private static boolean isOpen() {
      return OPEN.get() != null;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      LogBook book = OPEN.get();
      if (book != null) {
        book.lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
      }
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return isOpen();
    }

    @Override
    public boolean isWarnEnabled() {
      return isOpen();
    }

    @Override
    public boolean isErrorEnabled() {
      return isOpen();
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return new NOPMDCAdapter();
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
