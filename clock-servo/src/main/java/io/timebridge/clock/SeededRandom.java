package io.timebridge.clock;

/**
 * A pseudo-random generator whose sequence depends on its seed alone, the same on every JDK:
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014). Not for secrets. Belongs to one thread.
 */
public final class SeededRandom {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  /**
   * Starts a sequence.
   *
   * @param seed any number; each gives its own sequence
   */
  public SeededRandom(long seed) {
    this.state = seed;
  }

  /** {@return the next 64 bits} */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /** {@return a number from 0 (included) to 1 (excluded), uniform} */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * {@return a number from 0 (included) to {@code bound} (excluded), uniform}
   *
   * @param bound at least 1
   */
  public long nextLong(long bound) {
    return Math.min(bound - 1, (long) (nextDouble() * bound));
  }

  /** {@return a number from the exponential distribution of mean 1} */
  public double nextExponential() {
    return -StrictMath.log(1 - nextDouble());
  }

  /** {@return a number from the normal distribution of mean 0 and standard deviation 1} */
  public double nextGaussian() {
    // Box and Muller; the second of the pair is not kept, so that the state is the seed alone.
    double radius = StrictMath.sqrt(2 * nextExponential());
    return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
  }

  /** {@return a generator of its own, for another part of the same run} */
  public SeededRandom split() {
    return new SeededRandom(nextLong());
  }
}
