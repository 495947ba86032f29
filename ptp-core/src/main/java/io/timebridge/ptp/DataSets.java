package io.timebridge.ptp;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.Counters;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortAddress;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.TimeProperties;
import io.timebridge.ptp.wire.Tlv;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clock's data sets as management shows them: read from the same {@link PtpStatus} as everything
 * else that is said of the clock.
 */
final class DataSets {
  private static final int ORDINARY_CLOCK = 0x8000;
  private static final int BOUNDARY_CLOCK = 0x4000;

  /** clockClass of a clock that will not lead: a follower, or a master without a time. */
  private static final int FOLLOWER_ONLY_CLASS = 255;

  private static final int VARIANCE_UNKNOWN = 0xFFFF;
  private static final long PHASE_CHANGE_RATE_UNKNOWN = 0x7FFF_FFFF;
  private static final int INTERNAL_OSCILLATOR = 0xA0;
  private static final int VERSION = 2;
  private static final int SOFTWARE_STAMPS = 0; // as linuxptp counts them; so it is in the kernel
  private static final long NO_THRESHOLD = 0xFFFF_FFFFL;
  private static final String NO_PHASE_CHANGE = "00:00:00:00:00:00:00:00:00:00:00:00";

  private static final ClockQuality FOLLOWER_ONLY =
      new ClockQuality(FOLLOWER_ONLY_CLASS, ClockQuality.ACCURACY_UNKNOWN, VARIANCE_UNKNOWN);

  /** Of a clock that does not know: no timescale is claimed. */
  private static final TimeProperties UNKNOWN =
      new TimeProperties(0, false, false, false, false, false, false, INTERNAL_OSCILLATOR);

  private final PtpClock clock;
  private final PtpPort port;
  private final PtpPortConfig config;
  private final NodeDescription description;

  DataSets(PtpClock clock, PtpPort port, PtpPortConfig config, NodeDescription description) {
    this.clock = clock;
    this.port = port;
    this.config = config;
    this.description = description;
  }

  /**
   * What an id shows now; null if this clock has no such thing.
   *
   * @param request the way that the question came
   */
  @Nullable ManagementData get(ManagementId id, Route request, long nowLocalNanos) {
    PtpStatus status = clock.status();
    return switch (id) {
      case NULL_MANAGEMENT -> ManagementData.of(id);
      case CLOCK_DESCRIPTION -> clockDescription(request);
      case USER_DESCRIPTION -> ManagementData.of(id, description.userDescription());
      case DEFAULT_DATA_SET -> defaultDataSet(status);
      case CURRENT_DATA_SET -> currentDataSet(status);
      case PARENT_DATA_SET -> parentDataSet(status);
      case PRIORITY1 -> ManagementData.of(id, status.priority1());
      case PRIORITY2 -> ManagementData.of(id, status.priority2());
      case DOMAIN -> ManagementData.of(id, port.profile().domainNumber());
      case SLAVE_ONLY -> ManagementData.of(id, followsOnly());
      case TIME -> time(nowLocalNanos);
      case CLOCK_ACCURACY -> ManagementData.of(id, quality().clockAccuracy());
      case PATH_TRACE_LIST -> ManagementData.of(id, pathTrace(status));
      case TIME_STATUS_NP -> timeStatus(status);
      case GRANDMASTER_SETTINGS_NP -> grandmasterSettings();
      case TIME_PROPERTIES_DATA_SET,
          UTC_PROPERTIES,
          TRACEABILITY_PROPERTIES,
          TIMESCALE_PROPERTIES ->
          timeProperties(id, properties(status));
      default -> portData(id);
    };
  }

  private @Nullable ManagementData portData(ManagementId id) {
    PtpProfile profile = port.profile();
    return switch (id) {
      case PORT_DATA_SET -> portDataSet();
      case LOG_ANNOUNCE_INTERVAL -> ManagementData.of(id, profile.logAnnounceInterval());
      case ANNOUNCE_RECEIPT_TIMEOUT -> ManagementData.of(id, profile.announceReceiptTimeout());
      case LOG_SYNC_INTERVAL -> ManagementData.of(id, profile.logSyncInterval());
      case VERSION_NUMBER -> ManagementData.of(id, VERSION);
      case MASTER_ONLY -> ManagementData.of(id, clock.estimator() == null || port.masterOnly());
      case DELAY_MECHANISM -> ManagementData.of(id, mechanism(port.delayMechanism()));
      case LOG_MIN_PDELAY_REQ_INTERVAL -> ManagementData.of(id, profile.logMinPdelayReqInterval());
      // No peer delay is held to be too long: there is no threshold, and every port may sync.
      case PORT_DATA_SET_NP -> ManagementData.of(id, NO_THRESHOLD, true);
      case PORT_PROPERTIES_NP ->
          ManagementData.of(
              id,
              port.identity(),
              state(port.state()),
              SOFTWARE_STAMPS,
              description.interfaceName());
      case PORT_STATS_NP -> portStats();
      default -> null;
    };
  }

