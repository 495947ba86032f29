package io.timebridge.bridge.config;

import static io.timebridge.bridge.config.table.ValueType.decimal;
import static io.timebridge.bridge.config.table.ValueType.duration;
import static io.timebridge.bridge.config.table.ValueType.integer;
import static io.timebridge.bridge.config.table.ValueType.words;

import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Row;
import io.timebridge.bridge.config.table.Table;
import io.timebridge.bridge.config.table.ValueType;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/**
 * Every key of the config, in the order in which it is documented: the one place that says what a
 * key may hold. Files are checked by it and {@code docs/config.md} is written from it.
 *
 * <p>A row marked {@code notYet} is checked like any other and then refused as not available in
 * this version; taking the mark away is all that a later version does here.
 */
final class ConfigTable {
  static final Table TABLE = new Table();

  private static final String LOG2_SECONDS = "log2 of seconds";

  static final Group ROOT = add(new Group("", "The whole file."));

  static final Key<InetSocketAddress> HTTP =
      add(
          new Key<>("http", ValueType.LISTEN, "Where the status is served over HTTP.")
              .byDefault("127.0.0.1:8319")
              .orOff());

  static final Group CLOCK = add(new Group("clock", "How the timeline is kept and steered."));
  static final Key<Long> HOLDOVER =
      add(
          new Key<>(
                  "clock.holdover",
                  duration("0s", "30d"),
                  "How long time is served, with a growing error bound, after the last source"
                      + " vanished. So long one source alone whose time jumps is not believed"
                      + " either, unless it is a leap second; restart the bridge to take it at"
                      + " once.")
              .byDefault("1h"));
  static final Key<Double> MAX_SLEW_PPM =
      add(
          new Key<>(
                  "clock.maxSlewPpm",
                  decimal(1, 100_000, "ppm"),
                  "How fast an offset is slewed away.")
              .byDefault("500"));
  static final Key<Long> STEP_THRESHOLD =
      add(
          new Key<>(
                  "clock.stepThreshold",
                  duration("1ns", "1h"),
                  "An offset larger than this is stepped away at the start, after what was held is"
                      + " over, and where it is beyond the error bounds of both sides; anything"
                      + " else is slewed, unless that would take more than an hour and whoever was"
                      + " followed could not know better.")
              .byDefault("10ms"));
  static final Key<String> LOCAL_CLOCK =
      add(
          new Key<>(
                  "clock.localClock",
                  words("auto"),
                  "Which free-running clock of the host is read; `auto` is the best there is.")
              .byDefault("auto"));
  static final Key<String> TIMESTAMPS =
      add(
          new Key<>(
                  "clock.timestamps",
                  words("auto", "kernel", "user"),
                  "Where packets get their stamps: in the kernel (64-bit Linux) or in this program;"
                      + " `auto` is the kernel where that can be had.")
              .byDefault("auto"));

  static final Key<Path> LEAP_SECONDS_FILE =
      add(
          new Key<>(
                  "clock.leapSecondsFile",
                  ValueType.FILE,
                  "A `leap-seconds.list`, read at the start; its hash must be right. The table that"
                      + " expires later is used, this or the built-in one, for a domain that is TAI"
                      + " without a valid UTC offset.")
              .otherwise("the built-in table"));

  static final Key<Path> HISTORY_FILE =
      add(
          new Key<>(
                  "clock.historyFile",
                  ValueType.FILE,
                  "A file that is continued with how each PTP domain relates to UTC, a JSON object"
                      + " a line and a line a second, so that recordings can be aligned"
                      + " afterwards. A full one becomes `FILE.1`, that one `FILE.2`, and so on.")
              .otherwise("none"));
  static final Key<Integer> HISTORY_FILE_SIZE =
      add(
          new Key<>(
                  "clock.historyFileSize",
                  integer(1, 1_000_000, "MB"),
                  "From this size on the history is continued in a new file; a domain makes about"
                      + " 30 MB a day.")
              .byDefault("64"));
  static final Key<Integer> HISTORY_FILES =
      add(
          new Key<>(
                  "clock.historyFiles",
                  integer(1, 1_000, "files"),
                  "How many files of history are kept, the one that is being written included;"
                      + " the oldest is deleted.")
              .byDefault("8"));

