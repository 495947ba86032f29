package io.timebridge.bridge.interop;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every shape of a request, by a name. */
final class RequestShapes {
  private static final int HEADER = 48;
  private static final long STAMP = 0xDEADBEEF_12345678L;

  private final Map<String, byte[]> shapes = new LinkedHashMap<>();

  private RequestShapes() {}

  static Map<String, byte[]> all() {
    RequestShapes all = new RequestShapes();
    all.versionsAndModes();
    all.lengths();
    all.macs();
    all.fields();
    all.clients();
    return all.shapes;
  }

  static byte[] request(int version, int mode) {
    byte[] bytes = new byte[HEADER];
    ByteBuffer.wrap(bytes).put(0, (byte) (version << 3 | mode)).put(2, (byte) 6).putLong(40, STAMP);
    return bytes;
  }

  private static byte[] with(byte[] request, byte[]... tails) {
    ByteBuffer all =
        ByteBuffer.allocate(request.length + Arrays.stream(tails).mapToInt(t -> t.length).sum());
    all.put(request);
    for (byte[] tail : tails) {
      all.put(tail);
    }
    return all.array();
  }

  private static byte[] field(int type, int length, int claimed) {
    return ByteBuffer.allocate(length).putShort((short) type).putShort((short) claimed).array();
  }

  private static byte[] mac(int id, byte[] digest, int length) {
    return ByteBuffer.allocate(4 + length).putInt(id).put(Arrays.copyOf(digest, length)).array();
  }

  private void versionsAndModes() {
    for (int version = 0; version < 8; version++) {
      for (int mode = 0; mode < 8; mode++) {
        shapes.put("v" + version + " mode " + mode, request(version, mode));
      }
    }
  }

  private void lengths() {
    for (int version = 1; version <= 4; version++) {
      for (int length = 0; length <= 120; length++) {
        shapes.put("v" + version + " length " + length, Arrays.copyOf(request(version, 3), length));
      }
    }
  }

  private void macs() {
    for (NtpMac key : NtpMac.values()) {
      for (int version = 1; version <= 4; version++) {
        for (int mode : new int[] {1, 3}) {
          byte[] request = request(version, mode);
          byte[] digest = key.over(request);
          byte[] bad = digest.clone();
          bad[bad.length - 1] ^= 1;
          bad[7] ^= 1;
          String name = "v" + version + " mode " + mode + " " + key;
          int cut = Math.min(digest.length, 20);
          shapes.put(name + " good whole", with(request, mac(key.id(), digest, digest.length)));
          shapes.put(name + " bad whole", with(request, mac(key.id(), bad, digest.length)));
          shapes.put(name + " good cut to 20", with(request, mac(key.id(), digest, cut)));
          shapes.put(name + " good cut to 16", with(request, mac(key.id(), digest, 16)));
          shapes.put(name + " bad cut", with(request, mac(key.id(), bad, cut)));
          shapes.put(name + " unknown key", with(request, mac(99, digest, cut)));
          shapes.put(name + " padded", with(request, mac(key.id(), digest, digest.length + 4)));
        }
        byte[] fields = with(request(version, 3), field(0x0109, 32, 32));
        byte[] digest = key.over(fields);
        shapes.put(
            "v" + version + " " + key + " over a field",
            with(fields, mac(key.id(), digest, Math.min(digest.length, 20))));
      }
    }
    for (int version = 1; version <= 4; version++) {
      shapes.put("v" + version + " crypto-NAK", with(request(version, 3), new byte[4]));
      shapes.put("v" + version + " key 0", with(request(version, 3), new byte[20]));
      shapes.put(
          "v" + version + " MS-SNTP", with(request(version, 3), mac(1025, new byte[16], 16)));
      shapes.put(
          "v" + version + " MS-SNTP extended",
          with(request(version, 3), mac(1025, new byte[68], 68)));
    }
  }

  private void fields() {
    for (int version = 3; version <= 4; version++) {
      String name = "v" + version + " ";
      byte[] request = request(version, 3);
      for (int length = 16; length <= 64; length += 4) {
        shapes.put(name + "field of " + length, with(request, field(0x0109, length, length)));
      }
      for (int claimed :
          new int[] {0, 1, 2, 3, 4, 12, 15, 16, 24, 26, 27, 29, 32, 36, 65532, 65535}) {
        shapes.put(name + "field of 28 says " + claimed, with(request, field(1, 28, claimed)));
        shapes.put(name + "field of 60 says " + claimed, with(request, field(1, 60, claimed)));
      }
      byte[] small = field(0x0109, 16, 16);
      shapes.put(name + "two fields", with(request, small, field(0x2005, 28, 28)));
      shapes.put(name + "field and crypto-NAK", with(request, field(1, 28, 28), new byte[4]));
      shapes.put(name + "field and 8 octets", with(request, field(1, 28, 28), new byte[8]));
      shapes.put(name + "big field", with(request, field(0x0109, 900, 900)));
    }
  }

  private void clients() {
    for (int version = 1; version <= 4; version++) {
      byte[] zero = request(version, 3);
      ByteBuffer.wrap(zero).putLong(40, 0);
      shapes.put("v" + version + " tx = 0", zero);
    }
    // What the first packet of each is like: nothing but the first octet, or little more.
    shapes.put("Windows 2000 SNTP", first(0x0b, 0, 0));
    shapes.put("Windows 2000 W32Time", first(0x19, 10, STAMP));
    shapes.put("Windows XP W32Time", first(0xd9, 10, STAMP));
    shapes.put("W32Time client", first(0xdb, 6, STAMP));
    shapes.put("W32Time special poll", first(0xdb, 17, STAMP));
    shapes.put("SNTP of a camera", first(0x1b, 0, 0));
    shapes.put("SNTP of a camera, v4", first(0x23, 0, STAMP));
    shapes.put("all ones", ones());
    for (int poll : new int[] {-128, -20, -7, 0, 3, 24, 127}) {
      shapes.put("poll " + poll, first(0x23, poll, STAMP));
    }
  }

  private static byte[] first(int octet, int poll, long stamp) {
    byte[] bytes = new byte[HEADER];
    ByteBuffer.wrap(bytes).put(0, (byte) octet).put(2, (byte) poll).putLong(40, stamp);
    return bytes;
  }

  private static byte[] ones() {
    byte[] bytes = new byte[HEADER];
    Arrays.fill(bytes, (byte) 0xff);
    bytes[0] = (byte) 0xe3;
    return bytes;
  }
}
