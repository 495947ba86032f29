package io.timebridge.bridge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a bridge besides its transports': one that ticks and must never wait, and those
 * that may: for names, disks and listeners. What the embedder lent is given back unharmed. Any
 * thread.
 */
final class Workers implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** How long its own threads are waited for: one may hang in the host's resolver. */
  private static final long END_MILLIS = 1_000;

  private final ScheduledExecutorService ticker;
  private final Executor patient;
  private final List<ExecutorService> own = new CopyOnWriteArrayList<>();
  private final List<Future<?>> ticks = new CopyOnWriteArrayList<>();

  /**
   * Makes what is not lent.
   *
   * @param lentTicker what calls at given times; null for a thread of its own
   * @param lentPatient what runs tasks that may take long, several at once; null for threads as
   *     needed
   */
  Workers(@Nullable ScheduledExecutorService lentTicker, @Nullable Executor lentPatient) {
    if (lentTicker == null) {
      ScheduledExecutorService made =
          Executors.newSingleThreadScheduledExecutor(daemons("timebridge-tick"));
      own.add(made);
      this.ticker = made;
    } else {
      this.ticker = lentTicker;
    }
    if (lentPatient == null) {
      ExecutorService made = Executors.newCachedThreadPool(daemons("timebridge-work"));
      own.add(made);
      this.patient = made;
    } else {
      this.patient = lentPatient;
    }
  }

  /** A thread of these workers' own. */
  private static final class Made extends Thread {
    private final Workers by;

    Made(Workers by, Runnable task, String name) {
      super(task, name);
      this.by = by;
    }
  }

  private ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Made(this, task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Calls again and again, with so much between the end of one call and the next. */
  void every(long millis, Runnable task) {
    repeat(millis, millis, task);
  }

  /** As {@link #every}, but begins at once. */
  void nowAndEvery(long millis, Runnable task) {
    repeat(0, millis, task);
  }

  /** A timer would not call again what has failed once. */
  private void repeat(long firstMillis, long millis, Runnable task) {
    Runnable patiently =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.warn("a task of the bridge failed, and is tried again", e);
          }
        };
    ticks.add(ticker.scheduleWithFixedDelay(patiently, firstMillis, millis, TimeUnit.MILLISECONDS));
  }

  /**
   * Runs what may take long.
   *
   * @throws RejectedExecutionException if the embedder's executor takes no more, for now or for
   *     ever
   */
  @Override
  public void execute(Runnable task) {
    patient.execute(task);
  }

  /** No tick begins any more; what may take long still runs. */
  void stopTicks() {
    ticks.forEach(tick -> tick.cancel(false));
  }

  /** Ends its own threads, and waits for them a little, unless it is called on one of them. */
  @Override
  public void close() {
    stopTicks();
    boolean interrupted = Thread.currentThread().isInterrupted();
    own.forEach(ExecutorService::shutdownNow);
    if (Thread.currentThread() instanceof Made made && made.by == this) {
      // A listener may close the bridge and then go on with what it does.
      if (!interrupted) {
        boolean unused = Thread.interrupted();
      }
      return;
    }
    try {
      for (ExecutorService each : own) {
        boolean unused = each.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
