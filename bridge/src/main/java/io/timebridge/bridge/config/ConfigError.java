package io.timebridge.bridge.config;

/**
 * One thing wrong with a config, in the words an operator needs to put it right.
 *
 * @param file the file as the caller named it
 * @param line the line, from 1; 0 if the error belongs to no line (a file that cannot be read)
 * @param path the key, such as {@code serve.ntp.listen[0]}; empty for the whole document
 * @param found what stands there
 * @param allowed what may stand there
 */
public record ConfigError(String file, int line, String path, String found, String allowed) {

  /** {@return the error on one line: {@code FILE:LINE: KEY: found FOUND, allowed: ALLOWED}} */
  @Override
  public String toString() {
    String where = line > 0 ? file + ":" + line : file;
    String what = path.isEmpty() ? "" : path + ": ";
    return where + ": " + what + "found " + found + ", allowed: " + allowed;
  }
}
