package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;

/** A link model at work: throws the dice for one packet after the other. */
final class Link {
  /** Preamble, Ethernet header and check sequence, gap, IPv4 and UDP headers. */
  private static final int OVERHEAD_OCTETS = 8 + 18 + 12 + 20 + 8;

  private final LinkModel model;
  private final SeededRandom random;
  private final boolean direct;
  private final LoadDice load;
  private final LoadDice queue;

  Link(LinkModel model, SeededRandom random) {
    this.model = model;
    this.random = random;
    this.direct = model.equals(LinkModel.DIRECT);
    this.load = new LoadDice(model.load(), random);
    this.queue = new LoadDice(model.switches().queue(), random);
  }

  boolean loses() {
    double loss = model.faults().loss();
    return loss > 0 && random.nextDouble() < loss;
  }

  boolean duplicates() {
    double duplication = model.faults().duplication();
    return duplication > 0 && random.nextDouble() < duplication;
  }

  /** {@return the delay beside the switches', nanoseconds} */
  long delayNanos(long trueNanos) {
    if (direct) {
      return 0; // and no dice are thrown
    }
    LinkModel.Faults faults = model.faults();
    boolean late = faults.reordering() > 0 && random.nextDouble() < faults.reordering();
    return model.baseNanos() + load.draw(trueNanos) + (late ? faults.heldBackNanos() : 0);
  }

  /** {@return how long a packet is in the switches, nanoseconds} */
  long residenceNanos(long trueNanos, int octets) {
    LinkModel.Switches switches = model.switches();
    long residence = 0;
    for (int i = 0; i < switches.count(); i++) {
      residence += Math.round((octets + OVERHEAD_OCTETS) * switches.nanosPerOctet());
      residence += queue.draw(trueNanos);
    }
    return residence;
  }

  boolean transparent() {
    return model.switches().transparent();
  }
}
