package io.timebridge.bridge.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.timebridge.bridge.gnss.GpsdReport.Device;
import io.timebridge.bridge.gnss.GpsdReport.Devices;
import io.timebridge.bridge.gnss.GpsdReport.Fix;
import io.timebridge.bridge.gnss.GpsdReport.Moment;
import io.timebridge.bridge.gnss.GpsdReport.Other;
import io.timebridge.bridge.gnss.GpsdReport.Sky;
import io.timebridge.bridge.gnss.GpsdReport.Trouble;
import io.timebridge.bridge.gnss.GpsdReport.Version;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of gpsd 3.22 and what they say; lines that lie. */
class GpsdReportTest {

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(
            """
            {"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14}\
            """,
            new Version("3.22", 3, 14)),
        Arguments.of(
            """
            {"class":"DEVICES","devices":[{"class":"DEVICE","path":"/dev/ttyS0","driver":"NMEA0183",\
            "activated":"2026-11-26T18:17:26.021Z","flags":1},{"class":"DEVICE","path":"/dev/x"}]}\
            """,
            new Devices(
                List.of(
                    new Device("/dev/ttyS0", true, "NMEA0183"),
                    new Device("/dev/x", false, null)))),
        Arguments.of(
            """
            {"class":"DEVICE","path":"/dev/ttyS0","activated":0}\
            """,
            new Device("/dev/ttyS0", false, null)),
        Arguments.of(
            """
            {"class":"TOFF","device":"tcp://127.0.0.1:5000","real_sec":1795717047, "real_nsec":0,\
            "clock_sec":1795717047,"clock_nsec":20493284}\
            """,
            new Moment(
                "tcp://127.0.0.1:5000",
                false,
                1_795_717_047_000_000_000L,
                1_795_717_047_020_493_284L,
                0)),
        Arguments.of(
            """
            {"class":"PPS","device":"/dev/ttyS0","real_sec":1795717047,"real_nsec":0,\
            "clock_sec":1795717046,"clock_nsec":999998754,"precision":-20,"shm":"NTP2"}\
            """,
            new Moment(
                "/dev/ttyS0", true, 1_795_717_047_000_000_000L, 1_795_717_046_999_998_754L, -20)),
        Arguments.of(
            """
            {"class":"TPV","device":"/dev/ttyS0","mode":3,"time":"2026-11-26T18:17:27.000Z",\
            "leapseconds":18,"lat":48.1}\
            """,
            new Fix("/dev/ttyS0", 3, 18)),
        Arguments.of(
            """
            {"class":"TPV","device":"/dev/ttyS0","mode":0}\
            """,
            new Fix("/dev/ttyS0", 0, null)),
        Arguments.of(
            """
            {"class":"SKY","device":"/dev/ttyS0","nSat":12,"uSat":8,"satellites":[]}\
            """,
            new Sky("/dev/ttyS0", 8)),
        Arguments.of(
            """
            {"class":"SKY","device":"/dev/ttyS0","satellites":[{"PRN":1,"used":true},\
            {"PRN":2,"used":false},{"PRN":3,"used":true}]}\
            """,
            new Sky("/dev/ttyS0", 2)),
        Arguments.of("{\"class\":\"SKY\",\"device\":\"/dev/ttyS0\",\"hdop\":1.2}", new Other()),
        Arguments.of("{\"class\":\"WATCH\",\"enable\":true}", new Other()),
        Arguments.of(
            "{\"class\":\"ERROR\",\"message\":\"Unrecognized request\"}",
            new Trouble("Unrecognized request")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void saysWhatItSays(String line, GpsdReport report) {
    assertEquals(report, GpsdReport.parse(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "$GPRMC,181727.00,A,4807.038,N,01131.000,E,0.0,0.0,261126,,,A*6F",
        "{\"class\":",
        "{\"class\":7}",
        "{\"real_sec\":1}",
        "{\"class\":\"VERSION\"}",
        "{\"class\":\"TPV\",\"device\":\"a\",\"mode\":\"3\"}",
        "{\"class\":\"DEVICE\",\"activated\":1}",
        "{\"class\":\"TOFF\",\"device\":\"a\",\"real_sec\":1,\"real_nsec\":0,\"clock_sec\":1}",
        "{\"class\":\"TOFF\",\"real_sec\":1,\"real_nsec\":-1,\"clock_sec\":1,\"clock_nsec\":0}",
        "{\"class\":\"TOFF\",\"real_sec\":1,\"real_nsec\":1000000000,\"clock_sec\":1,"
            + "\"clock_nsec\":0}",
        "{\"class\":\"TOFF\",\"real_sec\":1e99,\"real_nsec\":0,\"clock_sec\":1,\"clock_nsec\":0}",
        "{\"class\":\"PPS\",\"real_sec\":9223372036854775807,\"real_nsec\":0,\"clock_sec\":1,"
            + "\"clock_nsec\":0,\"precision\":-20}",
        "{\"class\":\"PPS\",\"real_sec\":1,\"real_nsec\":0,\"clock_sec\":1,\"clock_nsec\":0,"
            + "\"precision\":3}"
      })
  void isRefusedWhole(String line) {
    GpsdReport report = GpsdReport.parse(line);
    if (line.equals("{\"class\":7}")) {
      assertEquals(new Other(), report); // a class that is not known yet
    } else {
      assertNull(report);
    }
  }

  @Property
  void noTextBursts(@ForAll String text) {
    assertNull(GpsdReport.parse("x" + text));
  }

  @Test
  void deepNestingIsMalformed() {
    assertNull(GpsdReport.parse("[".repeat(8_000)));
  }
}
