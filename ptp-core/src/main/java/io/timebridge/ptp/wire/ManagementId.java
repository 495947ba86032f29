package io.timebridge.ptp.wire;

import io.timebridge.ptp.wire.GroupCodecs.Many;
import io.timebridge.ptp.wire.GroupCodecs.Members;
import io.timebridge.ptp.wire.NumberCodecs.Bit;
import io.timebridge.ptp.wire.NumberCodecs.ClockType;
import io.timebridge.ptp.wire.NumberCodecs.Flag32;
import io.timebridge.ptp.wire.NumberCodecs.Fraction;
import io.timebridge.ptp.wire.NumberCodecs.State;
import io.timebridge.ptp.wire.NumberCodecs.Timestamp;
import io.timebridge.ptp.wire.NumberCodecs.Whole;
import io.timebridge.ptp.wire.OctetCodecs.Address;
import io.timebridge.ptp.wire.OctetCodecs.Clock;
import io.timebridge.ptp.wire.OctetCodecs.Hex;
import io.timebridge.ptp.wire.OctetCodecs.Port;
import io.timebridge.ptp.wire.OctetCodecs.Reserved;
import io.timebridge.ptp.wire.OctetCodecs.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a management message can be about: each managementId with the layout of what it carries.
 * Those of IEEE 1588-2008 and -2019, and those of linuxptp's, which end in {@code _NP} (0xC000 and
 * up).
 *
 * <p>The standard's table is not public; numbers and layouts are those that linuxptp ({@code
 * tlv.h}, {@code ds.h}) and libptpmgmt ({@code ids_base.m4}, {@code proc.h}) agree on, and that
 * Wireshark shows.
 */
