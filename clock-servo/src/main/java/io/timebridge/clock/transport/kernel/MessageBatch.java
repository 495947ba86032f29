package io.timebridge.clock.transport.kernel;

import java.nio.ByteBuffer;

/**
 * The memory of one recvmmsg or sendmmsg: for each message a header, an address, one buffer and
 * control data. Laid out once; only lengths change from call to call.
 */
final class MessageBatch {
  // struct mmsghdr of Linux on 64 bits: msghdr (56 octets), then the length of what came or went.
  private static final int HEADER_SIZE = 64;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int IOV = 16;
  private static final int IOV_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;
  private static final int IOV_SIZE = 16;

  /** Between two payloads: at a distance of a power of two all would share a few cache lines. */
  private static final int STAGGER = 64;

  static final int NAME_SIZE = 32; // a sockaddr_in6 has 28
  static final int CONTROL_SIZE = 256;

  private final int capacity;
  private final int payloadSize;
  private final NativeMemory headers;
  private final NativeMemory vectors;
  private final NativeMemory names;
  private final NativeMemory controls;
  private final ByteBuffer[] payloads;
  private int received;

  MessageBatch(int capacity, int payloadSize) {
    this.capacity = capacity;
    this.payloadSize = payloadSize;
    this.received = capacity; // none is laid out yet
    headers = new NativeMemory(capacity * HEADER_SIZE);
    vectors = new NativeMemory(capacity * IOV_SIZE);
    names = new NativeMemory(capacity * NAME_SIZE);
    controls = new NativeMemory(capacity * CONTROL_SIZE);
    int distance = payloadSize + STAGGER;
    NativeMemory payload = new NativeMemory(capacity * distance);
    payloads = new ByteBuffer[capacity];
    for (int i = 0; i < capacity; i++) {
      payloads[i] = payload.packet(i * distance, payloadSize);
      vectors.buffer().putLong(i * IOV_SIZE, payload.address() + (long) i * distance);
      vectors.buffer().putLong(i * IOV_SIZE + 8, payloadSize);
      ByteBuffer header = headers.buffer();
      int at = i * HEADER_SIZE;
      header.putLong(at + NAME, names.address() + (long) i * NAME_SIZE);
      header.putLong(at + IOV, vectors.address() + (long) i * IOV_SIZE);
      header.putLong(at + IOV_COUNT, 1);
      header.putLong(at + CONTROL, controls.address() + (long) i * CONTROL_SIZE);
    }
  }

  int capacity() {
    return capacity;
  }

  /** The address of the first header from a message on. */
  long address(int from) {
    return headers.address() + (long) from * HEADER_SIZE;
  }

  /** Receives what is there, and returns how many; below 1 for none. recvmmsg(2). */
  int receive(int fd, int flags) {
    // Only what the kernel has written over is to be laid out again.
    prepareToReceive(received);
    int count = LibC.recvmmsg(fd, address(0), capacity, flags, 0);
    received = Math.max(0, count);
    return count;
  }

  private void prepareToReceive(int count) {
    for (int i = 0; i < count; i++) {
      int at = i * HEADER_SIZE;
      headers.buffer().putInt(at + NAME_LENGTH, NAME_SIZE);
      headers.buffer().putLong(at + CONTROL_LENGTH, CONTROL_SIZE);
      headers.buffer().putInt(at + FLAGS, 0);
    }
  }

  /** Makes one message ready to be sent. */
  void prepareToSend(int i, int nameLength, int controlLength, int payloadLength) {
    int at = i * HEADER_SIZE;
    headers.buffer().putInt(at + NAME_LENGTH, nameLength);
    headers.buffer().putLong(at + CONTROL_LENGTH, controlLength);
    vectors.buffer().putLong(i * IOV_SIZE + 8, payloadLength);
  }

  /** How many octets of a message came. */
  int length(int i) {
    return headers.buffer().getInt(i * HEADER_SIZE + LENGTH);
  }

  int flags(int i) {
    return headers.buffer().getInt(i * HEADER_SIZE + FLAGS);
  }

  int controlLength(int i) {
    return (int) headers.buffer().getLong(i * HEADER_SIZE + CONTROL_LENGTH);
  }

  int payloadSize() {
    return payloadSize;
  }

  ByteBuffer payload(int i) {
    return payloads[i];
  }

  /** All control data, in the machine's order; a message's begin at {@link #controlStart}. */
  ByteBuffer controls() {
    return controls.buffer();
  }

  int controlStart(int i) {
    return i * CONTROL_SIZE;
  }

  /** All addresses, in the machine's order; a message's begins at {@link #nameStart}. */
  ByteBuffer names() {
    return names.buffer();
  }

  int nameStart(int i) {
    return i * NAME_SIZE;
  }
}