  private boolean followsOnly() {
    return clock.masterSettings() == null;
  }

  private ClockQuality quality() {
    MasterTime.Claims claims = clock.claims();
    return claims == null ? FOLLOWER_ONLY : claims.quality();
  }

  private TimeProperties properties(PtpStatus status) {
    MasterTime.Claims claims = clock.claims();
    TimeProperties agreed = status.timeProperties();
    if (clock.parent() != null) {
      return agreed == null ? UNKNOWN : agreed;
    }
    return claims == null ? UNKNOWN : claims.properties();
  }

  private ManagementData clockDescription(Route request) {
    PortAddress address =
        config.networkProtocol() == NetworkProtocol.UDP_IPV4
            ? PortAddress.of(ownIpv4(request))
            : PortAddress.of(ownIpv6(request));
    return ManagementData.of(
        ManagementId.CLOCK_DESCRIPTION,
        clock.ports().size() > 1 ? BOUNDARY_CLOCK : ORDINARY_CLOCK,
        "IEEE 802.3",
        description.physicalAddress(),
        address,
        "00:00:00",
        NodeDescription.PRODUCT,
        NodeDescription.REVISION,
        description.userDescription(),
        port.profile().identity());
  }

  private static InetAddress ownIpv4(Route request) {
    byte[] octets = new byte[4];
    ByteBuffer.wrap(octets).putInt((int) request.localLow());
    return address(octets);
  }