public enum ManagementId {
  /** Nothing: whether somebody answers. */
  NULL_MANAGEMENT(0x0000, Scope.PORT, "GET SET COMMAND"),
  /** What the node is, who made it and where it is reached. */
  CLOCK_DESCRIPTION(
      0x0001,
      Scope.PORT,
      "GET",
      field("clockType", new ClockType()),
      text("physicalLayerProtocol"),
      field("physicalAddress", new Hex(0), "physicalAddressLength", "physicalAddress"),
      field(
          "protocolAddress",
          new Address(),
          "protocolAddress",
          "networkProtocol",
          "protocolAddress.length",
          "protocolAddress"),
      field("manufacturerId", new Hex(3), "manufacturerIdentity"),
      reserved(1),
      text("productDescription"),
      text("revisionData"),
      text("userDescription"),
      field("profileId", new Hex(6), "profileIdentity")),
  /** What its owner calls it. */
  USER_DESCRIPTION(0x0002, Scope.CLOCK, "GET SET", text("userDescription")),
  /** Keep what was set. */
  SAVE_IN_NON_VOLATILE_STORAGE(0x0003, Scope.CLOCK, "COMMAND"),
  /** Forget what was kept. */
  RESET_NON_VOLATILE_STORAGE(0x0004, Scope.CLOCK, "COMMAND"),
  /** Begin anew. */
  INITIALIZE(
      0x0005, Scope.CLOCK, "COMMAND", field("initializationKey", Whole.HEX16, "initializationKey")),
  /** The faults that were noted. */
  FAULT_LOG(
      0x0006,
      Scope.CLOCK,
      "GET",
      field(
          "faultRecords",
          new Many(
              2,
              new Members(
                  field("faultRecordLength", Whole.UINT16, "faultRecordLength"),
                  field("faultTime", new Timestamp(), "faultTime.seconds", "faultTime.nanoseconds"),
                  field("severityCode", Whole.UINT8, "severityCode"),
                  text("faultName"),
                  text("faultValue"),
                  text("faultDescription"))),
          "numberOfFaultRecords")),
  /** Forget them. */
  FAULT_LOG_RESET(0x0007, Scope.CLOCK, "COMMAND"),
  /** The clock itself. */
  DEFAULT_DATA_SET(
      0x2000,
      Scope.CLOCK,
      "GET",
      bit("twoStepFlag", 0x01, "twoStep"),
      bit("slaveOnly", 0x02, "SlavOnly"),
      reserved(1),
      field("numberPorts", Whole.UINT16, "numberPorts"),
      field("priority1", Whole.UINT8, "priority1"),
      field("clockClass", Whole.UINT8, "clockclass"),
      field("clockAccuracy", Whole.HEX8, "clockaccuracy"),
      field("offsetScaledLogVariance", Whole.HEX16, "clockvariance"),
      field("priority2", Whole.UINT8, "priority2"),
      field("clockIdentity", new Clock(), "clockidentity"),
      field("domainNumber", Whole.UINT8, "domainNumber"),
      reserved(1)),
  /** How it stands to its master. */
  CURRENT_DATA_SET(
      0x2001,
      Scope.CLOCK,
      "GET",
      field("stepsRemoved", Whole.UINT16, "stepsRemoved"),
      field("offsetFromMaster", Fraction.TIME_INTERVAL, "offset.ns", "offset.subns"),
      field("meanPathDelay", Fraction.TIME_INTERVAL, "pathDelay.ns", "pathDelay.subns")),
  /** Its master and grandmaster. */
  PARENT_DATA_SET(
      0x2002,
      Scope.CLOCK,
      "GET",
      field("parentPortIdentity", new Port(), "parentclockidentity", "parentsourceportid"),
      bit("parentStats", 0x01, "parentstats"),
      reserved(1),
      field(
          "observedParentOffsetScaledLogVariance",
          Whole.HEX16,
          "observedParentOffsetScaledLogVariance"),
      field(
          "observedParentClockPhaseChangeRate", Whole.HEX32, "observedParentClockPhaseChangeRate"),
      field("grandmasterPriority1", Whole.UINT8, "grandmasterPriority1"),
      field("gm.ClockClass", Whole.UINT8, "grandmasterclockclass"),
      field("gm.ClockAccuracy", Whole.HEX8, "grandmasterclockaccuracy"),
      field("gm.OffsetScaledLogVariance", Whole.HEX16, "grandmasterclockvariance"),
      field("grandmasterPriority2", Whole.UINT8, "grandmasterPriority2"),
      field("grandmasterIdentity", new Clock(), "grandmasterclockidentity")),
  /** What its time is. */
  TIME_PROPERTIES_DATA_SET(
      0x2003,
      Scope.CLOCK,
      "GET",
      field("currentUtcOffset", Whole.INT16, "currentutcoffset"),
      bit("leap61", 0x01, "li61"),
      bit("leap59", 0x02, "li59"),
      bit("currentUtcOffsetValid", 0x04, "CurrentUTCOffsetValid"),
      bit("ptpTimescale", 0x08, "ptptimescale"),
      bit("timeTraceable", 0x10, "timeTraceable"),
      bit("frequencyTraceable", 0x20, "frequencyTraceable"),
      field("timeSource", Whole.HEX8, "timesource")),
  /** A port. */
  PORT_DATA_SET(
      0x2004,
      Scope.PORT,
      "GET",
      field("portIdentity", new Port(), "clockidentity", "PortNumber"),
      field("portState", new State(), "portState"),
      field("logMinDelayReqInterval", Whole.INT8, "logMinDelayReqInterval"),
      field(
          "peerMeanPathDelay",
          Fraction.TIME_INTERVAL,
          "peerMeanPathDelay.ns",
          "peerMeanPathDelay.subns"),
      field("logAnnounceInterval", Whole.INT8, "logAnnounceInterval"),
      field("announceReceiptTimeout", Whole.UINT8, "announceReceiptTimeout"),
      field("logSyncInterval", Whole.INT8, "logSyncInterval"),
      field("delayMechanism", Whole.UINT8, "delayMechanism"),
      field("logMinPdelayReqInterval", Whole.INT8, "logMinPdelayReqInterval"),
      field("versionNumber", Whole.UINT8, "versionNumber")),
  /** The lower leads, before quality is compared. */
  PRIORITY1(
      0x2005, Scope.CLOCK, "GET SET", field("priority1", Whole.UINT8, "priority1"), reserved(1)),
  /** The lower leads among clocks of equal quality. */
  PRIORITY2(
      0x2006, Scope.CLOCK, "GET SET", field("priority2", Whole.UINT8, "priority2"), reserved(1)),
  /** The domain. */
  DOMAIN(
      0x2007,
      Scope.CLOCK,
      "GET SET",
      field("domainNumber", Whole.UINT8, "domainNumber"),
      reserved(1)),
  /** Whether it never leads. */
  SLAVE_ONLY(0x2008, Scope.CLOCK, "GET SET", bit("slaveOnly", 0x01, "SlavOnly"), reserved(1)),
  /** The time between Announce messages. */
  LOG_ANNOUNCE_INTERVAL(
      0x2009,
      Scope.PORT,
      "GET SET",
      field("logAnnounceInterval", Whole.INT8, "logAnnounceInterval"),
      reserved(1)),
  /** How many of them without one end a master. */
  ANNOUNCE_RECEIPT_TIMEOUT(
      0x200A,
      Scope.PORT,
      "GET SET",
      field("announceReceiptTimeout", Whole.UINT8, "announceReceiptTimeout"),
      reserved(1)),
  /** The time between Sync messages. */
  LOG_SYNC_INTERVAL(
      0x200B,
      Scope.PORT,
      "GET SET",
      field("logSyncInterval", Whole.INT8, "logSyncInterval"),
      reserved(1)),
  /** The version of PTP. */
  VERSION_NUMBER(
      0x200C,
      Scope.PORT,
      "GET SET",
      field("versionNumber", Whole.UINT8, "versionNumber"),
      reserved(1)),
  /** Take part again. */
  ENABLE_PORT(0x200D, Scope.PORT, "COMMAND"),
  /** Take no part any more, until it is enabled. */
  DISABLE_PORT(0x200E, Scope.PORT, "COMMAND"),
  /** The clock's time. */
  TIME(
      0x200F,
      Scope.CLOCK,
      "GET SET",
      field("currentTime", new Timestamp(), "currentTime.seconds", "currentTime.nanoseconds")),
  /** How good the clock says it is. */
  CLOCK_ACCURACY(
      0x2010,
      Scope.CLOCK,
      "GET SET",
      field("clockAccuracy", Whole.HEX8, "clockaccuracy"),
      reserved(1)),
  /** Its offset from UTC. */
  UTC_PROPERTIES(
      0x2011,
      Scope.CLOCK,
      "GET SET",
      field("currentUtcOffset", Whole.INT16, "currentutcoffset"),
      bit("leap61", 0x01, "li61"),
      bit("leap59", 0x02, "li59"),
      bit("currentUtcOffsetValid", 0x04, "CurrentUTCOffsetValid"),
      reserved(1)),
  /** Whether it is traceable to a primary reference. */
  TRACEABILITY_PROPERTIES(
      0x2012,
      Scope.CLOCK,
      "GET SET",
      bit("timeTraceable", 0x10, "timeTraceable"),
      bit("frequencyTraceable", 0x20, "frequencyTraceable"),
      reserved(1)),
  /** What its timescale is. */
  TIMESCALE_PROPERTIES(
      0x2013,
      Scope.CLOCK,
      "GET SET",
      bit("ptpTimescale", 0x08, "ptptimescale"),
      field("timeSource", Whole.HEX8, "timesource")),
  /** Whether the port asks for and grants unicast. */
  UNICAST_NEGOTIATION_ENABLE(
      0x2014, Scope.PORT, "GET SET", bit("enable", 0x01, "unicastEnable"), reserved(1)),
  /** The clocks that the time came through. */
  PATH_TRACE_LIST(
      0x2015, Scope.CLOCK, "GET", field("pathSequence", new Many(0, new Clock()), "clockidentity")),
  /** Whether it tells them. */
  PATH_TRACE_ENABLE(
      0x2016, Scope.CLOCK, "GET SET", bit("enable", 0x01, "pathTraceEnable"), reserved(1)),
  /** The other grandmasters of a cluster. */
  GRANDMASTER_CLUSTER_TABLE(
      0x2017,
      Scope.CLOCK,
      "GET SET",
      field("logQueryInterval", Whole.INT8),
      field("grandmasters", new Many(1, new Address()))),
  /** The masters that are asked by unicast. */
  UNICAST_MASTER_TABLE(
      0x2018,
      Scope.PORT,
      "GET SET",
      field("logQueryInterval", Whole.INT8),
      field("masters", new Many(2, new Address()))),
  /** How many there may be. */
  UNICAST_MASTER_MAX_TABLE_SIZE(0x2019, Scope.PORT, "GET", field("maxTableSize", Whole.UINT16)),
  /** The masters that may be followed. */
  ACCEPTABLE_MASTER_TABLE(
      0x201A,
      Scope.CLOCK,
      "GET SET",
      field(
          "masters",
          new Many(
              2,
              new Members(
                  field("acceptablePortIdentity", new Port()),
                  field("alternatePriority1", Whole.UINT8))))),
  /** Whether only those are. */
  ACCEPTABLE_MASTER_TABLE_ENABLED(0x201B, Scope.PORT, "GET SET", bit("enable", 0x01), reserved(1)),
  /** How many there may be. */
  ACCEPTABLE_MASTER_MAX_TABLE_SIZE(0x201C, Scope.CLOCK, "GET", field("maxTableSize", Whole.UINT16)),
  /** Whether a master that is not the best one sends too. */
  ALTERNATE_MASTER(
      0x201D,
      Scope.PORT,
      "GET SET",
      bit("transmitAlternateMulticastSync", 0x01, "transmitAlternateMulticastSync"),
      field("logAlternateMulticastSyncInterval", Whole.INT8, "AlternateMulticastSyncInterval"),
      field("numberOfAlternateMasters", Whole.UINT8, "numberOfAlternateMasters"),
      reserved(1)),
  /** Whether an alternate time is told. */
  ALTERNATE_TIME_OFFSET_ENABLE(
      0x201E,
      Scope.CLOCK,
      "GET SET",
      field("keyField", Whole.UINT8, "keyField"),
      bit("enable", 0x01)),
  /** Its name. */
  ALTERNATE_TIME_OFFSET_NAME(
      0x201F,
      Scope.CLOCK,
      "GET SET",
      field("keyField", Whole.UINT8, "keyField"),
      text("displayName")),
  /** How many there may be. */
  ALTERNATE_TIME_OFFSET_MAX_KEY(
      0x2020, Scope.CLOCK, "GET", field("maxKey", Whole.UINT8, "maxKey"), reserved(1)),
  /** What it is. */
  ALTERNATE_TIME_OFFSET_PROPERTIES(
      0x2021,
      Scope.CLOCK,
      "GET SET",
      field("keyField", Whole.UINT8, "keyField"),
      field("currentOffset", Whole.INT32, "currentOffset"),
      field("jumpSeconds", Whole.INT32, "jumpSeconds"),
      field("timeOfNextJump", Whole.UINT48, "nextjumpSeconds"),
      reserved(1)),
  /** Whether another protocol sets the states of the ports. */
  EXTERNAL_PORT_CONFIGURATION_ENABLED(
      0x3000, Scope.CLOCK, "GET SET", bit("enable", 0x01), reserved(1)),
  /** Whether the port never follows. */
  MASTER_ONLY(0x3001, Scope.PORT, "GET SET", bit("masterOnly", 0x01), reserved(1)),
  /** Whether a clock that has held over well may lead. */
  HOLDOVER_UPGRADE_ENABLE(0x3002, Scope.CLOCK, "GET SET", bit("enable", 0x01), reserved(1)),
  /** What state another protocol wants of the port. */
  EXT_PORT_CONFIG_PORT_DATA_SET(
      0x3003, Scope.PORT, "GET SET", bit("enable", 0x01), field("desiredState", new State())),
  /** A transparent clock. */
  TRANSPARENT_CLOCK_DEFAULT_DATA_SET(
      0x4000,
      Scope.CLOCK,
      "GET",
      field("clockIdentity", new Clock(), "clockidentity"),
      field("numberPorts", Whole.UINT16, "numberPorts"),
      field("delayMechanism", Whole.UINT8, "delayMechanism"),
      field("primaryDomain", Whole.UINT8, "primaryDomain")),
  /** A port of one. */
  TRANSPARENT_CLOCK_PORT_DATA_SET(
      0x4001,
      Scope.PORT,
      "GET",
      field("portIdentity", new Port(), "clockidentity", "PortNumber"),
      bit("faultyFlag", 0x01, "faultyFlag"),
      field("logMinPdelayReqInterval", Whole.INT8, "logMinPdelayReqInterval"),
      field(
          "peerMeanPathDelay",
          Fraction.TIME_INTERVAL,
          "peerMeanPathDelay.ns",
          "peerMeanPathDelay.subns")),
  /** The domain that a transparent clock keeps its rate by. */
  PRIMARY_DOMAIN(
      0x4002,
      Scope.CLOCK,
      "GET SET",
      field("primaryDomain", Whole.UINT8, "primaryDomain"),
      reserved(1)),
  /** 1: delay request-response; 2: peer delay; 0xFE: neither. */
  DELAY_MECHANISM(
      0x6000,
      Scope.PORT,
      "GET SET",
      field("delayMechanism", Whole.UINT8, "delayMechanism"),
      reserved(1)),
  /** The least mean time between Pdelay_Req messages. */
  LOG_MIN_PDELAY_REQ_INTERVAL(
      0x6001,
      Scope.PORT,
      "GET SET",
      field("logMinPdelayReqInterval", Whole.INT8, "logMinPdelayReqInterval"),
      reserved(1)),
  /** linuxptp's: the newest offset, and when it was measured. */
  TIME_STATUS_NP(
      0xC000,
      Scope.CLOCK,
      "GET",
      field("master_offset", Whole.INT64),
      field("ingress_time", Whole.INT64),
      field("cumulativeScaledRateOffset", Fraction.RATE),
      field("scaledLastGmPhaseChange", Whole.INT32),
      field("gmTimeBaseIndicator", Whole.UINT16),
      field("lastGmPhaseChange", new Hex(12)),
      field("gmPresent", new Flag32(true)),
      field("gmIdentity", new Clock())),
  /** linuxptp's: what the clock announces while it is the grandmaster. */
  GRANDMASTER_SETTINGS_NP(
      0xC001,
      Scope.CLOCK,
      "GET SET",
      field("clockClass", Whole.UINT8),
      field("clockAccuracy", Whole.HEX8),
      field("offsetScaledLogVariance", Whole.HEX16),
      field("currentUtcOffset", Whole.INT16),
      bit("leap61", 0x01),
      bit("leap59", 0x02),
      bit("currentUtcOffsetValid", 0x04),
      bit("ptpTimescale", 0x08),
      bit("timeTraceable", 0x10),
      bit("frequencyTraceable", 0x20),
      field("timeSource", Whole.HEX8)),
  /** linuxptp's: a port of IEEE 802.1AS. */
  PORT_DATA_SET_NP(
      0xC002,
      Scope.PORT,
      "GET SET",
      field("neighborPropDelayThresh", Whole.UINT32),
      field("asCapable", new Flag32(false))),
  /** linuxptp's: who is told of events. */
  SUBSCRIBE_EVENTS_NP(
      0xC003,
      Scope.CLOCK,
      "GET SET",
      field("duration", Whole.UINT16),
      bit("NOTIFY_PORT_STATE", 0x01),
      bit("NOTIFY_TIME_SYNC", 0x02),
      bit("NOTIFY_PARENT_DATA_SET", 0x04),
      reserved(63)),
  /** linuxptp's: a port, its interface and its stamps. */
  PORT_PROPERTIES_NP(
      0xC004,
      Scope.PORT,
      "GET",
      field("portIdentity", new Port()),
      field("portState", new State()),
      field("timestamping", Whole.UINT8),
      field("interface", new Text())),
  /** linuxptp's: how many messages came and went, by type. */
  PORT_STATS_NP(0xC005, Scope.PORT, "GET", portStats()),
  /** linuxptp's: whether the clock is marked as uncertain. */
  SYNCHRONIZATION_UNCERTAIN_NP(
      0xC006, Scope.CLOCK, "GET SET", field("uncertain", Whole.UINT8), reserved(1));

