package io.timebridge.ntp;

/** What a key is used with, by the names that chrony's key files have for it. */
enum MacAlgorithm {
  /** RFC 5905 §7.3. Broken as a hash; RFC 8573 asks to use AES-CMAC instead. */
  MD5("MD5", 0),
  /** RFC 5905 §7.3. */
  SHA1("SHA-1", 0),
  SHA256("SHA-256", 0),
  SHA384("SHA-384", 0),
  SHA512("SHA-512", 0),
  /** AES-CMAC. RFC 8573 §2. */
  AES128("", 16),
  /** AES-CMAC with the longer key. */
  AES256("", 32);

  private final String jcaName;
  private final int keyLength;

  MacAlgorithm(String jcaName, int keyLength) {
    this.jcaName = jcaName;
    this.keyLength = keyLength;
  }

  /** The octets that a key must have; 0 if any number will do. */
  int keyLength() {
    return keyLength;
  }

  KeyedMac withKey(byte[] secret) {
    return keyLength == 0 ? new DigestMac(jcaName, secret) : new AesCmac(secret);
  }
}