  static final Group POLICY = add(new Group("policy", "Which sources are believed."));
  static final Key<Integer> REQUIRE =
      add(
          new Key<>(
                  "policy.require",
                  integer(1, 64, "sources"),
                  "How many independent sources must agree before any time is given, not more than"
                      + " there are sources; two domains of one grandmaster count as one.")
              .byDefault("1"));
  static final Key<String> PREFER =
      add(
          new Key<>(
                  "policy.prefer[]",
                  ValueType.SOURCE_NAME,
                  "The sources to follow first while they are good, by name, in this order.")
              .byDefault());
  static final Key<String> TRUST =
      add(
          new Key<>(
                  "policy.trust[]",
                  ValueType.SOURCE_NAME,
                  "The sources that are believed against a majority, by name; the others are held"
                      + " against what these agree on.")
              .byDefault());

  static final Group SOURCES =
      add(new Group("sources", "Where time comes from; at least one source is needed."));
  static final Group PTP_SOURCES =
      add(new Group("sources.ptp[]", "The PTP domains to follow, one entry each."));
  static final Key<String> PTP_NAME =
      add(
          new Key<>(
                  "sources.ptp[].name",
                  ValueType.SOURCE_NAME,
                  "How status and policy call the source; unique among all sources.")
              .otherwise("`ptp0`, `ptp1`, … by place in the list"));
  static final Key<String> TIMESCALE =
      add(
          new Key<>(
                  "sources.ptp[].timescale",
                  words("auto", "tai", "utc", "arbitrary"),
                  "What the domain's time is; `auto` believes what its grandmaster announces.")
              .byDefault("auto"));
  static final PtpKeys PTP_SOURCE = add(new PtpKeys("sources.ptp[]"));
  static final UnicastClientKeys PTP_CLIENT = new UnicastClientKeys(TABLE);

  static final Group NTP_SOURCES =
      add(new Group("sources.ntp[]", "The NTP servers to follow, one entry each."));
  static final Key<String> NTP_NAME =
      add(
          new Key<>(
                  "sources.ntp[].name",
                  ValueType.SOURCE_NAME,
                  "How status and policy call the source; unique among all sources.")
              .otherwise("`ntp0`, `ntp1`, … by place in the list"));
  static final Key<String> NTP_SERVER =
      add(
          new Key<>(
              "sources.ntp[].server",
              ValueType.HOST,
              "The server; a name is looked up again when nobody answers at its address."));
  static final Key<Integer> NTP_PORT =
      add(
          new Key<>("sources.ntp[].port", integer(1, 65535, ""), "The server's UDP port.")
              .byDefault("123"));
  static final Key<Boolean> NTP_IBURST =
      add(
          new Key<>(
                  "sources.ntp[].iburst",
                  ValueType.BOOLEAN,
                  "Whether a server that is new, or is back, is asked a few times quickly.")
              .byDefault("true"));
  // ntpd and chrony begin at 6. A bridge that times audio by a server in its own network profits
  // from more samples: at 16 s an oscillator's wander is a fourth of what it is at 64 s, and the
  // server is not harmed. Who asks a public server is to say 6 and 10.
  static final Key<Integer> NTP_MINPOLL =
      add(
          new Key<>(
                  "sources.ntp[].minpoll",
                  integer(0, 17, LOG2_SECONDS),
                  "The shortest time between requests: 4 is 16 s, meant for a server of your own;"
                      + " ask a public one no more often than 6, 64 s.")
              .byDefault("4"));
  static final Key<Integer> NTP_MAXPOLL =
      add(
          new Key<>(
                  "sources.ntp[].maxpoll",
                  integer(0, 17, LOG2_SECONDS),
                  "The longest time between requests, which a quiet clock comes to; at least"
                      + " `minpoll`.")
              .otherwise("`6`, or `minpoll` if that is more"));
  static final Key<Boolean> NTP_NOSELECT =
      add(
          new Key<>(
                  "sources.ntp[].noselect",
                  ValueType.BOOLEAN,
                  "Whether the server is only watched: measured and shown, never followed.")
              .byDefault("false"));
  static final Key<Integer> NTP_POOL =
      add(
          new Key<>(
                  "sources.ntp[].pool",
                  integer(2, 16, "servers"),
                  "How many addresses of the server's name are followed at once, each a source of"
                      + " its own: `NAME.1`, `NAME.2`, …; `policy` may name one or, by `NAME`, all."
                      + " One that is silent, refuses, or has no time gives way to another.")
              .otherwise("one address, `NAME`"));
  static final Key<Boolean> NTP_INTERLEAVED =
      add(
          new Key<>(
                  "sources.ntp[].interleaved",
                  ValueType.BOOLEAN,
                  "Whether the server is asked when its answer before really left (chrony's"
                      + " `xleave`, RFC 9769); a server that does not know that answers as ever.")
              .byDefault("false"));
  static final Key<Integer> NTP_KEY =
      add(
          new Key<>(
                  "sources.ntp[].key",
                  integer(1, 65535, ""),
                  "The number of the symmetric key that authenticates the server; what it does not"
                      + " authenticate is ignored.")
              .otherwise("none"));
  static final Key<Path> NTP_KEYS =
      add(
          new Key<>(
                  "sources.ntp[].keys",
                  ValueType.FILE,
                  "The file that has `key`, read at the start, written as that of"
                      + " `serve.ntp.keys`.")
              .otherwise("the file of `serve.ntp.keys`"));

