package io.timebridge.bridge;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the addresses of one server's name, none to two sources: two that ask one server are
 * one voice. Any thread.
 */
final class ServerAddresses {
  private final Set<InetAddress> taken = new HashSet<>();

  /**
   * The next address to ask at, instead of the present one, which is free then.
   *
   * @param known what the name stands for now, the preferred one first; not empty
   * @param present where the source asks, or null
   * @return the present one if there is no other; null if there is none at all
   */
  synchronized @Nullable InetAddress next(List<InetAddress> known, @Nullable InetAddress present) {
    // After the last, and after one that is not known any more, comes the first.
    int first = known.indexOf(present) + 1;
    for (int i = 0; i < known.size(); i++) {
      InetAddress each = known.get((first + i) % known.size());
      if (each.equals(present)) {
        break;
      }
      if (taken.add(each)) {
        taken.remove(present);
        return each;
      }
    }
    return present;
  }
}
