package io.timebridge.bridge.cli;

import io.timebridge.bridge.BridgeException;
import io.timebridge.bridge.capture.CaptureDecoder;
import io.timebridge.bridge.capture.CapturePorts;
import io.timebridge.bridge.capture.DamagedCaptureException;
import io.timebridge.bridge.capture.DecodedMessage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code decode FILE}: the PTP, NTP and RTCP messages of a capture. */
@Command(
    name = "decode",
    description = "Prints the PTP, NTP and RTCP messages of a capture (pcap or pcapng).",
    mixinStandardHelpOptions = true)
final class DecodeCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int BUFFER = 1 << 16;
  private static final int LINES_BEFORE_A_LOOK = 1_000;

  @Parameters(
      paramLabel = "FILE",
      description = "The capture, gzip or not; \"-\" is standard input.")
  private String file = "";

  @Option(names = "--json", description = "Prints a JSON object a message, one on each line.")
  private boolean json;

  @Option(
      names = "--ptp-port",
      split = ",",
      converter = Port.class,
      paramLabel = "PORT",
      description = "UDP ports of PTP beside 319 and 320.")
  private Set<Integer> ptpPorts = Set.of();

  @Option(
      names = "--ntp-port",
      split = ",",
      converter = Port.class,
      paramLabel = "PORT",
      description = "UDP ports of NTP beside 123.")
  private Set<Integer> ntpPorts = Set.of();

  @Option(
      names = "--rtcp-port",
      split = ",",
      converter = Port.class,
      paramLabel = "PORT",
      description = "UDP ports of RTCP beside the odd ones from 1024 up.")
  private Set<Integer> rtcpPorts = Set.of();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws BridgeException {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(System.out, BUFFER), false, StandardCharsets.UTF_8);
    try (InputStream in = new BufferedInputStream(open(), BUFFER)) {
      decode(in, out);
    } catch (DamagedCaptureException e) {
      throw new BridgeException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BridgeException("cannot read " + file + ": " + e.getMessage(), e);
    } finally {
      out.flush();
    }
    return Main.DONE;
  }

  private InputStream open() throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return System.in;
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "FILE: found \"" + file + "\", allowed: a readable pcap or pcapng file");
    }
    return Files.newInputStream(path);
  }

  private void decode(InputStream in, PrintStream out) throws IOException, BridgeException {
    CaptureDecoder decoder =
        CaptureDecoder.open(in, new CapturePorts(ptpPorts, ntpPorts, rtcpPorts));
    long lines = 0;
    try {
      for (DecodedMessage each = decoder.next(); each != null; each = decoder.next()) {
        print(each, out);
        // Whoever reads sees each line at once, and may have seen enough (head).
        boolean pause = in.available() == 0 || ++lines % LINES_BEFORE_A_LOOK == 0;
        if (pause && out.checkError()) {
          return;
        }
      }
    } catch (DamagedCaptureException e) {
      print(DecodedMessage.unreadable(decoder.frames() + 1, String.valueOf(e.getMessage())), out);
      throw e;
    }
    if (!decoder.unknownLinkTypes().isEmpty()) {
      throw new BridgeException(
          file + ": frames of link types " + decoder.unknownLinkTypes() + " were not read");
    }
  }

  /** A port as an option has it. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      int port = Integer.parseInt(text);
      if (port < 1 || port > 65_535) {
        throw new TypeConversionException("found \"" + text + "\", allowed: 1 to 65535");
      }
      return port;
    }
  }

  private void print(DecodedMessage message, PrintStream out) {
    out.println(json ? message.json() : message.line());
  }
}
