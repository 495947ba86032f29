package io.timebridge.benchmarks;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.kernel.KernelClock;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What time costs on the kernel's transport: the raw clock read; and the conversion of stamps from
 * CLOCK_REALTIME alone, its arithmetic without the three clock readings of a bracket.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class KernelClockBenchmark {
  private static final MethodHandle MAKE;
  private static final MethodHandle BRACKET;
  private static final MethodHandle CARRY;

  // The converter is nobody's API; from the class path its package is open.
  static {
    try {
      Class<?> carrier = Class.forName(KernelClock.class.getPackageName() + ".StampCarrier");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(carrier, MethodHandles.lookup());
      MethodType readings = MethodType.methodType(void.class, long.class, long.class, long.class);
      MethodType carry = MethodType.methodType(long.class, long.class);
      MAKE =
          lookup
              .findConstructor(carrier, MethodType.methodType(void.class))
              .asType(MethodType.methodType(Object.class));
      BRACKET =
          lookup
              .findVirtual(carrier, "bracket", readings)
              .asType(readings.insertParameterTypes(0, Object.class));
      CARRY =
          lookup
              .findVirtual(carrier, "localNanos", carry)
              .asType(carry.insertParameterTypes(0, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static final long REAL_MINUS_RAW = 1_700_000_000_000_000_000L;
  private static final long BETWEEN_NANOS = 1_000_000;

  private LocalClock clock;
  private Object carrier;
  private long raw;

  /** Creates it; JMH sets it up. */
  public KernelClockBenchmark() {}

  /**
   * Opens the clock, and lets the converter measure its rate.
   *
   * @throws Throwable if this is not Linux, or JNA is missing
   */
  @Setup
  public void open() throws Throwable {
    clock = KernelClock.open();
    carrier = (Object) MAKE.invokeExact();
    for (int i = 0; i < 1_000; i++) {
      bracket();
    }
  }

  private void bracket() throws Throwable {
    raw += BETWEEN_NANOS;
    BRACKET.invokeExact(carrier, raw, raw + 50 + REAL_MINUS_RAW, raw + 100);
  }

  /** {@return the raw clock} */
  @Benchmark
  public long readClock() {
    return clock.localNanos();
  }

  /**
   * {@return a stamp of 20 µs ago on the raw clock}
   *
   * @throws Throwable never
   */
  @Benchmark
  public long carryStamp() throws Throwable {
    return (long) CARRY.invokeExact(carrier, raw - 20_000 + REAL_MINUS_RAW);
  }

  /**
   * {@return the same, after a new bracket: as for a packet that came alone}
   *
   * @throws Throwable never
   */
  @Benchmark
  public long bracketAndCarryStamp() throws Throwable {
    bracket();
    return (long) CARRY.invokeExact(carrier, raw - 20_000 + REAL_MINUS_RAW);
  }
}
