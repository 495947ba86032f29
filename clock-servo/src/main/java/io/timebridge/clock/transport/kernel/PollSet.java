package io.timebridge.clock.transport.kernel;

/** What one ppoll(2) waits for, laid out anew before each; its memory only grows. */
final class PollSet {
  private static final int POLLFD = 8; // struct pollfd: fd, events, revents

  private NativeMemory polled = new NativeMemory(16 * POLLFD);
  private final NativeMemory timeout = new NativeMemory(16);
  private int count;

  void clear() {
    count = 0;
  }

  /** Adds a descriptor that is to be read; they are numbered from 0. */
  void add(int fd) {
    if (count * POLLFD == polled.buffer().capacity()) {
      NativeMemory more = new NativeMemory(2 * polled.buffer().capacity());
      more.buffer().put(0, polled.buffer(), 0, polled.buffer().capacity());
      polled = more;
    }
    polled.buffer().putInt(count * POLLFD, fd);
    polled.buffer().putShort(count * POLLFD + 4, (short) LibC.POLLIN);
    polled.buffer().putShort(count * POLLFD + 6, (short) 0);
    count++;
  }

  int size() {
    return count;
  }

  /** Waits until one is ready; false if the time ran out. */
  boolean await(long nanos) {
    timeout.buffer().putLong(0, nanos / 1_000_000_000L);
    timeout.buffer().putLong(8, nanos % 1_000_000_000L);
    return LibC.ppoll(polled.address(), count, timeout.address(), 0) > 0;
  }

  /** What is ready there: POLLIN, POLLERR. */
  int ready(int number) {
    return polled.buffer().getShort(number * POLLFD + 6);
  }
}
