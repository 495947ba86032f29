package io.timebridge.bridge.config;

import io.timebridge.clock.LeapSmear.Shape;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A config's {@code serve.ntp}: the NTP server. */
public final class NtpServeSettings extends Settings<NtpServeSettings> {
  NtpServeSettings() {}

  /**
   * Sets {@code listen}. The UDP addresses to answer on; an empty list serves nothing.
   *
   * @param texts each ADDRESS:PORT with PORT 1 to 65535 (IPv6 as [ADDRESS]:PORT); left out: {@code
   *     [0.0.0.0:123]}
   * @return this
   */
  public NtpServeSettings listen(String... texts) {
    return putAll(ConfigTable.LISTEN, texts);
  }

  /**
   * Sets {@code allow}. The subnets that are answered; everything else is denied, and an empty list
   * denies all.
   *
   * @param texts each ADDRESS/PREFIX with no bit set behind the prefix, or one ADDRESS; left out:
   *     the subnets of the host's own interfaces
   * @return this
   */
  public NtpServeSettings allow(String... texts) {
    return putAll(ConfigTable.ALLOW, texts);
  }

  /**
   * Sets {@code deny}. The subnets that are not answered though a larger one is allowed: of all
   * that hold an address, in either list, the longest prefix decides, and {@code deny} between two
   * that are equal.
   *
   * @param texts each ADDRESS/PREFIX with no bit set behind the prefix, or one ADDRESS; left out:
   *     {@code []}
   * @return this
   */
  public NtpServeSettings deny(String... texts) {
    return putAll(ConfigTable.DENY, texts);
  }

  /**
   * Sets {@code keys}. The file of symmetric keys, read at the start, as chrony's: {@code NUMBER
   * TYPE KEY} a line, the type one of MD5, SHA1, SHA256, SHA384, SHA512, AES128 and AES256, the key
   * {@code HEX:} and digits or {@code ASCII:} and characters.
   *
   * @param value a file's path; left out: none
   * @return this
   */
  public NtpServeSettings keys(Path value) {
    return put(ConfigTable.KEYS, value);
  }

  /**
   * Sets {@code cryptoNak}. Whether a client whose MAC is not right is told so; otherwise it gets
   * no answer.
   *
   * @param value true or false; left out: {@code false}
   * @return this
   */
  public NtpServeSettings cryptoNak(boolean value) {
    return put(ConfigTable.CRYPTO_NAK, value);
  }

  /**
   * Sets {@code interleaved}. Whether a client that asks for it (chrony's {@code xleave}) is told
   * when the answer before really left (RFC 9769).
   *
   * @param value true or false; left out: {@code true}
   * @return this
   */
  public NtpServeSettings interleaved(boolean value) {
    return put(ConfigTable.INTERLEAVED, value);
  }

  /**
   * Sets {@code leapSmear}. Whether NTP clients see a leap second of the leap second table spread
   * over the day from noon to noon, evenly or with a smooth begin and end, instead of an
   * announcement. All servers of a client must do the same. PTP is never smeared.
   *
   * @param value off, linear, cosine; left out: {@code off}
   * @return this
   */
  public NtpServeSettings leapSmear(Shape value) {
    return put(ConfigTable.LEAP_SMEAR, value);
  }

  /**
   * Sets {@code threads}. How many threads answer, each from a socket of its own; the kernel deals
   * the clients out among them (SO_REUSEPORT of Linux). One thread answers more than 100,000
   * requests a second.
   *
   * @param value from 1 to 64 threads; left out: {@code 1}
   * @return this
   */
  public NtpServeSettings threads(int value) {
    return put(ConfigTable.NTP_THREADS, value);
  }

  /**
   * Limits how often one address is answered; otherwise it is answered as often as it asks.
   *
   * @param more says how often, if not as the defaults say
   * @return this
   */
  public NtpServeSettings rateLimit(Consumer<RateLimitSettings> more) {
    return with(ConfigTable.RATE_LIMIT, RateLimitSettings::new, more);
  }
}
