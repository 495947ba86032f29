package io.timebridge.bridge.config;

import java.util.List;

/**
 * Which sources are believed.
 *
 * @param require how many sources must agree; 1 to the number of sources
 * @param prefer names of the sources to follow first while they are good, in this order
 * @param trust names of the sources that are believed against a majority
 */
public record PolicyConfig(int require, List<String> prefer, List<String> trust) {
  public PolicyConfig {
    prefer = List.copyOf(prefer);
    trust = List.copyOf(trust);
  }
}