  /** What an id is about, and who therefore answers. */
  public enum Scope {
    /** The clock: it answers once, whichever port was addressed. */
    CLOCK,
    /** A port: each port that was addressed answers. */
    PORT
  }

  private final int number;
  private final Scope scope;
  private final String actions;

  @SuppressWarnings("ImmutableEnumChecker") // a record of such, all the way down
  private final Members body;

  ManagementId(int number, Scope scope, String actions, ManagementField... body) {
    this.number = number;
    this.scope = scope;
    this.actions = " " + actions + " ";
    this.body = new Members(body);
  }

  /** {@return managementId, 0 to 65535} */
  public int number() {
    return number;
  }

  /** {@return what it is about} */
  public Scope scope() {
    return scope;
  }

  /**
   * {@return whether it can be asked for, set or commanded}
   *
   * @param action GET, SET or COMMAND
   */
  public boolean allows(ManagementAction action) {
    return actions.contains(" " + action.name() + " ");
  }

  /** {@return the members of its dataField, in their order; none for a command} */
  public List<ManagementField> fields() {
    return body.named();
  }

  Members body() {
    return body;
  }

  /**
   * {@return the id of a number, or null if it is not known here}
   *
   * @param number managementId
   */
  public static @Nullable ManagementId of(int number) {
    for (ManagementId id : values()) {
      if (id.number == number) {
        return id;
      }
    }
    return null;
  }

