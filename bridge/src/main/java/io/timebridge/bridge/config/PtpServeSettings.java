package io.timebridge.bridge.config;

import java.time.Duration;
import java.time.ZoneId;

/** An entry of a config's {@code serve.ptp}: a PTP domain to lead. */
public final class PtpServeSettings extends PtpSettings<PtpServeSettings> {
  PtpServeSettings(String networkInterface) {
    super(ConfigTable.PTP_SERVED, networkInterface);
  }

  /**
   * Sets {@code priority1}. PTP's {@code priority1}; the lower leads, before quality is compared.
   *
   * @param value from 0 to 255; left out: {@code 128}
   * @return this
   */
  public PtpServeSettings priority1(int value) {
    return put(ConfigTable.PRIORITY1, value);
  }

  /**
   * Sets {@code priority2}. PTP's {@code priority2}; the lower leads among clocks of equal quality.
   *
   * @param value from 0 to 255; left out: {@code 128}
   * @return this
   */
  public PtpServeSettings priority2(int value) {
    return put(ConfigTable.PRIORITY2, value);
  }

  /**
   * Sets {@code boundaryOf}. The PTP source whose clock this is another port of: a boundary clock,
   * which hands on that grandmaster's time, whatever it is, in place of the bridge's own.
   *
   * @param value 1 to 32 of A-Z a-z 0-9 . _ - with a letter or digit first; left out: the bridge's
   *     own time
   * @return this
   */
  public PtpServeSettings boundaryOf(String value) {
    return put(ConfigTable.BOUNDARY_OF, value);
  }

  /**
   * Sets {@code frameRate}. The usual frame rate of the site, for ST 2059-2's synchronisation
   * metadata.
   *
   * @param value frames a second, such as 25 or 30000/1001; left out: {@code 25}
   * @return this
   */
  public PtpServeSettings frameRate(FrameRate value) {
    return put(ConfigTable.FRAME_RATE, value);
  }

  /**
   * Sets {@code timeZone}. The time zone that ST 2059-2's synchronisation metadata tell of: its
   * offset, and its next change.
   *
   * @param value a zone of the tz database, such as Europe/Berlin; left out: {@code UTC}
   * @return this
   */
  public PtpServeSettings timeZone(ZoneId value) {
    return put(ConfigTable.TIME_ZONE, value);
  }

  /**
   * Sets {@code unicastFollowers}. How many followers may be granted unicast messages at once
   * ({@code ptp4l}'s {@code unicast_listen}, with a limit); 0 grants none. A quarter more may be
   * there that have not named our port yet.
   *
   * @param value from 0 to 65536 followers; left out: {@code 0}
   * @return this
   */
  public PtpServeSettings unicastFollowers(int value) {
    return put(ConfigTable.PTP_SERVICE.followers, value);
  }

  /**
   * Sets {@code unicastAllow}. The subnets whose requests for unicast messages are answered. PTP
   * proves nobody's address: whoever may ask can have messages sent to any address in these.
   *
   * @param texts each ADDRESS/PREFIX with no bit set behind the prefix, or one ADDRESS; left out:
   *     the subnets of the interface
   * @return this
   */
  public PtpServeSettings unicastAllow(String... texts) {
    return putAll(ConfigTable.PTP_SERVICE.allow, texts);
  }

  /**
   * Sets {@code unicastFollowersPerAddress}. How many of them may be at one address.
   *
   * @param value from 1 to 256 followers; left out: {@code 16}
   * @return this
   */
  public PtpServeSettings unicastFollowersPerAddress(int value) {
    return put(ConfigTable.PTP_SERVICE.perAddress, value);
  }

  /**
   * Sets {@code unicastMessagesPerSecond}. How many Announce, Sync, Follow_Up and Delay_Resp a
   * second are granted in all.
   *
   * @param value from 1 to 1000000 messages a second; left out: {@code 65536}
   * @return this
   */
  public PtpServeSettings unicastMessagesPerSecond(int value) {
    return put(ConfigTable.PTP_SERVICE.messagesPerSecond, value);
  }

  /**
   * Sets {@code unicastMaxDuration}. For how long they are granted at most, in whole seconds.
   *
   * @param value from 10s to 1h; left out: {@code 300s}
   * @return this
   */
  public PtpServeSettings unicastMaxDuration(Duration value) {
    return put(ConfigTable.PTP_SERVICE.maxDuration, value);
  }

  /**
   * Sets {@code hybridE2E}. Whether a Delay_Req to us alone is answered to its sender alone, though
   * nothing was granted: one packet for one. Otherwise it is not answered.
   *
   * @param value true or false; left out: {@code true}
   * @return this
   */
  public PtpServeSettings hybridE2E(boolean value) {
    return put(ConfigTable.PTP_SERVICE.hybrid, value);
  }

  /**
   * Sets {@code multicast}. Whether Announce, Sync and Delay_Resp are multicast at all; without it,
   * only who is granted unicast messages hears of us ({@code ptp4l}'s {@code
   * inhibit_multicast_service}).
   *
   * @param value true or false; left out: {@code true}
   * @return this
   */
  public PtpServeSettings multicast(boolean value) {
    return put(ConfigTable.PTP_SERVICE.multicast, value);
  }
}
