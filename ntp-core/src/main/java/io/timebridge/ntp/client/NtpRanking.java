package io.timebridge.ntp.client;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * What several servers told. Immutable.
 *
 * @param results who told the time: the least that it can be wrong by first
 * @param failures why the others did not, by server
 */
public record NtpRanking(
    List<NtpResult> results, Map<InetSocketAddress, NtpQueryException> failures) {

  /** Keeps copies. */
  public NtpRanking {
    results = List.copyOf(results);
    failures = Map.copyOf(failures);
  }
}
