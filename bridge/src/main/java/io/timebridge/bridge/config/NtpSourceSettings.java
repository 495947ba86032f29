package io.timebridge.bridge.config;

import java.nio.file.Path;

/** An entry of a config's {@code sources.ntp}: an NTP server to follow. */
public final class NtpSourceSettings extends Settings<NtpSourceSettings> {
  NtpSourceSettings(String name, String server) {
    put(ConfigTable.NTP_NAME, name);
    put(ConfigTable.NTP_SERVER, server);
  }

  /**
   * Sets {@code port}. The server's UDP port.
   *
   * @param value from 1 to 65535; left out: {@code 123}
   * @return this
   */
  public NtpSourceSettings port(int value) {
    return put(ConfigTable.NTP_PORT, value);
  }

  /**
   * Sets {@code iburst}. Whether a server that is new, or is back, is asked a few times quickly.
   *
   * @param value true or false; left out: {@code true}
   * @return this
   */
  public NtpSourceSettings iburst(boolean value) {
    return put(ConfigTable.NTP_IBURST, value);
  }

  /**
   * Sets {@code minpoll}. The shortest time between requests: 4 is 16 s, meant for a server of your
   * own; ask a public one no more often than 6, 64 s.
   *
   * @param value from 0 to 17 log2 of seconds; left out: {@code 4}
   * @return this
   */
  public NtpSourceSettings minpoll(int value) {
    return put(ConfigTable.NTP_MINPOLL, value);
  }

  /**
   * Sets {@code maxpoll}. The longest time between requests, which a quiet clock comes to; at least
   * {@code minpoll}.
   *
   * @param value from 0 to 17 log2 of seconds; left out: {@code 6}, or {@code minpoll} if that is
   *     more
   * @return this
   */
  public NtpSourceSettings maxpoll(int value) {
    return put(ConfigTable.NTP_MAXPOLL, value);
  }

  /**
   * Sets {@code noselect}. Whether the server is only watched: measured and shown, never followed.
   *
   * @param value true or false; left out: {@code false}
   * @return this
   */
  public NtpSourceSettings noselect(boolean value) {
    return put(ConfigTable.NTP_NOSELECT, value);
  }

  /**
   * Sets {@code pool}. How many addresses of the server's name are followed at once, each a source
   * of its own: {@code NAME.1}, {@code NAME.2}, …; {@code policy} may name one or, by {@code NAME},
   * all. One that is silent, refuses, or has no time gives way to another.
   *
   * @param value from 2 to 16 servers; left out: one address, {@code NAME}
   * @return this
   */
  public NtpSourceSettings pool(int value) {
    return put(ConfigTable.NTP_POOL, value);
  }

  /**
   * Sets {@code interleaved}. Whether the server is asked when its answer before really left
   * (chrony's {@code xleave}, RFC 9769); a server that does not know that answers as ever.
   *
   * @param value true or false; left out: {@code false}
   * @return this
   */
  public NtpSourceSettings interleaved(boolean value) {
    return put(ConfigTable.NTP_INTERLEAVED, value);
  }

  /**
   * Sets {@code key}. The number of the symmetric key that authenticates the server; what it does
   * not authenticate is ignored.
   *
   * @param value from 1 to 65535; left out: none
   * @return this
   */
  public NtpSourceSettings key(int value) {
    return put(ConfigTable.NTP_KEY, value);
  }

  /**
   * Sets {@code keys}. The file that has {@code key}, read at the start, written as that of {@code
   * serve.ntp.keys}.
   *
   * @param value a file's path; left out: the file of {@code serve.ntp.keys}
   * @return this
   */
  public NtpSourceSettings keys(Path value) {
    return put(ConfigTable.NTP_KEYS, value);
  }
}
