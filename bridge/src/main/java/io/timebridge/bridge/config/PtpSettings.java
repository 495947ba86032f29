package io.timebridge.bridge.config;

import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import java.time.Duration;

/**
 * What every PTP entry of a config may say of its port, be it followed or served: IEEE 1588's
 * names.
 *
 * @param <S> the kind of entry
 */
public abstract class PtpSettings<S extends PtpSettings<S>> extends Settings<S> {
  private final PtpKeys keys;

  PtpSettings(PtpKeys keys, String networkInterface) {
    this.keys = keys;
    put(keys.networkInterface, networkInterface);
  }

  /**
   * Sets {@code domain}. PTP's {@code domainNumber}.
   *
   * @param value from 0 to 127; left out: the profile's
   * @return this
   */
  public final S domain(int value) {
    return put(keys.domain, value);
  }

  /**
   * Sets {@code profile}. The PTP profile.
   *
   * @param value default-e2e, default-p2p, aes67, st2059-2, aes-r16; left out: {@code default-e2e}
   * @return this
   */
  public final S profile(String value) {
    return put(keys.profile, value);
  }

  /**
   * Sets {@code logSyncInterval}. The time between Sync messages.
   *
   * @param value from -7 to 5 log2 of seconds; left out: the profile's
   * @return this
   */
  public final S logSyncInterval(int value) {
    return put(keys.logSyncInterval, value);
  }

  /**
   * Sets {@code logAnnounceInterval}. The time between Announce messages.
   *
   * @param value from -7 to 5 log2 of seconds; left out: the profile's
   * @return this
   */
  public final S logAnnounceInterval(int value) {
    return put(keys.logAnnounceInterval, value);
  }

  /**
   * Sets {@code logMinDelayReqInterval}. The least mean time between Delay_Req messages.
   *
   * @param value from -7 to 5 log2 of seconds; left out: the profile's
   * @return this
   */
  public final S logMinDelayReqInterval(int value) {
    return put(keys.logMinDelayReqInterval, value);
  }

  /**
   * Sets {@code logMinPdelayReqInterval}. The time between Pdelay_Req messages.
   *
   * @param value from -7 to 5 log2 of seconds; left out: the profile's
   * @return this
   */
  public final S logMinPdelayReqInterval(int value) {
    return put(keys.logMinPdelayReqInterval, value);
  }

  /**
   * Sets {@code announceReceiptTimeout}. How long a leader may be silent before it counts as lost.
   *
   * @param value from 2 to 255 announce intervals; left out: the profile's
   * @return this
   */
  public final S announceReceiptTimeout(int value) {
    return put(keys.announceReceiptTimeout, value);
  }

  /**
   * Sets {@code maxStepsRemoved}. A leader that is so many boundary clocks away from its
   * grandmaster, or more, is not considered.
   *
   * @param value from 2 to 255 clocks; left out: {@code 255}
   * @return this
   */
  public final S maxStepsRemoved(int value) {
    return put(keys.maxStepsRemoved, value);
  }

  /**
   * Sets {@code delayMechanism}. How the path delay is measured: {@code E2E} asks the leader,
   * {@code P2P} the neighbour on the link, {@code auto} the leader until a neighbour asks for the
   * peer delay; {@code none} takes it for 0.
   *
   * @param value E2E, P2P, auto, none; left out: the profile's
   * @return this
   */
  public final S delayMechanism(DelayMechanism value) {
    return put(keys.delayMechanism, value);
  }

  /**
   * Sets {@code networkProtocol}. What carries the messages.
   *
   * @param value UDPv4, UDPv6; left out: {@code UDPv4}
   * @return this
   */
  public final S networkProtocol(NetworkProtocol value) {
    return put(keys.networkProtocol, value);
  }

  /**
   * Sets {@code udp6Scope}. Of UDPv6, how far multicast messages may go: the x of FF0x::181, 2 for
   * the link, 5 for the site, 14 for anywhere ({@code ptp4l}'s default); all of a domain need the
   * same. Beyond 2, user-space stamps hear the group on every interface of the host.
   *
   * @param value from 2 to 14; left out: {@code 14}
   * @return this
   */
  public final S udp6Scope(int value) {
    return put(keys.udp6Scope, value);
  }

  /**
   * Sets {@code eventPort}. The UDP port of event messages.
   *
   * @param value from 1 to 65535; left out: {@code 319}
   * @return this
   */
  public final S eventPort(int value) {
    return put(keys.eventPort, value);
  }

  /**
   * Sets {@code generalPort}. The UDP port of general messages.
   *
   * @param value from 1 to 65535; left out: {@code 320}
   * @return this
   */
  public final S generalPort(int value) {
    return put(keys.generalPort, value);
  }

  /**
   * Sets {@code delayAsymmetry}. The delay from the leader minus the mean of both ways.
   *
   * @param value from -1s to 1s; left out: {@code 0ns}
   * @return this
   */
  public final S delayAsymmetry(Duration value) {
    return put(keys.delayAsymmetry, value);
  }

  /**
   * Sets {@code ingressLatency}. The time from the wire to the receive stamp.
   *
   * @param value from -1s to 1s; left out: {@code 0ns}
   * @return this
   */
  public final S ingressLatency(Duration value) {
    return put(keys.ingressLatency, value);
  }

  /**
   * Sets {@code egressLatency}. The time from the transmit stamp to the wire.
   *
   * @param value from -1s to 1s; left out: {@code 0ns}
   * @return this
   */
  public final S egressLatency(Duration value) {
    return put(keys.egressLatency, value);
  }

  /**
   * Sets {@code clockIdentity}. Our own {@code clockIdentity}.
   *
   * @param value 8 octets in hex, not all 00 or all ff, as 001122.fffe.334455,
   *     00:11:22:ff:fe:33:44:55 or 001122fffe334455; left out: made from the interface
   * @return this
   */
  public final S clockIdentity(String value) {
    return put(keys.clockIdentity, value);
  }

  /**
   * Sets {@code ttl}. How far multicast messages travel.
   *
   * @param value from 1 to 255 hops; left out: {@code 1}
   * @return this
   */
  public final S ttl(int value) {
    return put(keys.ttl, value);
  }

  /**
   * Sets {@code dscp}. The DSCP that event messages are sent with.
   *
   * @param value from 0 to 63; left out: the profile's
   * @return this
   */
  public final S dscp(int value) {
    return put(keys.dscp, value);
  }

  /**
   * Sets {@code managementGet}. The subnets whose PTP management messages are answered; an empty
   * list answers none but those of {@code managementSet}.
   *
   * @param texts each ADDRESS/PREFIX with no bit set behind the prefix, or one ADDRESS; left out:
   *     the subnets of the interface
   * @return this
   */
  public final S managementGet(String... texts) {
    return putAll(keys.managementGet, texts);
  }

  /**
   * Sets {@code managementSet}. The subnets that may set priorities, intervals and the announce
   * timeout by PTP management, and disable the port; it lasts until the next start, and PTP proves
   * nobody's address.
   *
   * @param texts each ADDRESS/PREFIX with no bit set behind the prefix, or one ADDRESS; left out:
   *     {@code []}
   * @return this
   */
  public final S managementSet(String... texts) {
    return putAll(keys.managementSet, texts);
  }
}
