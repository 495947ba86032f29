package io.timebridge.bridge.gnss;

import io.timebridge.bridge.SourceInput;
import io.timebridge.bridge.TimeSource;
import io.timebridge.bridge.config.GpsdSourceConfig;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GNSS receiver behind gpsd: connects to it, asks it to tell what it hears, and connects again
 * for ever when it goes. It takes one of the patient threads for as long as it runs. Any thread.
 */
public final class GpsdSource implements TimeSource {
  private static final Logger LOG = LoggerFactory.getLogger(GpsdSource.class);
  private static final byte[] WATCH =
      "?WATCH={\"enable\":true,\"json\":true,\"timing\":true,\"pps\":true};\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ALIVE = "?DEVICES;\n".getBytes(StandardCharsets.US_ASCII);
  private static final int CONNECT_MILLIS = 5_000;

  /** A gpsd that is silent for so long is asked whether it lives, and again so long later left. */
  private static final int SILENCE_MILLIS = 10_000;

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 30_000;

  private final GpsdSourceConfig config;
  private final LeapSeconds table;
  private final InstantSource hostClock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable GpsdReceiver receiver;
  private @Nullable Socket socket; // guarded by this

  /**
   * Creates one that is not connected.
   *
   * @param config where gpsd is, and what its times are good to
   * @param table the leap second table that a receiver's count is compared with
   * @param hostClock the clock of the host that gpsd runs on, which it stamps with
   */
  public GpsdSource(GpsdSourceConfig config, LeapSeconds table, InstantSource hostClock) {
    this.config = config;
    this.table = table;
    this.hostClock = hostClock;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public void start(SourceInput input) {
    GpsdReceiver made =
        new GpsdReceiver(config, input, () -> SystemClock.read(input.clock(), hostClock), table);
    receiver = made;
    input.executor().execute(() -> run(made));
  }

  private void run(GpsdReceiver to) {
    long wait = FIRST_RETRY_MILLIS;
    try {
      while (closed.getCount() > 0) {
        long begun = System.nanoTime();
        String why = talk(to);
        if (closed.getCount() == 0) {
          return;
        }
        to.disconnected(why);
        boolean lasted = System.nanoTime() - begun > 1_000_000L * LAST_RETRY_MILLIS;
        wait = lasted ? FIRST_RETRY_MILLIS : wait;
        if (closed.await(wait, TimeUnit.MILLISECONDS)) {
          return;
        }
        wait = Math.min(LAST_RETRY_MILLIS, 2 * wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connects and listens until it ends; tells why it did. */
  private String talk(GpsdReceiver to) {
    String at = config.host() + " port " + config.port();
    try (Socket made = new Socket()) {
      if (!open(made)) {
        return "it is closed";
      }
      try {
        made.connect(new InetSocketAddress(config.host(), config.port()), CONNECT_MILLIS);
      } catch (IOException e) {
        return "gpsd at " + at + " cannot be reached: " + e.getMessage();
      }
      made.setSoTimeout(SILENCE_MILLIS);
      made.getOutputStream().write(WATCH);
      to.connected(isOurs(made.getInetAddress()));
      LOG.info("{}: connected to gpsd at {}", config.name(), at);
      listen(made, to);
      return "gpsd at " + at + " ended the connection";
    } catch (SocketTimeoutException e) {
      return "gpsd at " + at + " is silent";
    } catch (IOException e) {
      return "the connection to gpsd at " + at + " broke: " + e.getMessage();
    } catch (RuntimeException e) { // an error of ours must not be the last that is heard of it
      LOG.warn("{}: what gpsd at {} said cannot be dealt with", config.name(), at, e);
      return "what gpsd at " + at + " said cannot be dealt with: " + e;
    }
  }

  private static boolean isOurs(InetAddress address) throws IOException {
    return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
  }

  private synchronized boolean open(Socket made) {
    if (closed.getCount() == 0) {
      return false;
    }
    socket = made;
    return true;
  }

  private static void listen(Socket from, GpsdReceiver to) throws IOException {
    InputStream in = from.getInputStream();
    GpsdLines lines = new GpsdLines(to::line, to::longLine);
    byte[] bytes = new byte[4_096];
    boolean asked = false;
    while (true) {
      try {
        int count = in.read(bytes);
        if (count < 0) {
          return;
        }
        asked = false;
        lines.add(bytes, count);
      } catch (SocketTimeoutException e) {
        if (asked) {
          throw e;
        }
        asked = true; // no receiver has something to say, or gpsd's host is gone
        from.getOutputStream().write(ALIVE);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Socket open;
    synchronized (this) {
      open = socket;
    }
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.debug("{}: closing", config.name(), e);
    }
  }

  @Override
  public Map<String, ?> status() {
    GpsdReceiver present = receiver;
    return present == null ? Map.of() : present.status();
  }
}