  static final Group GPSD_SOURCES =
      add(new Group("sources.gpsd[]", "The GNSS receivers behind gpsd, one entry each."));
  static final Key<String> GPSD_NAME =
      add(
          new Key<>(
                  "sources.gpsd[].name",
                  ValueType.SOURCE_NAME,
                  "How status and policy call the source; unique among all sources.")
              .otherwise("`gpsd0`, `gpsd1`, … by place in the list"));
  static final Key<String> GPSD_HOST =
      add(
          new Key<>(
                  "sources.gpsd[].host",
                  ValueType.HOST,
                  "The host that gpsd runs on; pulses (PPS) count only if it is this one, since"
                      + " they are stamped by its clock: do not reach another one's by a tunnel.")
              .byDefault("localhost"));
  static final Key<Integer> GPSD_PORT =
      add(
          new Key<>("sources.gpsd[].port", integer(1, 65535, ""), "gpsd's TCP port.")
              .byDefault("2947"));

  static final Key<String> GPSD_DEVICE =
      add(
          new Key<>(
                  "sources.gpsd[].device",
                  new ValueType<>(
                      String.class,
                      "a device as gpsd calls it, such as /dev/ttyS0",
                      "",
                      text -> text.isBlank() ? null : text),
                  "The receiver, where gpsd has several.")
              .otherwise("the first that speaks"));
  static final Key<Long> GPSD_OFFSET =
      add(
          new Key<>(
                  "sources.gpsd[].offset",
                  duration("0s", "2s"),
                  "How long after its second a sentence of the receiver arrives; of no meaning"
                      + " while there is a pulse (PPS). To measure it: while pulses come"
                      + " `/api/status` tells it as `details.sentenceDelayNanos`; and where another"
                      + " source is followed, it is this `offset` less `versusTimelineNanos`.")
              .byDefault("500ms"));
  static final Key<Long> GPSD_ERROR_BOUND =
      add(
          new Key<>(
                  "sources.gpsd[].errorBound",
                  duration("1us", "2s"),
                  "What a sentence's time may be off by at most, after `offset` was taken off. The"
                      + " defaults of both say that it arrives within the second that it tells"
                      + " of; who has measured `offset` may say some ten milliseconds.")
              .byDefault("500ms"));
  static final Key<Long> GPSD_PPS_ERROR =
      add(
          new Key<>(
                  "sources.gpsd[].ppsError",
                  duration("0s", "1ms"),
                  "What a pulse (PPS) may be off by at most, beyond what gpsd says of its stamp:"
                      + " antenna, receiver and the host's interrupt.")
              .byDefault("20us"));

