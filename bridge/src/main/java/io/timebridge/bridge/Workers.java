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

/**
 * The threads of a bridge besides its transports': one that ticks and must never wait, and those
 * that may: for names, disks and listeners. What the embedder lent is given back unharmed. Any
 * thread.
 */
final class Workers implements Executor, AutoCloseable {
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

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Calls again and again, with so much between the end of one call and the next. */
  void every(long millis, Runnable task) {
    ticks.add(ticker.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS));
  }

  /** As {@link #every}, but begins at once. */
  void nowAndEvery(long millis, Runnable task) {
    ticks.add(ticker.scheduleWithFixedDelay(task, 0, millis, TimeUnit.MILLISECONDS));
  }

  /** Runs what may take long; nothing, once the embedder's executor takes no more. */
  @Override
  public void execute(Runnable task) {
    try {
      patient.execute(task);
    } catch (RejectedExecutionException e) {
      // The bridge or its host is being stopped: nobody waits for it any more.
    }
  }

  /** No tick begins any more; what may take long still runs. */
  void stopTicks() {
    ticks.forEach(tick -> tick.cancel(false));
  }

  @Override
  public void close() {
    stopTicks();
    own.forEach(ExecutorService::shutdownNow);
  }
}
