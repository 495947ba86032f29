package io.timebridge.bridge.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** linuxptp's {@code pmc} over the network, on one host. */
final class Pmc {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Pattern HEAD =
      Pattern.compile("^\\s+(\\S+)-(\\d+) seq \\d+ (\\w+) (\\w+)\\s*(\\w*)\\s*$");
  private static final Pattern MEMBER = Pattern.compile("^\\s+(\\S+)\\s*(.*?)\\s*$");

  /**
   * One answer.
   *
   * @param clock who answers, its identity's hexadecimal digits
   * @param action RESPONSE or ACKNOWLEDGE
   * @param tlv MANAGEMENT or MANAGEMENT_ERROR_STATUS
   * @param id what about; empty with an error
   * @param values the members as pmc prints them
   */
  record Answer(String clock, String action, String tlv, String id, Map<String, String> values) {}

  private final Host host;
  private final List<String> options;

  /**
   * Creates one.
   *
   * @param host where it runs
   * @param options such as -4, -6, -d 1
   */
  Pmc(Host host, String... options) {
    this.host = host;
    this.options = List.of(options);
  }

  /** {@return what was answered to one command} */
  List<Answer> ask(String command) {
    List<String> line = new ArrayList<>(List.of(Tools.path("pmc")));
    line.addAll(options);
    line.addAll(List.of("-i", host.device(), command));
    List<Answer> answers = new ArrayList<>();
    for (String text : host.run(ANSWER, line)) {
      Matcher head = HEAD.matcher(text);
      Matcher member = MEMBER.matcher(text);
      if (head.matches()) {
        answers.add(
            new Answer(
                Ptp4l.hexDigits(head.group(1)),
                head.group(3),
                head.group(4),
                head.group(5),
                new LinkedHashMap<>()));
      } else if (member.matches() && !answers.isEmpty()) {
        answers.get(answers.size() - 1).values().put(member.group(1), member.group(2));
      }
    }
    return answers;
  }

  /** {@return the one answer of one clock; asked until it comes} */
  Answer ask(String command, String clock) {
    return Await.until(
            clock + " answers " + command,
            ANSWER,
            () -> ask(command).stream().filter(each -> each.clock().equals(clock)).toList(),
            answers -> answers.size() == 1)
        .get(0);
  }
}
