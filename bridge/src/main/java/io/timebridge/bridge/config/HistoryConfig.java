package io.timebridge.bridge.config;

import java.nio.file.Path;

/**
 * Where the relation of PTP domains to UTC is written to.
 *
 * @param file the file that is being written; older ones have a dot and a number behind its name
 * @param maxBytes from this size on a new file is begun; at least 1
 * @param files how many files are kept, the one that is being written included; at least 1
 */
public record HistoryConfig(Path file, long maxBytes, int files) {}
