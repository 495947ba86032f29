/** Small programs to read and run. */
module io.timebridge.examples {
  requires io.timebridge.bridge;
  requires io.timebridge.clock;
  requires io.timebridge.ntp;
  requires io.timebridge.ptp;
  requires static org.jspecify;
}
