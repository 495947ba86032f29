package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport on Linux kernel sockets with the kernel's software stamps, both ways. One daemon
 * thread; a packet makes no garbage and takes no lock.
 */
public final class KernelTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(KernelTransport.class);
  private static final int BATCH = 64;
  private static final int MAX_PAYLOAD = 2048;
  private static final int ERROR_BATCH = 32;
  private static final int BATCHES_A_TURN = 4;
  private static final int BRACKET_TRIES = 4;
  private static final int FIRST_SOCKET = 2; // in the poll set, after the wake-up and the network
  private static final long FOLLOW_AGAIN_NANOS = 1_000_000_000L;

  /**
   * What a bracket takes whose code and data are in the caches, and some. The first one after a
   * wait is wider, and wide at its beginning: its middle lies half a microsecond off.
   */
  private static final long WIDE_BRACKET_NANOS = 400;

  /** The carrier's readings are never older than that: a slew begun since then is noticed. */
  private static final long MAX_WAIT_NANOS = 100_000_000L;

  private final LongUnaryOperator localOfRaw;
  private final long spinNanos;
  private final LocalClock clock;
  private final Thread thread;
  private final int wakeFd;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<KernelAttachment> attachments = new ArrayList<>(); // the loop's
  private final NetworkWatch network;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong reopenings = new AtomicLong();
  private final NativeMemory one = new NativeMemory(8); // what a wake-up writes
  private final Object lifecycle = new Object(); // guards ended, and wakeFd's end
  private boolean ended;
  private volatile boolean closing;
  private volatile Runnable suspendListener = () -> {};

  // The loop's own memory.
  private final MessageBatch incoming = new MessageBatch(BATCH, MAX_PAYLOAD);
  private final MessageBatch errors = new MessageBatch(ERROR_BATCH, 64);
  private final PollSet polled = new PollSet();
  private final NativeMemory wake = new NativeMemory(8);
  private final NativeMemory timespec = new NativeMemory(16);
  private final StampCarrier carrier = new StampCarrier();
  private final SuspendWatch suspends = new SuspendWatch();
  private boolean followAgain;
  private long followAgainAt;

  private KernelTransport(
      String threadName, LongUnaryOperator localOfRaw, KernelClock rawClock, long spinNanos)
      throws IOException {
    this.localOfRaw = localOfRaw;
    this.spinNanos = spinNanos;
    this.clock = () -> localOfRaw.applyAsLong(rawClock.localNanos());
    StampingSwitch.hold();
    this.network = NetworkWatch.open();
    this.wakeFd = LibC.eventfd(0, LibC.EFD_NONBLOCK_CLOEXEC);
    if (wakeFd < 0) {
      IOException failure = KernelSocket.failure("make an eventfd");
      network.close();
      throw failure;
    }
    one.buffer().putLong(0, 1);
    this.thread = new Thread(this::loop, threadName);
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @param threadName its name
   * @return the transport, on CLOCK_MONOTONIC_RAW
   * @throws KernelUnavailableException if this is not 64-bit Linux, or JNA is missing
   * @throws IOException if the kernel refuses
   */
  public static KernelTransport open(String threadName)
      throws KernelUnavailableException, IOException {
    return open(threadName, LongUnaryOperator.identity());
  }

  /**
   * Starts the thread on a local clock that is made from the raw one: so that a test can put an
   * oscillator of its own between the kernel's stamps and the engines.
   *
   * @param threadName its name
   * @param localOfRaw local nanoseconds of CLOCK_MONOTONIC_RAW's; increasing, any thread
   * @return the transport
   * @throws KernelUnavailableException if this is not 64-bit Linux, or JNA is missing
   * @throws IOException if the kernel refuses
   */
  public static KernelTransport open(String threadName, LongUnaryOperator localOfRaw)
      throws KernelUnavailableException, IOException {
    return open(threadName, localOfRaw, 0);
  }

  /**
   * Starts the thread on CLOCK_MONOTONIC_RAW, and lets it look again and again for so long before
   * it sleeps: whoever sends to it then wakes nobody up, and it is not late by being woken. It
   * takes a core for itself.
   *
   * @param threadName its name
   * @param spinNanos how long, nanoseconds; not negative
   * @return the transport
   * @throws KernelUnavailableException if this is not 64-bit Linux, or JNA is missing
   * @throws IOException if the kernel refuses
   */
  public static KernelTransport openSpinning(String threadName, long spinNanos)
      throws KernelUnavailableException, IOException {
    return open(threadName, LongUnaryOperator.identity(), spinNanos);
  }

  private static KernelTransport open(
      String threadName, LongUnaryOperator localOfRaw, long spinNanos)
      throws KernelUnavailableException, IOException {
    KernelTransport transport =
        new KernelTransport(threadName, localOfRaw, KernelClock.open(), spinNanos);
    transport.thread.start();
    return transport;
  }

  /** Tells whether the C library can be called at all. */
  static void checkAvailable() throws KernelUnavailableException {
    String why;
    try {
      why = LibC.UNAVAILABLE;
    } catch (LinkageError e) {
      why = "JNA is not on the class path or module path";
    }
    if (why != null) {
      throw new KernelUnavailableException(why);
    }
  }

  @Override
  public LocalClock clock() {
    return clock;
  }

  /**
   * {@return how many packets were dropped for want of a stamp, and how many sends' stamps never
   * came} Any thread.
   */
  public long lostStamps() {
    return lost.get();
  }

  /**
   * {@return how many times an engine's sockets were opened again, since its interface was deleted
   * and made anew, was down, or had no address} Any thread.
   */
  public long reopenings() {
    return reopenings.get();
  }

  /**
   * Says whom to tell that this host was suspended and its local clock stood still meanwhile: what
   * was known of any time is late by as much.
   *
   * @param listener called on the transport's thread, before what came since then is handed on
   */
  public void onSuspend(Runnable listener) {
    suspendListener = listener;
  }

  void countLost(int count) {
    lost.lazySet(lost.getPlain() + count);
  }

  void countReopening() {
    reopenings.lazySet(reopenings.getPlain() + 1);
  }

  long toLocal(long raw) {
    return localOfRaw.applyAsLong(raw);
  }

  @Override
  public Attachment attach(Binding binding, Function<Outbox, Engine> engine) throws IOException {
    return onLoop(
        () -> {
          KernelAttachment attachment = new KernelAttachment(this, binding, engine);
          attachments.add(attachment);
          attachment.start();
          return attachment;
        });
  }

  void detach(KernelAttachment attachment) {
    try {
      onLoop(
          () -> {
            attachments.remove(attachment);
            attachment.closeNow();
            return attachment;
          });
    } catch (IOException e) {
      LOG.debug("closing: {}", e.getMessage()); // the transport's own end closed it
    }
  }

  @Override
  public void execute(Runnable task) {
    offer(task);
  }

  /** Hands a task to the loop; false if that has ended. */
  private boolean offer(Runnable task) {
    synchronized (lifecycle) {
      if (ended) {
        return false;
      }
      tasks.add(task);
      wakeUp();
      return true;
    }
  }

  private void wakeUp() {
    // Never after the end: the number of a closed descriptor is soon another's.
    synchronized (lifecycle) {
      if (!ended) {
        LibC.write(wakeFd, one.address(), 8);
      }
    }
  }

  private <T> T onLoop(Callable<T> call) throws IOException {
    FutureTask<T> task = new FutureTask<>(call);
    if (Thread.currentThread() == thread) {
      task.run();
    } else if (!offer(task)) {
      throw new IOException("the transport is closed");
    }
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new IOException(io.getMessage(), io);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void loop() {
    while (!closing) {
      runTasks();
      long wait = runTimers();
      for (int i = 0; i < attachments.size(); i++) {
        attachments.get(i).flush();
      }
      bracketIfOld();
      poll(wait);
    }
    synchronized (lifecycle) {
      ended = true;
    }
    runTasks();
    List.copyOf(attachments).forEach(KernelAttachment::closeNow);
    attachments.clear();
    network.close();
    LibC.close(wakeFd);
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a task failed", e);
      }
    }
  }

  private long runTimers() {
    long now = clock.localNanos();
    long wait = MAX_WAIT_NANOS;
    if (followAgain && now - followAgainAt >= 0) {
      followNetwork();
    }
    for (int i = 0; i < attachments.size(); i++) {
      attachments.get(i).giveUpOverdue(now);
      wait = Math.min(wait, attachments.get(i).runTimers(now));
    }
    return wait;
  }

  /** Waits until something came, then takes it all. */
  private void poll(long waitNanos) {
    polled.clear();
    polled.add(wakeFd);
    polled.add(network.fd());
    for (int i = 0; i < attachments.size(); i++) {
      List<KernelAttachment.Port> ports = attachments.get(i).ports();
      for (int j = 0; j < ports.size(); j++) {
        polled.add(ports.get(j).socket().fd());
      }
    }
    if (!await(waitNanos)) {
      return;
    }
    if (polled.ready(0) != 0) {
      LibC.read(wakeFd, wake.address(), 8);
    }
    serveAll();
    if (polled.ready(1) != 0) {
      network.drain();
      followNetwork();
    }
  }

  private boolean await(long waitNanos) {
    long spin = Math.min(spinNanos, waitNanos);
    if (spin > 0) {
      long start = KernelClock.read(LibC.CLOCK_MONOTONIC_RAW, timespec);
      do {
        if (polled.await(0)) {
          return true;
        }
      } while (KernelClock.read(LibC.CLOCK_MONOTONIC_RAW, timespec) - start < spin);
      return polled.await(waitNanos - spin);
    }
    return polled.await(waitNanos);
  }

  private void serveAll() {
    int at = FIRST_SOCKET;
    for (int i = 0; i < attachments.size(); i++) {
      KernelAttachment attachment = attachments.get(i);
      int ports = attachment.ports().size();
      for (int j = 0; j < ports && at < polled.size(); j++, at++) {
        serve(attachment, j, polled.ready(at));
      }
    }
  }

  private void followNetwork() {
    followAgain = false;
    for (int i = 0; i < attachments.size(); i++) {
      if (!attachments.get(i).follow(network)) {
        followAgain = true;
        followAgainAt = clock.localNanos() + FOLLOW_AGAIN_NANOS;
      }
    }
  }

  private void serve(KernelAttachment attachment, int index, int events) {
    if (index >= attachment.ports().size()) {
      return; // closed by what came before it
    }
    List<KernelAttachment.Port> ports = attachment.ports();
    KernelAttachment.Port port = ports.get(index);
    if ((events & LibC.POLLERR) != 0) {
      drainErrors(attachment, port);
    }
    // A socket's own error is taken from it by receiving, too.
    if ((events & (LibC.POLLIN | LibC.POLLERR)) != 0) {
      int count = 0;
      for (int turn = 0; turn < BATCHES_A_TURN && count != 1; turn++) {
        count = incoming.receive(port.socket().fd(), LibC.MSG_DONTWAIT);
        if (count <= 0) {
          return;
        }
        bracket();
        attachment.received(port.socket(), incoming, count, carrier);
        attachment.flush();
        if (index >= ports.size() || ports.get(index).socket() != port.socket()) {
          return; // closed by its own engine
        }
        // Where several came, others did meanwhile; after a single one it is not worth a look.
      }
    }
  }

  private void drainErrors(KernelAttachment attachment, KernelAttachment.Port port) {
    int count;
    do {
      count = errors.receive(port.socket().fd(), LibC.MSG_DONTWAIT | LibC.MSG_ERRQUEUE);
      if (count > 0) {
        bracket();
        attachment.transmitted(port, errors, count, carrier);
      }
    } while (count == errors.capacity());
  }

  /**
   * Reads the real clock between two readings of the raw one, again if something came between: a
   * stamp is carried over no better than that.
   */
  private void bracket() {
    long before = 0;
    long real = 0;
    long after = Long.MAX_VALUE;
    for (int i = 0; i < BRACKET_TRIES && after - before > WIDE_BRACKET_NANOS; i++) {
      long tryBefore = KernelClock.read(LibC.CLOCK_MONOTONIC_RAW, timespec);
      long tryReal = KernelClock.read(LibC.CLOCK_REALTIME, timespec);
      long tryAfter = KernelClock.read(LibC.CLOCK_MONOTONIC_RAW, timespec);
      if (tryAfter - tryBefore < after - before) {
        before = tryBefore;
        real = tryReal;
        after = tryAfter;
      }
    }
    carrier.bracket(before, real, after);
    // A suspended host's real clock went on while the others stood still.
    if (carrier.stepped() && !noteSuspend()) {
      LOG.warn("this host's clock was stepped; packets stamped across the step are dropped");
    }
  }

  /** So that a rate is known when the first packet comes, and a slew noticed before the next. */
  private void bracketIfOld() {
    long raw = KernelClock.read(LibC.CLOCK_MONOTONIC_RAW, timespec);
    if (raw - carrier.newestRawNanos() >= StampCarrier.BASELINE_NANOS) {
      bracket();
      noteSuspend();
    }
  }

  /** Drops what was stamped before a suspend, though the real clock may not show it yet. */
  private boolean noteSuspend() {
    long boottime = KernelClock.read(LibC.CLOCK_BOOTTIME, timespec);
    long slept = suspends.slept(boottime, KernelClock.read(LibC.CLOCK_MONOTONIC, timespec));
    if (slept > 0) {
      carrier.breakOff();
      LOG.warn("this host was suspended for {} ms; its local clock stood still", slept / 1_000_000);
      suspendListener.run();
    }
    return slept > 0;
  }

  @Override
  public void close() {
    closing = true;
    wakeUp();
    if (Thread.currentThread() == thread) {
      return; // it ends when its caller returns to it
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
