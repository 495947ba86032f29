package io.timebridge.ntp;

import io.timebridge.clock.transport.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who sent packets of late: a table of fixed size that one thread writes, without garbage, and any
 * thread reads.
 *
 * <p>How: eight-way set-associative by a keyed hash of the address; an entry is eight words, a
 * cache line. Where a set is full, the entry of least worth goes: log2 of its packets, less one for
 * each ten minutes of silence. So a flood of addresses, a packet or two each, fights over one place
 * in each set, and those who ask again and again stay. A reader looks at an entry's sequence before
 * and after, and again if it was written meanwhile.
 */
@SuppressWarnings("EnumOrdinal") // a number that never leaves this class
final class ClientLog {
  private static final int WAYS = 8;
  private static final int WORDS = 8;

  // An entry's words.
  private static final int SEQUENCE = 0; // 0: empty; odd: being written
  private static final int HIGH = 1;
  private static final int LOW = 2;
  private static final int LAST = 3;
  private static final int INTERVAL = 4;
  private static final int PACKETS = 5;
  private static final int ANSWERED_LIMITED = 6; // 32 bits each, which wrap
  private static final int KIND = 7; // version, mode, verdict

  private static final int NO_KIND = 0xFF;
  private static final int OCTET = 8;
  private static final long HALF = 0xFFFF_FFFFL;

  /** The weight of the newest interval in the mean is 1/8. */
  private static final int MEAN_SHIFT = 3;

  /** Worth is lost at one for so much silence. */
  private static final long FORGETTING_NANOS = 600_000_000_000L;

  private static final int PATIENCE = 100;
  private static final NtpVerdict[] VERDICTS = NtpVerdict.values();

  private final AtomicLongArray words;
  private final int setMask;

  /**
   * Creates an empty table.
   *
   * @param setBits log2 of the number of sets, 0 to 20; a set takes 512 octets
   */
  ClientLog(int setBits) {
    this.words = new AtomicLongArray((WAYS * WORDS) << setBits);
    this.setMask = (1 << setBits) - 1;
  }

  /** A packet came; version and mode are −1 if it was too short to have any. */
  void record(long hash, Route from, long localNanos, int version, int mode, NtpVerdict verdict) {
    int first = ((int) hash & setMask) * WAYS * WORDS;
    int entry = find(first, from, localNanos);
    long sequence = words.getPlain(entry + SEQUENCE);
    words.lazySet(entry + SEQUENCE, sequence + 1);
    if (sequence == 0 || !isOf(entry, from)) {
      begin(entry, from);
    } else {
      words.setRelease(entry + INTERVAL, interval(entry, localNanos));
    }
    words.setRelease(entry + LAST, localNanos);
    words.setRelease(entry + PACKETS, words.getPlain(entry + PACKETS) + 1);
    long counts = words.getPlain(entry + ANSWERED_LIMITED);
    words.setRelease(entry + ANSWERED_LIMITED, counted(counts, verdict));
    long kind = ((long) (version & NO_KIND) << (2 * OCTET)) | ((mode & NO_KIND) << OCTET);
    words.setRelease(entry + KIND, kind | verdict.ordinal());
    words.setRelease(entry + SEQUENCE, sequence + 2);
  }

  private boolean isOf(int entry, Route from) {
    return words.getPlain(entry + LOW) == from.remoteLow()
        && words.getPlain(entry + HIGH) == from.remoteHigh();
  }

  private void begin(int entry, Route from) {
    words.setRelease(entry + HIGH, from.remoteHigh());
    words.setRelease(entry + LOW, from.remoteLow());
    words.setRelease(entry + INTERVAL, 0);
    words.setRelease(entry + PACKETS, 0);
    words.setRelease(entry + ANSWERED_LIMITED, 0);
  }

  /** The mean interval, the newest one in it; at least 1, since 0 says that there was none. */
  private long interval(int entry, long localNanos) {
    long before = words.getPlain(entry + INTERVAL);
    long newest = Math.max(1, localNanos - words.getPlain(entry + LAST));
    return before == 0 ? newest : Math.max(1, before + ((newest - before) >> MEAN_SHIFT));
  }

  private static long counted(long counts, NtpVerdict verdict) {
    if (verdict.isAnswer()) {
      return counts + (1L << Integer.SIZE);
    }
    boolean limited = verdict == NtpVerdict.RATE_LIMITED || verdict == NtpVerdict.RATE_KISS;
    return limited ? (counts & ~HALF) | ((counts + 1) & HALF) : counts;
  }

  /** The address's entry, or the one that it is to take. */
  private int find(int first, Route from, long localNanos) {
    int victim = first;
    long leastWorth = Long.MAX_VALUE;
    for (int way = 0; way < WAYS; way++) {
      int entry = first + way * WORDS;
      if (words.getPlain(entry + SEQUENCE) == 0) {
        return entry; // entries fill from the front and are never emptied
      }
      if (isOf(entry, from)) {
        return entry;
      }
      long worth = worth(entry, localNanos);
      if (worth < leastWorth) {
        leastWorth = worth;
        victim = entry;
      }
    }
    return victim;
  }

  private long worth(int entry, long localNanos) {
    long silence = localNanos - words.getPlain(entry + LAST);
    int packets = Long.SIZE - Long.numberOfLeadingZeros(words.getPlain(entry + PACKETS));
    return packets * FORGETTING_NANOS - silence;
  }

  /** All that are remembered; any thread. */
  List<KnownClient> clients() {
    List<KnownClient> all = new ArrayList<>();
    long[] copy = new long[WORDS];
    for (int entry = 0; entry < words.length(); entry += WORDS) {
      if (read(entry, copy)) {
        all.add(client(copy));
      }
    }
    return all;
  }

  private boolean read(int entry, long[] copy) {
    for (int i = 0; i < PATIENCE; i++) {
      long before = words.get(entry + SEQUENCE);
      if (before == 0) {
        return false;
      }
      for (int word = 1; word < WORDS; word++) {
        copy[word] = words.get(entry + word);
      }
      if ((before & 1) == 0 && words.get(entry + SEQUENCE) == before) {
        return true;
      }
    }
    return false; // written all the time: the next look will find it
  }

  private static KnownClient client(long[] entry) {
    long kind = entry[KIND];
    long answered = entry[ANSWERED_LIMITED] >>> Integer.SIZE;
    long limited = entry[ANSWERED_LIMITED] & HALF;
    long packets = entry[PACKETS];
    return new KnownClient(
        new Route().setRemote(entry[HIGH], entry[LOW], 0, 0).remote().getAddress(),
        entry[LAST],
        entry[INTERVAL],
        (byte) (kind >>> (2 * OCTET)),
        (byte) (kind >>> OCTET),
        VERDICTS[(int) kind & NO_KIND],
        packets,
        answered,
        limited,
        Math.max(0, packets - answered - limited));
  }
}
