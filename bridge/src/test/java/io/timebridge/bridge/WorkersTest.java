package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that are made, and given back. */
@Timeout(60)
class WorkersTest {

  @Test
  void whenItIsClosedItsThreadsAreGone() throws Exception {
    Workers workers = new Workers(null, null);
    CompletableFuture<Thread> working = new CompletableFuture<>();
    workers.execute(
        () -> {
          working.complete(Thread.currentThread());
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            // it is to end
          }
        });
    CompletableFuture<Thread> ticking = new CompletableFuture<>();
    workers.nowAndEvery(1, () -> ticking.complete(Thread.currentThread()));
    Thread worker = working.get();
    Thread ticker = ticking.get();
    workers.close();
    assertFalse(worker.isAlive());
    assertFalse(ticker.isAlive());
  }

  @Test
  void whoClosesFromOneOfItsThreadsIsNotInterrupted() throws Exception {
    Workers workers = new Workers(null, null);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    workers.execute(
        () -> {
          workers.close();
          interrupted.complete(Thread.currentThread().isInterrupted());
        });
    assertEquals(false, interrupted.get());
  }

  @Test
  void aTickThatFailsIsNotTheLast() throws Exception {
    CountDownLatch three = new CountDownLatch(3);
    try (Workers workers = new Workers(null, null)) {
      workers.nowAndEvery(
          1,
          () -> {
            three.countDown();
            throw new IllegalStateException("once more");
          });
      assertEquals(true, three.await(30, TimeUnit.SECONDS));
      assertNotNull(workers);
    }
  }
}
