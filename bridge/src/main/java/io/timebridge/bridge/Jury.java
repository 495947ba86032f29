package io.timebridge.bridge;

import io.timebridge.bridge.config.PolicyConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who of the sources is believed, and whom of these to follow: the {@link Guard} over what they say
 * of the time, the {@link RateJudge} over how they run, the {@link SystemPeer} over the rest. Sits
 * again at each news. On the sources' thread, except for {@link #findings()}.
 */
final class Jury {
  private final PolicyConfig policy;
  private final SystemPeer systemPeer;
  private final List<Source> sources = new ArrayList<>();
  private final Findings findings = new Findings();
  private final Guard guard = new Guard();
  private final RateClock rateClock = new RateClock();
  private final RateJudge rateJudge = new RateJudge();
  private final NtpCluster cluster = new NtpCluster();
  private final LastResort lastResort = new LastResort();

  // Of the present sitting.
  private Map<String, Guard.Verdict> judged = Map.of();
  private List<Source> believed = List.of();

  Jury(PolicyConfig policy) {
    this.policy = policy;
    this.systemPeer = new SystemPeer(policy.prefer());
  }

  void add(Source source) {
    sources.add(source);
  }

  /** All sources, in the config's order. */
  List<Source> sources() {
    return sources;
  }

  /** What slow sources are measured against. */
  RateClock rateClock() {
    return rateClock;
  }

  /** What was found when it sat last. Any thread. */
  Findings findings() {
    return findings;
  }

  /**
   * Judges all sources.
   *
   * @param servesAnother whether another source's time than the host's clock is served
   * @param taiMinusUtc TAI − UTC now, seconds, which an error may be recognised by
   */
  void sit(boolean servesAnother, int taiMinusUtc, long nowLocalNanos) {
    takeRate(nowLocalNanos);
    lastResort.look(sources, servesAnother, nowLocalNanos);
    judged = guard.judge(claims(nowLocalNanos), nowLocalNanos, taiMinusUtc);
    believed = new ArrayList<>();
    for (Source source : sources) {
      Guard.Verdict verdict = judged.get(source.name());
      if (verdict != null && !verdict.excluded()) {
        believed.add(source);
      }
    }
  }

  private void takeRate(long now) {
    Source chosen = rateJudge.choose(rateClock.source(), sources, findings::isBelieved, now);
    if (rateJudge.wasMisled()) {
      rateClock.fallBack(now);
    }
    rateClock.update(chosen, now);
  }

  private List<Guard.Claim> claims(long now) {
    List<Guard.Claim> claims = new ArrayList<>();
    for (Source source : sources) {
      SourceTime time = lastResort.isAsked(source, now) ? source.time() : null;
      if (time != null) {
        claims.add(
            new Guard.Claim(
                source.name(),
                time.utcNanosAt(now),
                time.tai().errorBoundAt(now),
                time.witness(),
                policy.trust().contains(source.name())));
      }
    }
    return claims;
  }

  /** Who is not contradicted by the majority. */
  List<Source> believed() {
    return believed;
  }

  /** How many independent witnesses there are among them. */
  int voices() {
    int voices = 0;
    for (int i = 0; i < believed.size(); i++) {
      String witness = timeOf(believed.get(i)).witness();
      int first = 0;
      while (!timeOf(believed.get(first)).witness().equals(witness)) {
        first++;
      }
      voices += first == i ? 1 : 0;
    }
    return voices;
  }

  /** The time of a source that is believed. */
  static SourceTime timeOf(Source source) {
    return Objects.requireNonNull(source.time(), "who is believed claims a time");
  }

  /** True if a source says that it soon will have a time. */
  boolean othersAreAcquiring() {
    return sources.stream().anyMatch(each -> each.health().state() == TimelineState.ACQUIRING);
  }

  /** Whom to follow; null if too few agree. */
  @Nullable Source choose(long nowLocalNanos) {
    if (voices() < policy.require()) {
      return null;
    }
    List<SystemPeer.Candidate> candidates = new ArrayList<>(believed.size());
    for (Source each : believed) {
      if (!runsOff(each)) {
        candidates.add(new SystemPeer.Candidate(each, timeOf(each)));
      }
    }
    if (candidates.isEmpty()) {
      believed.forEach(each -> candidates.add(new SystemPeer.Candidate(each, timeOf(each))));
    }
    return systemPeer.choose(candidates, nowLocalNanos);
  }

  /**
   * True if another domain bears this host's crystal out against it: its time may still agree with
   * that of servers, which know a time less well, but soon will not.
   */
  private boolean runsOff(Source source) {
    return rateClock.source() != null && rateJudge.refusal(source.name()) != null;
  }

  /** The time of whom is followed: NTP servers are followed together. */
  NtpMean mean(Source source, long nowLocalNanos) {
    SourceTime time = timeOf(source);
    if (source.kind() != Source.Kind.NTP) {
      cluster.forget();
      return new NtpMean(
          time.tai(), time.noiseNanosAt(nowLocalNanos), time.driftPpb(), time.driftErrorPpb());
    }
    List<NtpCluster.Member> servers =
        believed.stream()
            .filter(each -> each.kind() == Source.Kind.NTP)
            .map(each -> new NtpCluster.Member(each.name(), timeOf(each)))
            .toList();
    return NtpMean.of(time, cluster.survivors(servers, nowLocalNanos), nowLocalNanos);
  }

  /** Notes that a source is followed. */
  void follow(Source source) {
    judged.put(source.name(), new Guard.Verdict(Guard.Word.USED, null));
  }

  /** Notes that a source is not believed, though no other contradicts it. */
  void dispute(Source source, String why) {
    judged.put(source.name(), new Guard.Verdict(Guard.Word.DISPUTED, why));
  }

  /** Why nobody is followed. */
  String why() {
    List<String> reasons = new ArrayList<>();
    int voices = voices();
    if (voices > 0 && voices < policy.require()) {
      reasons.add("sources that agree: " + voices + ", policy.require: " + policy.require());
    }
    for (Source source : sources) {
      Guard.Verdict verdict = judged.get(source.name());
      if (verdict == null || verdict.excluded()) {
        String reason = verdict == null ? source.health().reason() : verdict.reason();
        reasons.add(source.name() + ": " + reason);
      }
    }
    if (reasons.isEmpty()) {
      reasons.add("waiting for the other sources");
    }
    return String.join("; ", reasons);
  }

  /**
   * Tells what was found.
   *
   * @param leapVote what is believed of leap seconds
   * @param served what is served now
   */
  void tell(LeapVote leapVote, TimelineSnapshot served, long nowLocalNanos) {
    findings.judged(judged);
    findings.remarked(remarks(leapVote, nowLocalNanos));
    findings.compared(versusTimeline(served, nowLocalNanos));
  }

  private Map<String, String> remarks(LeapVote leapVote, long now) {
    Map<String, String> made = new HashMap<>(cluster.leftOut());
    for (Source source : sources) {
      String leap = source.time() == null ? null : leapVote.refusal(source.leapWord(now));
      String both = Remarks.both(leap, rateJudge.refusal(source.name()));
      if (both != null) {
        made.put(source.name(), both);
      }
    }
    return made;
  }

  private Map<String, Long> versusTimeline(TimelineSnapshot served, long now) {
    Map<String, Long> ahead = new HashMap<>();
    for (Source source : sources) {
      SourceTime time = served.hasTime() ? source.time() : null;
      if (time != null) {
        ahead.put(source.name(), time.utcNanosAt(now) - served.utcNanosAt(now));
      }
    }
    return ahead;
  }
}
