package io.timebridge.bridge;

/**
 * What a source says of the reference that its time comes from, as PTP asks for it.
 *
 * @param timeSource IEEE 1588's timeSource: 0x20 GNSS, 0x40 PTP, 0x50 NTP, 0xA0 an oscillator of
 *     its own
 * @param frequencyTraceable true if the frequency is provably traceable to a primary reference
 * @param utcOffsetAnnounced true if it says itself that its TAI − UTC is right
 * @param accuracyNanos what its error does not exceed, beyond the timeline's bound; −1 if it does
 *     not say
 */
record Reference(
    int timeSource, boolean frequencyTraceable, boolean utcOffsetAnnounced, long accuracyNanos) {
  static final int GNSS = 0x20;
  static final int PTP = 0x40;
  static final int NTP = 0x50;
  static final int OSCILLATOR = 0xA0;
}
