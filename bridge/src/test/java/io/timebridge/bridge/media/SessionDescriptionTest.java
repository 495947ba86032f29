package io.timebridge.bridge.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.ptp.wire.ClockIdentity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
  private static final ClockIdentity GRANDMASTER = new ClockIdentity(0x39A794FFFE07CBD0L);
  private static final String AES67 =
      """
      v=0
      o=- 1 1 IN IP4 192.0.2.10
      s=Stage box 1
      c=IN IP4 239.69.83.67/32
      t=0 0
      m=audio 5004 RTP/AVP 97
      i=2 channels
      a=recvonly
      a=rtpmap:97 L24/48000/2
      a=ptime:0.125
      a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37
      a=mediaclk:direct=963214424 rate=1000/1001
      """;

  private static MediaDescription medium(String... attributes) {
    String text = "m=audio 5004 RTP/AVP 97\na=rtpmap:97 L24/48000/2\na=";
    SessionDescription session =
        SessionDescription.parse(text + String.join("\na=", attributes) + "\n");
    assertEquals(List.of(), session.problems());
    return session.media().get(0);
  }

  private static ReferenceClock clock(String value) {
    return medium("ts-refclk:" + value).clocks().referenceClocks().get(0);
  }

  private static ReferenceClock ptp(String version, int domain) {
    return new ReferenceClock.Ptp(
        version,
        Optional.of(GRANDMASTER),
        domain < 0 ? OptionalInt.empty() : OptionalInt.of(domain),
        Optional.empty(),
        false);
  }

  @Test
  void anAes67Stream() {
    SessionDescription session = SessionDescription.parse(AES67);
    assertEquals(List.of(), session.problems());
    assertEquals("Stage box 1", session.name());
    MediaDescription medium = session.media().get(0);
    assertEquals("audio", medium.type());
    assertEquals(5004, medium.port());
    assertEquals(Optional.of("239.69.83.67"), medium.address());
    assertEquals(List.of(new RtpFormat(97, "L24", 48_000, 2)), medium.formats());
    assertEquals(OptionalLong.of(125_000), medium.packetNanos());
    assertEquals(List.of(ptp("IEEE1588-2008", 37)), medium.clocks().referenceClocks());
    assertEquals(
        Optional.of(new MediaClock.Direct(OptionalInt.of(963_214_424), 1000, 1001)),
        medium.clocks().mediaClock());
    assertEquals(Optional.of(MediaRate.of(48_000, 1000, 1001)), medium.rate());
    assertEquals(OptionalInt.of(963_214_424), medium.offset());
    ReferenceTime tai = ReferenceTime.tai(LeapSeconds.builtIn(), 0);
    assertTrue(medium.directClock(tai).orElseThrow().timeOf(0, 1_800_000_000L).known());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\n", "\n\n", " \r\n  "})
  void linesEndAsTheyLike(String end) {
    assertEquals(
        SessionDescription.parse(AES67).media(),
        SessionDescription.parse(AES67.replace("\n", end)).media());
  }

  @ParameterizedTest
  @CsvSource({
    "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0, IEEE1588-2008, 0",
    "ptp=IEEE1588-2008:39-a7-94-ff-fe-07-cb-d0:0, IEEE1588-2008, 0",
    "PTP=ieee1588-2008:39-A7-94-FF-FE-07-CB-D0:127, IEEE1588-2008, 127",
    "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0, IEEE1588-2008, -1",
    "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:, IEEE1588-2008, -1",
    "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:domain-nmbr=5, IEEE1588-2008, 5",
    "ptp=IEEE1588-2008:39:A7:94:FF:FE:07:CB:D0:3, IEEE1588-2008, 3",
    "ptp=IEEE1588-2019:39A794FFFE07CBD0:3, IEEE1588-2019, 3",
    "ptp=IEEE802.1AS-2011:39-A7-94-FF-FE-07-CB-D0, IEEE802.1AS-2011, -1"
  })
  void ptpClocks(String value, String version, int domain) {
    assertEquals(ptp(version, domain), clock(value));
  }

  @Test
  void domainsWithNames() {
    for (String domain : List.of("domain-name=slave", "slave", "domain-name=7")) {
      ReferenceClock.Ptp found =
          (ReferenceClock.Ptp) clock("ptp=IEEE1588-2002:39-A7-94-FF-FE-07-CB-D0:" + domain);
      assertEquals(OptionalInt.empty(), found.domain());
      assertEquals(Optional.of(domain.replace("domain-name=", "")), found.domainName());
    }
  }

  @Test
  void whatIsTraceable() {
    for (String value : List.of("ptp=IEEE1588-2008:traceable", "ptp=traceable")) {
      ReferenceClock.Ptp ptp = (ReferenceClock.Ptp) clock(value);
      assertTrue(ptp.traceable());
      assertTrue(ptp.grandmaster().isEmpty());
      assertTrue(ptp.matches(GRANDMASTER, 3));
    }
    for (String value : List.of("ntp=/traceable/", "gps", "gal", "glonass", "private:traceable")) {
      assertTrue(clock(value).traceable(), value);
    }
    for (String value :
        List.of("ntp=192.0.2.1", "local", "private", "localmac=0A-0b-0c-0d-0e-0f")) {
      assertFalse(clock(value).traceable(), value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ntp=203.0.113.10, 203.0.113.10, 123",
    "ntp=203.0.113.10:1123, 203.0.113.10, 1123",
    "ntp=time.example.com:123, time.example.com, 123",
    "ntp=[2001:db8::1]:1123, 2001:db8::1, 1123",
    "ntp=[2001:db8::1], 2001:db8::1, 123",
    "ntp=2001:db8::1, 2001:db8::1, 123"
  })
  void ntpServers(String value, String host, int port) {
    assertEquals(new ReferenceClock.Ntp(Optional.of(host), port), clock(value));
  }

  @Test
  void otherClocks() {
    assertEquals(new ReferenceClock.LocalMac("0a0b0c0d0e0f"), clock("localmac=0A-0b-0c-0d-0e-0f"));
    assertEquals(new ReferenceClock.Satellites("gps"), clock("gps"));
    assertEquals(new ReferenceClock.Local(), clock("local"));
    assertEquals(new ReferenceClock.Private(false), clock("private"));
    assertEquals(new ReferenceClock.Other("dcf77=1"), clock("dcf77=1"));
  }

  @Test
  void matchesTheDomainThatIsFollowed() {
    ReferenceClock.Ptp clock =
        (ReferenceClock.Ptp) clock("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0");
    assertTrue(clock.matches(GRANDMASTER, 0));
    assertFalse(clock.matches(GRANDMASTER, 1));
    assertFalse(clock.matches(new ClockIdentity(1), 0));
  }

  @Test
  void severalClocksAreEquivalent() {
    MediaDescription medium = medium("ts-refclk:gps", "ts-refclk:ntp=/traceable/");
    assertEquals(2, medium.clocks().referenceClocks().size());
  }

  /** What is said of a medium counts for it and not what is said of the session; so of a source. */
  @Test
  void theNarrowestLevelCounts() {
    SessionDescription session =
        SessionDescription.parse(
            """
            a=ts-refclk:gps
            a=mediaclk:sender
            m=audio 1 RTP/AVP 0
            m=audio 2 RTP/AVP 0
            a=ts-refclk:local
            a=mediaclk:direct=5
            a=ssrc:4294967295 ts-refclk:gal
            a=ssrc:4294967295 cname:x@y
            """);
    assertEquals(List.of(), session.problems());
    MediaDescription first = session.media().get(0);
    MediaDescription second = session.media().get(1);
    assertEquals(List.of(new ReferenceClock.Satellites("gps")), first.clocks().referenceClocks());
    assertEquals(Optional.of(new MediaClock.Sender()), first.clocks().mediaClock());
    assertEquals(OptionalInt.empty(), first.offset());
    assertEquals(List.of(new ReferenceClock.Local()), second.clocks().referenceClocks());
    assertEquals(OptionalInt.of(5), second.offset());
    assertEquals(
        List.of(new ReferenceClock.Satellites("gal")), second.clocksOf(-1).referenceClocks());
    assertEquals(second.clocks().mediaClock(), second.clocksOf(-1).mediaClock());
    assertEquals(second.clocks(), second.clocksOf(1));
  }

  @ParameterizedTest
  @CsvSource({"PTPv2 0, 0", "PTP V2 3, 3", "ptpv2:7, 7", "PTPv2, -1"})
  void ravennasClockDomain(String value, int domain) {
    ReferenceClock.Ptp clock =
        (ReferenceClock.Ptp) medium("clock-domain:" + value).clocks().referenceClocks().get(0);
    assertEquals("IEEE1588-2008", clock.version());
    assertEquals(domain < 0 ? OptionalInt.empty() : OptionalInt.of(domain), clock.domain());
    assertTrue(clock.grandmaster().isEmpty());
  }

  @Test
  void theNewFormCountsBeforeRavennas() {
    MediaDescription medium =
        medium(
            "clock-domain:PTPv2 1",
            "ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0",
            "sync-time:0",
            "mediaclk:direct=4294967295");
    assertEquals(List.of(ptp("IEEE1588-2008", 0)), medium.clocks().referenceClocks());
    assertEquals(OptionalInt.of(-1), medium.offset());
    assertEquals(OptionalInt.of(7), medium("sync-time:7", "clock-domain:local=0").offset());
  }

  @Test
  void mediaClocks() {
    assertEquals(
        Optional.of(new MediaClock.Direct(OptionalInt.empty(), 1, 1)),
        medium("mediaclk:direct").clocks().mediaClock());
    assertEquals(
        Optional.of(new MediaClock.Direct(OptionalInt.of(0), 1, 1)),
        medium("mediaclk:id=src:MDA6NjA= direct=0").clocks().mediaClock());
    assertEquals(
        Optional.of(new MediaClock.Ieee1722(0x38D6_6D8E_D278_13F0L)),
        medium("mediaclk:IEEE1722=38-D6-6D-8E-D2-78-13-F0").clocks().mediaClock());
    assertEquals(
        Optional.of(new MediaClock.Other("genlock=1")),
        medium("mediaclk:genlock=1").clocks().mediaClock());
  }

  /** Each is told with its line; the rest of the description is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=ts-refclk:",
        "a=ts-refclk:ptp=",
        "a=ts-refclk:ptp=IEEE1588-2008",
        "a=ts-refclk:ptp=IEEE1588-2008:39-A7-94",
        "a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:300",
        "a=ts-refclk:ptp=IEEE1588-2008:00-1B-21-AC-B5-4F:0",
        "a=ts-refclk:ntp=",
        "a=ts-refclk:ntp=host:0",
        "a=ts-refclk:localmac=1",
        "a=mediaclk:direct=x",
        "a=mediaclk:direct=4294967296",
        "a=mediaclk:direct=0 rate=48000",
        "a=mediaclk:direct=0 rate=0/1",
        "a=mediaclk:direct=0 rate=9/1",
        "a=mediaclk:directly",
        "a=mediaclk:IEEE1722=1",
        "a=clock-domain:x",
        "a=sync-time:-1",
        "a=rtpmap:97 L24",
        "a=rtpmap:97 L24/0",
        "a=ptime:fast",
        "a=extmap:x",
        "a=ssrc:x",
        "c=IN",
        "m=audio",
        "nonsense"
      })
  void whatIsWrongIsTold(String line) {
    SessionDescription session = SessionDescription.parse(AES67 + line + "\ns=after\n");
    assertEquals(1, session.problems().size(), session.problems().toString());
    SdpProblem problem = session.problems().get(0);
    assertEquals(AES67.lines().count() + 1, problem.line());
    assertEquals(line, problem.text());
    assertTrue(problem.toString().length() > line.length() + 10);
    assertEquals("after", session.name());
    assertEquals("audio", session.media().get(0).type());
  }

  @Test
  void aMacAddressIsTakenForTheIdentityMadeOfIt() {
    SessionDescription session =
        SessionDescription.parse("a=ts-refclk:ptp=IEEE1588-2008:00-1B-21-AC-B5-4F:0");
    ReferenceClock.Ptp clock = (ReferenceClock.Ptp) session.clocks().referenceClocks().get(0);
    assertEquals(Optional.of(new ClockIdentity(0x001B_21FF_FEAC_B54FL)), clock.grandmaster());
    assertEquals(OptionalInt.of(0), clock.domain());
  }

  @Test
  void headerExtensionsAndPayloadTypesWithoutALine() {
    SessionDescription session =
        SessionDescription.parse(
            """
            c=IN IP6 ff15::1
            a=extmap:9 urn:example
            m=video 5006/2 RTP/AVP 26 96
            a=extmap:3/sendonly urn:ietf:params:rtp-hdrext:ntp-56 x
            """);
    MediaDescription medium = session.media().get(0);
    assertEquals(List.of(new RtpFormat(26, "JPEG", 90_000, 1)), medium.formats());
    assertEquals(Optional.of(MediaRate.of(90_000)), medium.rate());
    assertEquals(OptionalInt.of(3), medium.extension(WallClock.NTP_56_URI));
    assertEquals(OptionalInt.of(9), medium.extension("urn:example"));
    assertEquals(OptionalInt.empty(), medium.extension(WallClock.NTP_64_URI));
    assertEquals(Optional.of("ff15::1"), medium.address());
    assertTrue(medium.directClock(ReferenceTime.utc(0)).isEmpty());
  }

  @Test
  void twoRatesAreNoRate() {
    SessionDescription session = SessionDescription.parse("m=audio 1 RTP/AVP 0 10\n");
    assertEquals(Optional.empty(), session.media().get(0).rate());
    assertEquals(
        Optional.empty(), SessionDescription.parse("m=audio 1 RTP/AVP\n").media().get(0).rate());
  }

  /** Whatever the text, there is an answer, and its rate can be asked for. */
  @Property(seed = "8866")
  void anyTextHasAnAnswer(@ForAll String text, @ForAll List<Character> replaced) {
    StringBuilder near = new StringBuilder(AES67);
    for (int i = 0; i < replaced.size(); i++) {
      near.setCharAt((replaced.get(i) * 31 + i * 7) % near.length(), replaced.get(i));
    }
    for (String each :
        List.of(text, near.toString(), "a=" + text, "m=audio 1 RTP/AVP 9\na=" + text)) {
      SessionDescription session = SessionDescription.parse(each);
      session.media().forEach(MediaDescription::rate);
      assertTrue(session.problems().size() <= 100);
    }
  }
}