  private static InetAddress ownIpv6(Route request) {
    byte[] octets = new byte[16];
    ByteBuffer.wrap(octets).putLong(request.localHigh()).putLong(request.localLow());
    return address(octets);
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are always an address", e);
    }
  }

  private ManagementData defaultDataSet(PtpStatus status) {
    ClockQuality quality = quality();
    return ManagementData.of(
        ManagementId.DEFAULT_DATA_SET,
        config.twoStep(),
        followsOnly(),
        clock.ports().size(),
        status.priority1(),
        quality.clockClass(),
        quality.clockAccuracy(),
        quality.offsetScaledLogVariance(),
        status.priority2(),
        status.identity(),
        port.profile().domainNumber());
  }

  /** Of whom it follows; a clock that is passive for another is no step nearer to it. */
  private @Nullable AnnounceMessage followed(PtpStatus status) {
    return clock.parent() == null ? null : status.announce();
  }

  private ManagementData currentDataSet(PtpStatus status) {
    AnnounceMessage followed = followed(status);
    return ManagementData.of(
        ManagementId.CURRENT_DATA_SET,
        followed == null ? 0 : followed.stepsRemoved() + 1,
        followed == null ? 0 : scaled(status.offsetNanos()),
        followed == null ? 0 : scaled(status.pathDelayNanos()));
  }

  /** Nanoseconds as a TimeInterval, which holds 39 hours; all ones of it mean more. */
  private static long scaled(long nanos) {
    long limit = Long.MAX_VALUE >> 16;
    return nanos > limit ? Long.MAX_VALUE : nanos < -limit ? Long.MIN_VALUE : nanos << 16;
  }

  private ManagementData parentDataSet(PtpStatus status) {
    AnnounceMessage followed = followed(status);
    ClockQuality quality = followed == null ? quality() : followed.grandmasterClockQuality();
    return ManagementData.of(
        ManagementId.PARENT_DATA_SET,
        followed == null ? new PortIdentity(status.identity(), 0) : followed.source(),
        false,
        VARIANCE_UNKNOWN,
        PHASE_CHANGE_RATE_UNKNOWN,
        followed == null ? status.priority1() : followed.grandmasterPriority1(),
        quality.clockClass(),
        quality.clockAccuracy(),
        quality.offsetScaledLogVariance(),
        followed == null ? status.priority2() : followed.grandmasterPriority2(),
        followed == null ? status.identity() : followed.grandmasterIdentity());
  }

  private static ManagementData timeProperties(ManagementId id, TimeProperties time) {
    return switch (id) {
      case UTC_PROPERTIES ->
          ManagementData.of(
              id,
              time.currentUtcOffset(),
              time.leap61(),
              time.leap59(),
              time.currentUtcOffsetValid());
      case TRACEABILITY_PROPERTIES ->
          ManagementData.of(id, time.timeTraceable(), time.frequencyTraceable());
      case TIMESCALE_PROPERTIES -> ManagementData.of(id, time.ptpTimescale(), time.timeSource());
      default ->
          ManagementData.of(
              ManagementId.TIME_PROPERTIES_DATA_SET,
              time.currentUtcOffset(),
              time.leap61(),
              time.leap59(),
              time.currentUtcOffsetValid(),
              time.ptpTimescale(),
              time.timeTraceable(),
              time.frequencyTraceable(),
              time.timeSource());
    };
  }

  /** Null while the clock has no time. */
  private @Nullable ManagementData time(long nowLocalNanos) {
    ClockMap map = clock.estimator() == null ? null : clock.estimator().clock().map();
    boolean known = map != null || clock.given() != null;
    long nanos = known ? clock.nanosAt(nowLocalNanos) : -1;
    return nanos < 0 ? null : ManagementData.of(ManagementId.TIME, nanos);
  }

  private List<ClockIdentity> pathTrace(PtpStatus status) {
    AnnounceMessage announce = followed(status);
    if (announce != null) {
      for (Tlv tlv : announce.tlvs()) {
        if (tlv instanceof Tlv.PathTrace trace) {
          return trace.path();
        }
      }
    }
    return List.of();
  }

  private ManagementData timeStatus(PtpStatus status) {
    AnnounceMessage followed = followed(status);
    return ManagementData.of(
        ManagementId.TIME_STATUS_NP,
        followed == null ? 0 : status.offsetNanos(),
        ingressNanos(),
        0,
        0,
        0,
        NO_PHASE_CHANGE,
        followed != null,
        followed == null ? status.identity() : followed.grandmasterIdentity());
  }

  /** The time of our own clock at which the newest Sync came; 0 before the first. */
  private long ingressNanos() {
    FollowerRole role = port.follower();
    ClockMap map = clock.estimator() == null ? null : clock.estimator().clock().map();
    return role == null || map == null || role.ingressLocal() == Long.MIN_VALUE
        ? 0
        : map.current().nanosAt(role.ingressLocal());
  }

  private ManagementData grandmasterSettings() {
    ClockQuality quality = quality();
    MasterTime.Claims claims = clock.claims();
    TimeProperties time = claims == null ? UNKNOWN : claims.properties();
    return ManagementData.of(
        ManagementId.GRANDMASTER_SETTINGS_NP,
        quality.clockClass(),
        quality.clockAccuracy(),
        quality.offsetScaledLogVariance(),
        time.currentUtcOffset(),
        time.leap61(),
        time.leap59(),
        time.currentUtcOffsetValid(),
        time.ptpTimescale(),
        time.timeTraceable(),
        time.frequencyTraceable(),
        time.timeSource());
  }

  private ManagementData portDataSet() {
    PtpProfile profile = port.profile();
    return ManagementData.of(
        ManagementId.PORT_DATA_SET,
        port.identity(),
        state(port.state()),
        profile.logMinDelayReqInterval(),
        port.peerDelay().scaledNanos(),
        profile.logAnnounceInterval(),
        profile.announceReceiptTimeout(),
        profile.logSyncInterval(),
        mechanism(port.delayMechanism()),
        profile.logMinPdelayReqInterval(),
        VERSION);
  }

  /** delayMechanism as IEEE 1588 counts it; of one that measures none it has DISABLED. */
  private static int mechanism(DelayMechanism mechanism) {
    return switch (mechanism) {
      case E2E -> 1;
      case P2P -> 2;
      case AUTO -> throw new IllegalArgumentException("a port uses the one or the other");
      case NONE -> 0xFE;
    };
  }

  /** portState as IEEE 1588 counts it. */
  private static int state(PortState state) {
    return switch (state) {
      case INITIALIZING -> 1;
      case FAULTY -> 2;
      case DISABLED -> 3;
      case LISTENING -> 4;
      case PRE_MASTER -> 5;
      case MASTER -> 6;
      case PASSIVE -> 7;
      case UNCALIBRATED -> 8;
      case FOLLOWER -> 9;
    };
  }

  private ManagementData portStats() {
    List<MessageType> types = List.of(MessageType.values());
    Object[] values = new Object[1 + 2 * types.size()];
    values[0] = port.identity();
    for (int i = 0; i < types.size(); i++) {
      values[1 + i] = count(clock.received(), types.get(i));
      values[1 + types.size() + i] = count(clock.sent(), types.get(i));
    }
    return ManagementData.of(ManagementId.PORT_STATS_NP, values);
  }

  private static long count(Counters<MessageType> counters, MessageType type) {
    return counters.get(type);
  }
}
