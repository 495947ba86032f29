/**
 * The bridge's configuration: one YAML file, checked whole, read into immutable records.
 *
 * <p>One table ({@code ConfigTable}) describes every key: {@link
 * io.timebridge.bridge.config.ConfigReader} checks a file by it, and {@code docs/config.md} is
 * written from it. A file that cannot be understood gives one {@link
 * io.timebridge.bridge.config.ConfigException} that holds every error found.
 */
@NullMarked
package io.timebridge.bridge.config;

import org.jspecify.annotations.NullMarked;
