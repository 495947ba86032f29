package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static io.timebridge.bridge.SimulatedBridge.announcing;
import static io.timebridge.bridge.SimulatedBridge.arbitrary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Masters that appear, die, jump by seconds and change what they announce, at random from a seed.
 * Whatever they do, a time that is claimed is the time of the master in whose name it is.
 */
class RandomScheduleTest {
  private static final int EVENTS = 25;

  /** How long a jump or a new flag may go unnoticed: four Syncs, or two Announces and one's lag. */
  private static final double NOTICED_SECONDS = 3;

  /** What a master's UTC was by its own word, from a time on. */
  private record Word(
      SimulatedBridge.Master master, long fromNanos, long aheadNanos, TimeProperties said) {}

  private static final class Schedule {
    final SeededRandom random;
    final SimulatedBridge bridge;
    final List<SimulatedBridge.Master> masters = new ArrayList<>();
    final List<Word> words = new ArrayList<>();
    final Set<Word> claimed = new HashSet<>();
    long lockedChecks;

    Schedule(long seed) throws Exception {
      random = new SeededRandom(seed);
      String yaml =
          "{clock: {holdover: 5s}, sources: {ptp: [{name: a, interface: lo}, {name: b, interface:"
              + " lo, domain: 1}]}}";
      bridge = new SimulatedBridge(random.nextLong(), BuildDate.UTC_NANOS, yaml);
      for (int i = 0; i < 4; i++) {
        masters.add(bridge.master(100 + i, i == 3 ? 1 : 0));
        speak(masters.get(i));
      }
      bridge.afterUpdate = this::check;
    }

    private void speak(SimulatedBridge.Master master) {
      words.add(new Word(master, bridge.time.nowNanos(), master.aheadNanos, master.properties));
    }

    void act() throws IOException {
      SimulatedBridge.Master master = masters.get((int) random.nextLong(masters.size()));
      switch ((int) random.nextLong(6)) {
        case 0 -> master.die();
        case 1 -> {
          master.aheadNanos += (random.nextLong(2) * 2 - 1) * (1 + random.nextLong(100)) * SECOND;
          speak(master);
        }
        case 2 -> {
          master.properties =
              switch ((int) random.nextLong(4)) {
                case 0 -> arbitrary();
                case 1 -> announcing(0, false);
                case 2 -> announcing(30 + (int) random.nextLong(10), true);
                default -> SimulatedBridge.TAI;
              };
          speak(master);
        }
        default -> master.start();
      }
    }

    private long offBy(Word word) {
      boolean valid = word.said().currentUtcOffsetValid();
      long offset = valid ? word.said().currentUtcOffset() : 37;
      long truth = bridge.tai() + word.aheadNanos() - offset * SECOND;
      return Math.abs(bridge.view().utcNanosAt(bridge.local()) - truth);
    }

    /** The words that the time may be claimed by: each master's newest, and one just withdrawn. */
    private Set<Word> mayBeClaimed() {
      TimelineSnapshot snapshot = bridge.timeline.snapshot();
      Set<Word> may = new HashSet<>();
      for (PtpSource source : bridge.sources) {
        AnnounceMessage announce = source.status().ptp().announce();
        if (source.name().equals(snapshot.source()) && announce != null) {
          Word next = null;
          for (int i = words.size() - 1; i >= 0; i--) {
            Word word = words.get(i);
            if (word.master().identity.equals(announce.grandmasterIdentity())) {
              boolean recent =
                  next == null
                      || bridge.time.nowNanos() - next.fromNanos() <= NOTICED_SECONDS * SECOND;
              if (recent && word.said().ptpTimescale()) {
                may.add(word);
              }
              next = word;
            }
          }
        }
      }
      return may;
    }

    private void check() {
      if (!bridge.synchronised()) {
        return;
      }
      TimelineSnapshot snapshot = bridge.timeline.snapshot();
      boolean locked = snapshot.state() == TimelineState.LOCKED;
      Set<Word> may = locked ? mayBeClaimed() : new HashSet<>(claimed);
      long bound = bridge.bound();
      may.removeIf(word -> offBy(word) > bound);
      assertTrue(
          !may.isEmpty(),
          () ->
              "at %.3f s %s, within %d ns of nobody's time: %s"
                  .formatted(
                      bridge.time.nowNanos() / 1e9,
                      snapshot.state().word(),
                      bound,
                      words.stream().map(word -> word + " " + offBy(word)).toList()));
      if (locked) {
        lockedChecks++;
        claimed.clear();
        claimed.addAll(may);
      }
    }
  }

  @Property(seed = "20261122", tries = 60)
  void whatIsClaimedIsTrue(@ForAll long seed) throws Exception {
    Schedule schedule = new Schedule(seed);
    SimulatedBridge bridge = schedule.bridge;
    for (int i = 0; i < EVENTS; i++) {
      schedule.act();
      // Often soon after one another, sometimes long enough to lock.
      bridge.run(0.05 + 8 * schedule.random.nextExponential(), schedule::check);
    }
    for (SimulatedBridge.Master master : schedule.masters) {
      master.die();
    }
    SimulatedBridge.Master last = bridge.master(1).start();
    schedule.speak(last);
    bridge.run(40, schedule::check);
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    assertTrue(schedule.lockedChecks > 0);
  }

  /** Once wrong: a jump soon after a change of the offset, and a jump that moved the frequency. */
  @ParameterizedTest
  @ValueSource(longs = {5760049, -130})
  void whatWasOnceWrongIsTrue(long seed) throws Exception {
    whatIsClaimedIsTrue(seed);
  }
}
