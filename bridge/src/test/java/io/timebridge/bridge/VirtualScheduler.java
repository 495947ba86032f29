package io.timebridge.bridge;

import io.timebridge.clock.simulation.VirtualTime;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer on virtual time; what it runs, it runs on the thread that lets time pass. */
public final class VirtualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final VirtualTime time;
  private boolean shutdown;

  /** How many repeated tasks were not cancelled. */
  public int running;

  public VirtualScheduler(VirtualTime time) {
    this.time = time;
  }

  private final class Repeated extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long everyNanos;

    Repeated(Runnable task, long everyNanos) {
      super(task, null);
      this.everyNanos = everyNanos;
    }

    void in(long nanos) {
      time.schedule(
          time.nowNanos() + nanos,
          () -> {
            if (!isCancelled() && runAndReset()) {
              in(everyNanos);
            }
          });
    }

    @Override
    protected void done() {
      running--;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initial, long delay, TimeUnit unit) {
    Repeated repeated = new Repeated(task, unit.toNanos(delay));
    running++;
    repeated.in(unit.toNanos(initial));
    return repeated;
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initial, long period, TimeUnit unit) {
    return scheduleWithFixedDelay(task, initial, period, unit);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable task) {
    time.schedule(time.nowNanos(), task);
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
