package io.timebridge.clock;

/** Where a time stamp was taken, best first. */
public enum StampQuality {
  /** By the network adapter. */
  HARDWARE,
  /** By the operating system's kernel, as the packet passed its network stack. */
  KERNEL,
  /** By this program, around its own system call. */
  USER,
  /** In virtual time. */
  SIMULATED
}
