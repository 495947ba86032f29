package io.timebridge.bridge;

import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.NtpAssociationStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address of an NTP source's server and gives it a socket there: a port of its own, free
 * and chosen by the host (RFC 9109).
 *
 * <p>Of a pool each source has another address. A name that is not known is looked up again and
 * again, ever less often. When the server does not answer, or does not want to, its name is looked
 * up anew and the next of its addresses is taken. Lookups take seconds at times, so they have a
 * thread of their own. Any thread may call it.
 */
final class NtpConnection {
  private static final Logger LOG = LoggerFactory.getLogger(NtpConnection.class);
  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_RETRY_NANOS = 2 * SECOND;
  private static final long LAST_RETRY_NANOS = 60 * SECOND;

  /** A server that is down may be back at its address, so there is no hurry to leave it. */
  private static final long FIRST_REPLACEMENT_NANOS = 60 * SECOND;

  private static final long LAST_REPLACEMENT_NANOS = 960 * SECOND;

  /** What looks up names. */
  @FunctionalInterface
  interface Lookup {
    /** {@return the addresses of a name or a literal address, the preferred one first} */
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final NtpSource source;
  private final Transport transport;
  private final OwnReferenceIds own;
  private final ServerAddresses addresses;
  private final Lookup lookup;
  private final Executor lookups;

  private boolean busy;
  private boolean closed;
  private long waitNanos = FIRST_RETRY_NANOS;
  private long nextLocalNanos;
  private @Nullable InetAddress address;
  private Transport.@Nullable Attachment attachment;

  /**
   * Creates one that has no address yet.
   *
   * @param addresses what gives out the server's addresses, one for all sources that share its name
   */
  NtpConnection(
      NtpSource source,
      Transport transport,
      OwnReferenceIds own,
      ServerAddresses addresses,
      Lookup lookup,
      Executor lookups) {
    this.addresses = addresses;
    this.source = source;
    this.transport = transport;
    this.own = own;
    this.lookup = lookup;
    this.lookups = lookups;
    this.nextLocalNanos = transport.clock().localNanos();
  }

  /** To be called now and then: begins a lookup if one is due. */
  synchronized void check() {
    long now = transport.clock().localNanos();
    if (attachment != null && answers()) {
      waitNanos = FIRST_REPLACEMENT_NANOS;
      nextLocalNanos = now + waitNanos;
    } else if (!busy && !closed && now - nextLocalNanos >= 0) {
      nextLocalNanos = now + waitNanos;
      long longest = attachment == null ? LAST_RETRY_NANOS : LAST_REPLACEMENT_NANOS;
      waitNanos = Math.min(longest, 2 * waitNanos);
      busy = true;
      try {
        lookups.execute(this::lookUp);
      } catch (RejectedExecutionException e) {
        busy = false; // there is no thread for it now: the next time
      }
    }
  }

  private boolean answers() {
    NtpAssociationStatus ntp = source.status().ntp();
    if (ntp == null) {
      return true;
    }
    return switch (ntp.state()) {
      case UNREACHABLE, REFUSED -> false;
      case UNFIT -> !source.config().isOfPool(); // there are others
      case WAITING, REACHABLE -> true;
    };
  }

  private void lookUp() {
    String server = source.config().server();
    try {
      connect(Arrays.asList(lookup.addresses(server)));
    } catch (UnknownHostException e) {
      fail("the name " + server + " cannot be resolved; it is tried again");
    } catch (IOException e) {
      fail("no socket to ask " + server + " with: " + e.getMessage());
    } finally {
      synchronized (this) {
        busy = false;
      }
    }
  }

  private synchronized void fail(String reason) {
    if (!closed) {
      transport.execute(() -> source.notFound(reason));
    }
  }

  private synchronized void connect(List<InetAddress> known) throws IOException {
    if (closed) {
      return;
    }
    InetAddress next = addresses.next(known, address);
    if (next == null) {
      fail(source.config().server() + " has no address that no other source asks at");
      return;
    }
    if (next.equals(address)) {
      return;
    }
    if (attachment != null) {
      attachment.close();
      attachment = null;
    }
    InetSocketAddress server = new InetSocketAddress(next, source.config().port());
    LOG.info("{}: asking {}", source.name(), HostPort.text(server));
    byte[] anyAddress = new byte[next.getAddress().length];
    attachment =
        transport.attach(
            Binding.unicast(InetAddress.getByAddress(anyAddress), 0),
            outbox -> source.engine(outbox, server, own.seenFrom(next)));
    address = next;
  }

  /** Asks no more. */
  synchronized void close() {
    closed = true;
    if (attachment != null) {
      attachment.close();
    }
  }
}
