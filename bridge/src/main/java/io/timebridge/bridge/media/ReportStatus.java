package io.timebridge.bridge.media;

/**
 * How a {@link ReportedClock} is and what it has heard. Immutable; any thread.
 *
 * @param usable whether the newest timestamps can be read
 * @param reason by what, or why not, in words
 * @param accepted reports and header extensions that fit
 * @param withoutTime those whose NTP timestamp was 0: the sender does not know the time
 * @param accidents those that fitted neither the ones before nor the ones after
 * @param clockSteps how often the sender's wall clock was stepped
 * @param lastStepNanos the last such step, nanoseconds; positive if the clock was set forward
 * @param mediaJumps how often the RTP timestamps jumped, or another stream took the place
 * @param otherSources reports of other synchronisation sources, which are not looked at
 * @param malformed datagrams that are not RTCP
 */
public record ReportStatus(
    boolean usable,
    String reason,
    long accepted,
    long withoutTime,
    long accidents,
    long clockSteps,
    long lastStepNanos,
    long mediaJumps,
    long otherSources,
    long malformed) {}