  static final Group SYSTEM =
      add(new Group("sources.system", "The host's own clock as a source of last resort."));
  static final Key<Boolean> SYSTEM_ENABLED =
      add(
          new Key<>(
                  "sources.system.enabled",
                  ValueType.BOOLEAN,
                  "Whether the host's clock is a source, by the name `system`: asked when there"
                      + " has been no other for a minute and the holdover is over, and left as"
                      + " soon as there is one.")
              .byDefault("false"));
  static final Key<Long> SYSTEM_ERROR_BOUND =
      add(
          new Key<>(
                  "sources.system.errorBound",
                  duration("1us", "1h"),
                  "What the host's clock may be off by at most. Nothing that sets it tells us; it"
                      + " is served with this as its error.")
              .byDefault("1s"));

  static final Group SERVE = add(new Group("serve", "Where time goes to."));
  static final Group NTP_SERVE =
      add(new Group("serve.ntp", "The NTP server; without this map, NTP is not served."));
  static final Key<InetSocketAddress> LISTEN =
      add(
          new Key<>(
                  "serve.ntp.listen[]",
                  ValueType.LISTEN,
                  "The UDP addresses to answer on; an empty list serves nothing.")
              .byDefault("0.0.0.0:123"));
  static final Key<Subnet> ALLOW =
      add(
          new Key<>(
                  "serve.ntp.allow[]",
                  Subnet.TYPE,
                  "The subnets that are answered; everything else is denied, and an empty list"
                      + " denies all.")
              .otherwise("the subnets of the host's own interfaces"));
  static final Key<Subnet> DENY =
      add(
          new Key<>(
                  "serve.ntp.deny[]",
                  Subnet.TYPE,
                  "The subnets that are not answered though a larger one is allowed: of all that"
                      + " hold an address, in either list, the longest prefix decides, and `deny`"
                      + " between two that are equal.")
              .byDefault());
  static final Key<Integer> LOCAL_STRATUM =
      add(
          new Key<>(
                  "serve.ntp.localStratum",
                  integer(1, 15, ""),
                  "The stratum to serve when there is no source.")
              .byDefault(Key.OFF)
              .orOff()
              .notYet());
  static final Key<Path> KEYS =
      add(
          new Key<>(
                  "serve.ntp.keys",
                  ValueType.FILE,
                  "The file of symmetric keys, read at the start, as chrony's: `NUMBER TYPE KEY` a"
                      + " line, the type one of MD5, SHA1, SHA256, SHA384, SHA512, AES128 and"
                      + " AES256, the key `HEX:` and digits or `ASCII:` and characters.")
              .otherwise("none"));
  static final Key<Boolean> CRYPTO_NAK =
      add(
          new Key<>(
                  "serve.ntp.cryptoNak",
                  ValueType.BOOLEAN,
                  "Whether a client whose MAC is not right is told so; otherwise it gets no"
                      + " answer.")
              .byDefault("false"));
  static final Key<Boolean> INTERLEAVED =
      add(
          new Key<>(
                  "serve.ntp.interleaved",
                  ValueType.BOOLEAN,
                  "Whether a client that asks for it (chrony's `xleave`) is told when the answer"
                      + " before really left (RFC 9769).")
              .byDefault("true"));
  static final Key<String> LEAP_SMEAR =
      add(
          new Key<>(
                  "serve.ntp.leapSmear",
                  words("off", "linear", "cosine"),
                  "Whether NTP clients see a leap second of the leap second table spread over the"
                      + " day from noon to noon, evenly or with a smooth begin and end, instead of"
                      + " an announcement. All servers of a client must do the same. PTP is never"
                      + " smeared.")
              .byDefault("off"));
  static final Key<Integer> NTP_THREADS =
      add(
          new Key<>(
                  "serve.ntp.threads",
                  integer(1, 64, "threads"),
                  "How many threads answer, each from a socket of its own; the kernel deals the"
                      + " clients out among them (SO_REUSEPORT of Linux). One thread answers more"
                      + " than 100,000 requests a second.")
              .byDefault("1"));

