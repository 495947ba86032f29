package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that are made, and given back. */
@Timeout(60)
class WorkersTest {

  @Test
  void whenItIsClosedNothingOfItRunsAnyMore() throws Exception {
    Workers workers = new Workers(null, null);
    CountDownLatch working = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    workers.execute(
        () -> {
          working.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            ended.set(true); // it takes the hint
          }
        });
    working.await();
    workers.close();
    assertTrue(ended.get());
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
      assertTrue(three.await(30, TimeUnit.SECONDS));
    }
  }
}
