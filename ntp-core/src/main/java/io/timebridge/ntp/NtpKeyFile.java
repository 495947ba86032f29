package io.timebridge.ntp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads chrony's key files. Unlike chrony, which warns and goes on, it takes a file whole or not at
 * all: a server that silently lacks a key leaves a client without time. An error never shows a key.
 */
final class NtpKeyFile {
  private static final int MAX_OCTETS = 1 << 20;
  private static final String COMMENT = "#!;%";
  private static final String HEX = "HEX:";
  private static final String ASCII = "ASCII:";
  private static final long GREATEST_ID = 0xFFFF_FFFFL;
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private final String name;
  private final SortedMap<Integer, NtpKeys.Key> keys = new TreeMap<>();
  private int lineNumber;

  private NtpKeyFile(String name) {
    this.name = name;
  }

  static NtpKeys read(Path file) throws NtpKeysException, IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_OCTETS + 1);
    }
    if (bytes.length > MAX_OCTETS) {
      throw new NtpKeysException(file + ": found more than 1 MiB, allowed: a file of keys");
    }
    return parse(file.toString(), new String(bytes, StandardCharsets.UTF_8));
  }

  static NtpKeys parse(String name, String text) throws NtpKeysException {
    NtpKeyFile file = new NtpKeyFile(name);
    for (String line : text.lines().toList()) {
      file.lineNumber++;
      String said = line.strip();
      if (!said.isEmpty() && COMMENT.indexOf(said.charAt(0)) < 0) {
        file.add(BLANKS.split(said));
      }
    }
    return new NtpKeys(file.keys);
  }

  private void add(String[] words) throws NtpKeysException {
    if (words.length != 2 && words.length != 3) {
      throw wrong(words.length + (words.length == 1 ? " word" : " words"), "NUMBER TYPE KEY");
    }
    int id = id(words[0]);
    MacAlgorithm algorithm = words.length == 2 ? MacAlgorithm.MD5 : algorithm(words[1]);
    byte[] secret = secret(words[words.length - 1]);
    int needed = algorithm.keyLength();
    if (secret.length == 0 || (needed != 0 && secret.length != needed)) {
      String allowed =
          needed == 0 ? "at least 1 octet" : needed + " octets, which " + algorithm + " needs";
      throw wrong("a key of " + secret.length + " octets", allowed);
    }
    if (keys.putIfAbsent(id, new NtpKeys.Key(id, algorithm, secret)) != null) {
      throw wrong("key " + words[0] + " a second time", "each number once");
    }
  }

  private int id(String word) throws NtpKeysException {
    long id = NUMBER.matcher(word).matches() ? Long.parseLong(word) : 0;
    if (id < 1 || id > GREATEST_ID) {
      // What stands here may be a key that lost its number: it is not shown.
      throw wrong("no number of a key in the first place", "a number from 1 to " + GREATEST_ID);
    }
    return (int) id;
  }

  private MacAlgorithm algorithm(String word) throws NtpKeysException {
    for (MacAlgorithm each : MacAlgorithm.values()) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    List<MacAlgorithm> all = Arrays.asList(MacAlgorithm.values());
    throw wrong(
        "an unknown type in the second place",
        all.stream().map(MacAlgorithm::name).collect(Collectors.joining(", ")));
  }

  private byte[] secret(String word) throws NtpKeysException {
    if (word.startsWith(HEX)) {
      byte @Nullable [] octets = hex(word.substring(HEX.length()));
      if (octets == null) {
        throw wrong("a key that is not hexadecimal", "an even number of hexadecimal digits");
      }
      return octets;
    }
    String characters = word.startsWith(ASCII) ? word.substring(ASCII.length()) : word;
    return characters.getBytes(StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] hex(String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private NtpKeysException wrong(String found, String allowed) {
    return new NtpKeysException(
        name + ":" + lineNumber + ": found " + found + ", allowed: " + allowed);
  }
}
