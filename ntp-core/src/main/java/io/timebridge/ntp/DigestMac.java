package io.timebridge.ntp;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A hash of the key and the message, one after the other: NTP's first MAC. RFC 5905 §7.3.
 *
 * <p>The JDK's digests write into an array that they are given and reset themselves, without
 * garbage once the first one has grown its work space.
 */
final class DigestMac implements KeyedMac {
  private final MessageDigest digest;
  private final byte[] secret;
  private final int length;

  DigestMac(String jcaName, byte[] secret) {
    try {
      this.digest = MessageDigest.getInstance(jcaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + jcaName, e);
    }
    this.secret = secret;
    this.length = digest.getDigestLength();
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void compute(byte[] message, int messageLength, byte[] out) {
    digest.update(secret);
    digest.update(message, 0, messageLength);
    try {
      int unused = digest.digest(out, 0, length);
    } catch (DigestException e) {
      throw new IllegalStateException("the array is too short for a digest", e);
    }
  }
}
