package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the kernel's stamping of received packets switched on, for as long as this program runs.
 *
 * <p>The kernel stamps nothing until the first socket asks, and then patches its own code on a work
 * queue: packets that come before that is done bear no stamp, and on a busy machine that takes
 * milliseconds. It patches back likewise when the last such socket is closed, even if another was
 * opened meanwhile, and then once more. So one socket asks from the first transport on and is never
 * closed, and packets to itself show when stamping has begun.
 */
final class StampingSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(KernelTransport.class);
  private static final int TRIES = 100;
  private static final int STAMPS_IN_A_ROW = 3;
  private static final long PAUSE_NANOS = 500_000;

  private static boolean held;

  private StampingSwitch() {}

  /**
   * Switches it on, and waits for that where this network namespace has a loopback.
   *
   * @throws IOException if this host does not let us have what a transport needs
   */
  static synchronized void hold() throws IOException {
    if (held) {
      return;
    }
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    KernelSocket socket;
    try {
      socket = KernelSocket.open(loopback);
    } catch (IOException e) {
      // Without a loopback address the wildcard asks as well, though nothing can be sent.
      socket = KernelSocket.open(InetAddress.getByAddress(new byte[4]));
    }
    try {
      socket.checkMayBindToDevice();
      held = true;
      if (!awaitStamps(socket, loopback)) {
        LOG.info("the kernel showed no stamp on loopback yet; the first packets may have none");
      }
    } finally {
      if (!held) {
        socket.close();
      }
    }
  }

  private static boolean awaitStamps(KernelSocket socket, InetAddress loopback) throws IOException {
    MessageBatch out = new MessageBatch(1, 1);
    MessageBatch in = new MessageBatch(1, 1);
    ControlData control = new ControlData();
    NativeMemory pause = new NativeMemory(16);
    pause.buffer().putLong(0, 0).putLong(8, PAUSE_NANOS);
    Route route = Route.to(new InetSocketAddress(loopback, socket.port()));
    int nameLength = SocketAddress.write(out.names(), 0, route);
    int inARow = 0;
    for (int i = 0; i < TRIES && inARow < STAMPS_IN_A_ROW; i++) {
      out.prepareToSend(0, nameLength, 0, 1);
      LibC.sendmmsg(socket.fd(), out.address(0), 1, 0);
      if (in.receive(socket.fd(), LibC.MSG_DONTWAIT) > 0) {
        control.read(in.controls(), 0, in.controlLength(0));
        inARow = control.stampRealNanos() == ControlData.NO_STAMP ? 0 : inARow + 1;
      }
      LibC.ppoll(0, 0, pause.address(), 0);
    }
    return inARow == STAMPS_IN_A_ROW;
  }
}
