package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Holds the kernel's stamping of received packets switched on.
 *
 * <p>The kernel stamps nothing until the first socket asks, and then patches its own code on a work
 * queue: packets that come before that is done bear no stamp, and on a busy machine that takes
 * milliseconds. It patches back when the last such socket is closed. So one socket asks for as long
 * as the transport lives, and packets to itself show when stamping has begun.
 */
final class StampingSwitch {
  private static final int TRIES = 100;
  private static final long PAUSE_NANOS = 500_000;

  private final KernelSocket socket;
  private final boolean on;

  private StampingSwitch(KernelSocket socket, boolean on) {
    this.socket = socket;
    this.on = on;
  }

  /** Switches it on, and waits for that where this network namespace has a loopback. */
  static StampingSwitch open() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    KernelSocket socket;
    try {
      socket = KernelSocket.open(loopback);
    } catch (IOException e) {
      // Without a loopback address the wildcard asks as well, though nothing can be sent.
      socket = KernelSocket.open(InetAddress.getByAddress(new byte[4]));
    }
    boolean done = false;
    try {
      socket.checkMayBindToDevice();
      StampingSwitch opened = new StampingSwitch(socket, awaitStamp(socket, loopback));
      done = true;
      return opened;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static boolean awaitStamp(KernelSocket socket, InetAddress loopback) throws IOException {
    MessageBatch out = new MessageBatch(1, 1);
    MessageBatch in = new MessageBatch(1, 1);
    ControlData control = new ControlData();
    NativeMemory pause = new NativeMemory(16);
    pause.buffer().putLong(0, 0).putLong(8, PAUSE_NANOS);
    Route route = Route.to(new InetSocketAddress(loopback, socket.port()));
    int nameLength = SocketAddress.write(out.names(), 0, route);
    for (int i = 0; i < TRIES; i++) {
      out.prepareToSend(0, nameLength, 0, 1);
      LibC.sendmmsg(socket.fd(), out.address(0), 1, 0);
      in.prepareToReceive();
      if (LibC.recvmmsg(socket.fd(), in.address(0), 1, LibC.MSG_DONTWAIT, 0) > 0) {
        control.read(in.controls(), 0, in.controlLength(0));
        if (control.stampRealNanos() != ControlData.NO_STAMP) {
          return true;
        }
      }
      LibC.ppoll(0, 0, pause.address(), 0);
    }
    return false;
  }

  /** False if no stamp was seen: there is no loopback, or the kernel does not stamp. */
  boolean isOn() {
    return on;
  }

  void close() {
    socket.close();
  }
}