  static final Group RATE_LIMIT =
      add(
          new Group(
              "serve.ntp.rateLimit",
              "How often one address is answered; without this map, as often as it asks."));
  static final Key<Long> RATE_INTERVAL =
      add(
          new Key<>(
                  "serve.ntp.rateLimit.interval",
                  duration("1ms", "1h"),
                  "The time between answers that is granted for ever.")
              .byDefault("8s"));
  static final Key<Integer> RATE_BURST =
      add(
          new Key<>(
                  "serve.ntp.rateLimit.burst",
                  integer(1, 255, "answers"),
                  "How many answers may be had at once after a pause.")
              .byDefault("8"));
  static final Key<Integer> RATE_LEAK =
      add(
          new Key<>(
                  "serve.ntp.rateLimit.leak",
                  integer(1, 15, "log2"),
                  "Of what is over the limit one in 2^`leak` is answered all the same, at random,"
                      + " so that a forger cannot cut a client off.")
              .byDefault("2"));
  static final Key<Integer> RATE_KOD =
      add(
          new Key<>(
                  "serve.ntp.rateLimit.kod",
                  integer(0, 15, "log2"),
                  "Of the rest one in 2^`kod` is answered with a kiss-o'-death RATE, at random; 0"
                      + " for none.")
              .byDefault("3"));

  private static final ValueType<ZoneId> ZONE =
      new ValueType<>(
          ZoneId.class,
          "a zone of the tz database, such as Europe/Berlin",
          "",
          text -> ZoneId.getAvailableZoneIds().contains(text) ? ZoneId.of(text) : null);

  static final Group PTP_SERVE =
      add(
          new Group(
              "serve.ptp[]",
              "The PTP domains to lead, one entry each: a master only, passive while a better one"
                  + " is heard. A domain on one interface is either followed or led, and led"
                  + " once."));
  static final PtpKeys PTP_SERVED = add(new PtpKeys("serve.ptp[]"));
  static final Key<Integer> PRIORITY1 =
      add(
          new Key<>(
                  "serve.ptp[].priority1",
                  integer(0, 255, ""),
                  "PTP's `priority1`; the lower leads, before quality is compared.")
              .byDefault("128"));
  static final Key<Integer> PRIORITY2 =
      add(
          new Key<>(
                  "serve.ptp[].priority2",
                  integer(0, 255, ""),
                  "PTP's `priority2`; the lower leads among clocks of equal quality.")
              .byDefault("128"));
  static final Key<String> BOUNDARY_OF =
      add(
          new Key<>(
                  "serve.ptp[].boundaryOf",
                  ValueType.SOURCE_NAME,
                  "The PTP source whose clock this is another port of: a boundary clock, which"
                      + " hands on that grandmaster's time, whatever it is, in place of the"
                      + " bridge's own.")
              .otherwise("the bridge's own time"));
  static final Key<FrameRate> FRAME_RATE =
      add(
          new Key<>(
                  "serve.ptp[].frameRate",
                  FrameRate.TYPE,
                  "The usual frame rate of the site, for ST 2059-2's synchronisation metadata.")
              .byDefault("25"));
  static final Key<ZoneId> TIME_ZONE =
      add(
          new Key<>(
                  "serve.ptp[].timeZone",
                  ZONE,
                  "The time zone that ST 2059-2's synchronisation metadata tell of: its offset, and"
                      + " its next change.")
              .byDefault("UTC"));
  static final UnicastServiceKeys PTP_SERVICE = new UnicastServiceKeys(TABLE);

  private ConfigTable() {}

  /** {@return every row, in the order in which it is documented} */
  static List<Row> rows() {
    return TABLE.rows();
  }

  private static <T extends Row> T add(T row) {
    return TABLE.add(row);
  }

  private static PtpKeys add(PtpKeys keys) {
    keys.rows().forEach(TABLE::add);
    return keys;
  }
}