  /**
   * {@return the id that a person means}
   *
   * @param text its name or the beginning of one name only, in any case, as pmc takes it
   * @throws IllegalArgumentException if it is none or several; the message says so
   */
  public static ManagementId named(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    List<ManagementId> matching =
        List.of(values()).stream().filter(id -> id.name().startsWith(upper)).toList();
    for (ManagementId id : matching) {
      if (id.name().equals(upper)) {
        return id;
      }
    }
    if (matching.size() == 1) {
      return matching.get(0);
    }
    throw new IllegalArgumentException(
        matching.isEmpty()
            ? "there is no management id \"" + text + "\""
            : "\"" + text + "\" could be any of " + matching);
  }

  /**
   * A member with the last words of Wireshark's names, one for each part of it; where Wireshark has
   * none, they are made of its own name.
   */
  private static ManagementField field(String name, FieldCodec codec, String... wireshark) {
    List<FieldName> labels = new ArrayList<>();
    List<String> parts = codec.parts();
    for (int i = 0; i < parts.size(); i++) {
      String own = parts.get(i).isEmpty() ? name : name + "." + parts.get(i);
      labels.add(new FieldName(own, "ptp.v2.mm." + (i < wireshark.length ? wireshark[i] : own)));
    }
    return new ManagementField(name, codec, labels);
  }

  private static ManagementField bit(String name, int mask, String... wireshark) {
    return field(name, new Bit(mask), wireshark);
  }

  private static ManagementField text(String name) {
    return field(name, new Text(), name + ".length", name);
  }

  private static ManagementField reserved(int octets) {
    return field("reserved", new Reserved(octets));
  }

  /** Counters by messageType, received ones first: 16 each, the lower octet first. */
  private static ManagementField[] portStats() {
    ManagementField[] fields = new ManagementField[33];
    fields[0] = field("portIdentity", new Port());
    for (int i = 0; i < 32; i++) {
      MessageType type = MessageType.of(i % 16);
      fields[1 + i] =
          type == null ? reserved(8) : field(statsName(i < 16 ? "rx" : "tx", type), Whole.COUNTER);
    }
    return fields;
  }

  /**
   * {@return how PORT_STATS_NP calls a counter: {@code rx_Delay_Req}}
   *
   * @param direction rx or tx
   * @param type the messages that are counted
   */
  public static String statsName(String direction, MessageType type) {
    StringBuilder name = new StringBuilder(direction);
    for (String word : type.name().split("_", -1)) {
      name.append('_').append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
