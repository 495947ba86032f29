package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Events in order, one at a time, and only so many for who is slow. */
class ListenersTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<Long> heard = new ArrayList<>();
  private final Listeners listeners =
      new Listeners(
          List.of(
              new TimeBridgeListener() {
                @Override
                public void epochBegan(Correlation domain, long epoch) {
                  heard.add(epoch);
                }
              }),
          threads::add);
  private final Correlation domain = new Correlation("audio", 1, point -> {});

  @Test
  void oneTaskTellsAllThatWaits() {
    listeners.epochBegan(domain, 1);
    listeners.epochBegan(domain, 2);
    assertEquals(1, threads.size());
    threads.remove().run();
    listeners.epochBegan(domain, 3);
    threads.remove().run();
    assertEquals(List.of(1L, 2L, 3L), heard);
    assertEquals(0, threads.size());
  }

  @Test
  void whoIsTooSlowMissesTheNewest() {
    for (long epoch = 1; epoch <= 2 * Listeners.MOST; epoch++) {
      listeners.epochBegan(domain, epoch);
    }
    threads.remove().run();
    assertEquals(Listeners.MOST, heard.size());
    assertEquals(Listeners.MOST, heard.get(Listeners.MOST - 1));
    listeners.epochBegan(domain, 9_999);
    threads.remove().run();
    assertEquals(9_999, heard.get(Listeners.MOST));
  }

  @Test
  void anErrorThatIsThrownStopsNothing() {
    List<Long> told = new ArrayList<>();
    Listeners all =
        new Listeners(
            List.of(
                new TimeBridgeListener() {
                  @Override
                  public void epochBegan(Correlation relation, long epoch) {
                    throw new AssertionError("an embedder's assert");
                  }
                },
                new TimeBridgeListener() {
                  @Override
                  public void epochBegan(Correlation relation, long epoch) {
                    told.add(epoch);
                  }
                }),
            threads::add);
    all.epochBegan(domain, 1);
    threads.remove().run();
    all.epochBegan(domain, 2);
    threads.remove().run();
    assertEquals(List.of(1L, 2L), told);
  }

  @Test
  void aPoolThatIsFullForAMomentOnlyDelaysWhatIsTold() {
    boolean[] full = {true};
    Workers lent =
        new Workers(
            null,
            task -> {
              if (full[0]) {
                throw new RejectedExecutionException("the queue is full");
              }
              threads.add(task);
            });
    try (lent) {
      Listeners busy =
          new Listeners(
              List.of(
                  new TimeBridgeListener() {
                    @Override
                    public void epochBegan(Correlation relation, long epoch) {
                      heard.add(epoch);
                    }
                  }),
              lent);
      busy.epochBegan(domain, 1);
      full[0] = false;
      busy.epochBegan(domain, 2);
      threads.remove().run();
      assertEquals(List.of(1L, 2L), heard);
    }
  }
}
