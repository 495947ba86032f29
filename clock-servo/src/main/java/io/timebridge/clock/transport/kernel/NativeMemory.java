package io.timebridge.clock.transport.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that the kernel reads and writes: a direct buffer in the machine's order, and its address.
 */
final class NativeMemory {
  private final ByteBuffer buffer;
  private final long address;

  NativeMemory(int size) {
    buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    address = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  ByteBuffer buffer() {
    return buffer;
  }

  long address() {
    return address;
  }

  /** A part of it, big-endian, as packets are. */
  ByteBuffer packet(int from, int size) {
    return buffer.slice(from, size).order(ByteOrder.BIG_ENDIAN);
  }
}
