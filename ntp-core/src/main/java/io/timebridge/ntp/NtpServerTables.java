package io.timebridge.ntp;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engines of one server know together, one engine a thread: the clients' buckets and the
 * stamps of interleaved mode. A client's next request may come to another thread, since it may come
 * from another port. Of fixed size; any number of threads, no locks.
 */
public final class NtpServerTables {
  /** 65,536 clients in 512 KiB. */
  private static final int LIMITER_SET_BITS = 13;

  /** 16,384 answers in 256 KiB. */
  private static final int STAMP_SET_BITS = 12;

  private final AddressHash hash;
  private final @Nullable RateLimiter limiter;
  private final @Nullable InterleavedStamps stamps;

  /**
   * Creates empty tables.
   *
   * @param limit how often one address is answered; null for no limit
   * @param interleaved whether interleaved mode is spoken; it needs a transport that stamps
   *     departures
   * @param random gives the hash's key: 64 bits a call, which nobody outside may know
   */
  public NtpServerTables(@Nullable RateLimit limit, boolean interleaved, LongSupplier random) {
    this.hash = new AddressHash(random.getAsLong(), random.getAsLong());
    this.limiter = limit == null ? null : new RateLimiter(limit, LIMITER_SET_BITS);
    this.stamps = interleaved ? new InterleavedStamps(STAMP_SET_BITS) : null;
  }

  AddressHash hash() {
    return hash;
  }

  @Nullable RateLimiter limiter() {
    return limiter;
  }

  @Nullable InterleavedStamps stamps() {
    return stamps;
  }
}
