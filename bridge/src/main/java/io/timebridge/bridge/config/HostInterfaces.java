package io.timebridge.bridge.config;

import java.util.List;

/** The network interfaces that a config may name: what a file alone cannot tell. */
public interface HostInterfaces {

  /**
   * {@return whether there is such an interface}
   *
   * @param called its name, MAC or address
   */
  boolean exists(String called);

  /** {@return the names of all, in the order in which an operator is told of them} */
  List<String> names();
}
