package io.timebridge.bridge.config.table;

/**
 * A map of keys, or a list of such maps.
 *
 * @param path where it stands; empty for the root
 * @param meaning one sentence of what it means
 */
public record Group(String path, String meaning) implements Row {}
