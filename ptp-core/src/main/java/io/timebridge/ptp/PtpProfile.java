package io.timebridge.ptp;

import java.util.List;

/**
 * The numbers that a profile of PTP fixes. Intervals are powers of two of a second.
 *
 * @param name the profile's name in a configuration
 * @param identity profileIdentity, six octets in hex, as management tells it
 * @param domainNumber 0 to 127
 * @param logAnnounceInterval between Announce messages, −7 to 7
 * @param logSyncInterval between Sync messages, −7 to 7
 * @param logMinDelayReqInterval between Delay_Req messages on average, at least, −7 to 7
 * @param logMinPdelayReqInterval between Pdelay_Req messages, −7 to 7
 * @param announceReceiptTimeout how many Announce intervals without one end a master, 2 to 255
 * @param delayMechanism how the delay is measured
 * @param dscp the differentiated-services code point of what is sent, 0 to 63
 * @param ttl how many routers a multicast may pass, 1 to 255
 * @param limits what the profile lets a configuration choose; a program may choose otherwise
 */
public record PtpProfile(
    String name,
    String identity,
    int domainNumber,
    int logAnnounceInterval,
    int logSyncInterval,
    int logMinDelayReqInterval,
    int logMinPdelayReqInterval,
    int announceReceiptTimeout,
    DelayMechanism delayMechanism,
    int dscp,
    int ttl,
    PtpLimits limits) {

  /** IEEE 1588's default profile, peer delay: one octet differs. */
  private static final String P2P_IDENTITY = "00:1b:19:00:02:00";

  private static final String ST2059_2_IDENTITY = "68:97:e8:00:01:00";

  /** IEEE 1588's default profile, delay request-response: linuxptp's port.c has it, too. */
  private static final String E2E_IDENTITY = "00:1b:19:00:01:00";

  /**
   * IEEE 1588's default profile with the delay request-response mechanism: the numbers of
   * linuxptp's {@code configs/default.cfg} and {@code ptp4l(8)}, and their DSCP from AES67.
   */
  public static final PtpProfile DEFAULT_E2E =
      new PtpProfile(
          "default-e2e",
          E2E_IDENTITY,
          0,
          1,
          0,
          0,
          0,
          3,
          DelayMechanism.E2E,
          46,
          1,
          PtpLimits.DEFAULT_PROFILES);

  /**
   * IEEE 1588's default profile with the peer delay mechanism, otherwise as {@link #DEFAULT_E2E}.
   */
  public static final PtpProfile DEFAULT_P2P =
      new PtpProfile(
          "default-p2p",
          P2P_IDENTITY,
          0,
          1,
          0,
          0,
          0,
          3,
          DelayMechanism.P2P,
          46,
          1,
          PtpLimits.DEFAULT_PROFILES);

  /**
   * The media profile of AES67-2018, Annex A: announce 1, sync −3, delay request 0, timeout 3.
   * Public tables of it differ in the delay request (Juniper's Junos has −3); a follower keeps to
   * the interval that its master tells it in Delay_Resp. DSCP 46 (EF) is what AES67 has for the
   * clock.
   */
  public static final PtpProfile AES67 =
      new PtpProfile(
          "aes67",
          "00:0b:5e:00:01:00",
          0,
          1,
          -3,
          0,
          0,
          3,
          DelayMechanism.E2E,
          46,
          1,
          PtpLimits.AES67);

  /**
   * SMPTE ST 2059-2, for professional video: domain 127, announce −2, sync −3, delay request −3,
   * timeout 3 (Junos's table of media profiles, Haivision's manual). A master sends the profile's
   * synchronisation metadata once a second.
   */
  public static final PtpProfile ST2059_2 =
      new PtpProfile(
          "st2059-2",
          ST2059_2_IDENTITY,
          127,
          -2,
          -3,
          -3,
          -3,
          3,
          DelayMechanism.E2E,
          46,
          1,
          PtpLimits.ST2059_2);

  /** The common ground of AES67 and ST 2059-2 by AES-R16: announce 0, sync −3, delay request −3. */
  public static final PtpProfile AES_R16 =
      new PtpProfile(
          "aes-r16",
          E2E_IDENTITY,
          0,
          0,
          -3,
          -3,
          0,
          3,
          DelayMechanism.E2E,
          46,
          1,
          PtpLimits.AES_R16);

  /** All profiles, in the order in which they are documented. */
  public static final List<PtpProfile> ALL =
      List.of(DEFAULT_E2E, DEFAULT_P2P, AES67, ST2059_2, AES_R16);

  /** Checks the ranges. */
  public PtpProfile {
    PtpLimits.check("domainNumber", domainNumber, 0, 127);
    PtpLimits.check("logAnnounceInterval", logAnnounceInterval, -7, 7);
    PtpLimits.check("logSyncInterval", logSyncInterval, -7, 7);
    PtpLimits.check("logMinDelayReqInterval", logMinDelayReqInterval, -7, 7);
    PtpLimits.check("logMinPdelayReqInterval", logMinPdelayReqInterval, -7, 7);
    PtpLimits.check("announceReceiptTimeout", announceReceiptTimeout, 2, 255);
    PtpLimits.check("dscp", dscp, 0, 63);
    PtpLimits.check("ttl", ttl, 1, 255);
  }

  /**
   * {@return the profile of this name}
   *
   * @param name as {@link #name()} tells it
   * @throws IllegalArgumentException if there is none
   */
  public static PtpProfile named(String name) {
    return ALL.stream()
        .filter(profile -> profile.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no profile " + name));
  }

  /** {@return whether its masters tell of local time and time code: SMPTE ST 2059-2's do} */
  public boolean hasMetadata() {
    return identity.equals(ST2059_2_IDENTITY);
  }

  /**
   * {@return this profile for another domain}
   *
   * @param number 0 to 127
   */
  public PtpProfile withDomain(int number) {
    return new PtpProfile(
        name,
        identity,
        number,
        logAnnounceInterval,
        logSyncInterval,
        logMinDelayReqInterval,
        logMinPdelayReqInterval,
        announceReceiptTimeout,
        delayMechanism,
        dscp,
        ttl,
        limits);
  }

  /**
   * {@return this profile with other intervals}
   *
   * @param logAnnounce between Announce messages, −7 to 7
   * @param logSync between Sync messages, −7 to 7
   * @param logMinDelayReq between Delay_Req messages, −7 to 7
   */
  public PtpProfile withIntervals(int logAnnounce, int logSync, int logMinDelayReq) {
    return new PtpProfile(
        name,
        identity,
        domainNumber,
        logAnnounce,
        logSync,
        logMinDelayReq,
        logMinPdelayReqInterval,
        announceReceiptTimeout,
        delayMechanism,
        dscp,
        ttl,
        limits);
  }

  /**
   * {@return this profile with another timeout}
   *
   * @param intervals how many Announce intervals without one end a master, 2 to 255
   */
  public PtpProfile withAnnounceReceiptTimeout(int intervals) {
    return new PtpProfile(
        name,
        identity,
        domainNumber,
        logAnnounceInterval,
        logSyncInterval,
        logMinDelayReqInterval,
        logMinPdelayReqInterval,
        intervals,
        delayMechanism,
        dscp,
        ttl,
        limits);
  }

  /**
   * {@return this profile with another way to measure the delay}
   *
   * @param mechanism the way
   * @param logMinPdelayReq between Pdelay_Req messages, −7 to 7
   */
  public PtpProfile withDelay(DelayMechanism mechanism, int logMinPdelayReq) {
    return new PtpProfile(
        name,
        identity,
        domainNumber,
        logAnnounceInterval,
        logSyncInterval,
        logMinDelayReqInterval,
        logMinPdelayReq,
        announceReceiptTimeout,
        mechanism,
        dscp,
        ttl,
        limits);
  }

  /**
   * {@return this profile sent otherwise}
   *
   * @param codePoint differentiated-services code point, 0 to 63
   * @param hops how many routers a multicast may pass, 1 to 255
   */
  public PtpProfile withSending(int codePoint, int hops) {
    return new PtpProfile(
        name,
        identity,
        domainNumber,
        logAnnounceInterval,
        logSyncInterval,
        logMinDelayReqInterval,
        logMinPdelayReqInterval,
        announceReceiptTimeout,
        delayMechanism,
        codePoint,
        hops,
        limits);
  }
}
