package io.timebridge.ntp.client;

import io.timebridge.clock.SystemClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.HostRouting;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.NtpOutcome;
import io.timebridge.ntp.NtpQuery;
import io.timebridge.ntp.client.NtpQueryException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Asks NTP servers what time it is.
 *
 * <pre>{@code
 * try (Transport transport = new NettyTransport(LocalClock.monotonic(), "ntp")) {
 *   NtpResult told = new NtpClient(transport).ask(new InetSocketAddress("ntp.example.org", 123));
 *   System.out.println(told.offsetNanos() + " ns ± " + told.errorBoundNanos() + " ns");
 * }
 * }</pre>
 *
 * <p>Each request leaves from a port of its own and tells nothing about who asks; only who saw it
 * can answer it; what is no answer is ignored while the wait goes on (see {@link NtpQuery}). The
 * host's clock is read, never set.
 *
 * <p>May be used by any number of threads; it holds nothing open between queries. The transport
 * stays its owner's. Blocking calls must not be made on the transport's thread.
 */
public final class NtpClient {
  /** A transport that died would never tell; beyond every timeout it is given so much. */
  private static final long BACKSTOP_NANOS = 10_000_000_000L;

  private static final Comparator<NtpResult> NEAREST =
      Comparator.comparingLong(NtpResult::errorBoundNanos);

  private final Transport transport;
  private final NtpClientOptions options;
  private final SecureRandom random = new SecureRandom();

  /**
   * Creates one that asks each server once, see {@link NtpClientOptions#DEFAULT}.
   *
   * @param transport what packets are sent by
   */
  public NtpClient(Transport transport) {
    this(transport, NtpClientOptions.DEFAULT);
  }

  /**
   * Creates one.
   *
   * @param transport what packets are sent by
   * @param options how servers are asked
   */
  public NtpClient(Transport transport, NtpClientOptions options) {
    this.transport = transport;
    this.options = options;
  }

  /**
   * Asks a server and waits for what it tells.
   *
   * @param server its address and port; one that is not resolved is looked up
   * @return what it told
   * @throws NtpQueryException if it did not tell the time
   * @throws InterruptedException if the thread is interrupted
   */
  public NtpResult ask(InetSocketAddress server) throws NtpQueryException, InterruptedException {
    try {
      return askAsync(server).get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /**
   * Asks servers at once and waits for what they tell.
   *
   * @param servers their addresses and ports; those that are not resolved are looked up
   * @return what each told, or why it did not
   * @throws InterruptedException if the thread is interrupted
   */
  public NtpRanking askAll(Collection<InetSocketAddress> servers) throws InterruptedException {
    try {
      return askAllAsync(servers).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Asks servers at once.
   *
   * @param servers their addresses and ports; those that are not resolved are looked up
   * @return what each told, or why it did not; it ends well and in time whatever they do
   */
  public CompletableFuture<NtpRanking> askAllAsync(Collection<InetSocketAddress> servers) {
    Map<InetSocketAddress, CompletableFuture<NtpResult>> asked = new HashMap<>();
    servers.forEach(server -> asked.computeIfAbsent(server, this::askAsync));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .handle((all, failed) -> rank(asked));
  }

  private static NtpRanking rank(Map<InetSocketAddress, CompletableFuture<NtpResult>> asked) {
    List<NtpResult> results = new ArrayList<>();
    Map<InetSocketAddress, NtpQueryException> failures = new HashMap<>();
    asked.forEach(
        (server, told) -> {
          try {
            results.add(told.join());
          } catch (CompletionException e) {
            failures.put(server, failure(e));
          }
        });
    results.sort(NEAREST);
    return new NtpRanking(results, failures);
  }

  /**
   * Asks a server.
   *
   * @param server its address and port; one that is not resolved is looked up
   * @return what it told; or it ends with a {@link NtpQueryException}
   */
  public CompletableFuture<NtpResult> askAsync(InetSocketAddress server) {
    // Lookups and sockets may take their time: they are nothing for the caller's thread.
    return CompletableFuture.supplyAsync(() -> resolved(server))
        .thenCompose(at -> collect(at, new ArrayList<>()));
  }

  private static InetSocketAddress resolved(InetSocketAddress server) {
    if (!server.isUnresolved()) {
      return server;
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(server.getHostString()), server.getPort());
    } catch (UnknownHostException e) {
      throw failed(Reason.UNKNOWN_HOST, "no such host");
    }
  }

  /** One exchange after the other until there are enough, or one fails. */
  private CompletableFuture<NtpResult> collect(
      InetSocketAddress server, List<NtpOutcome.Answer> answers) {
    return exchange(server, answers.isEmpty() ? options.attempts() : 1)
        .thenComposeAsync(
            outcome -> {
              if (outcome instanceof NtpOutcome.Answer answer) {
                answers.add(answer);
              } else if (answers.isEmpty()) {
                return CompletableFuture.failedFuture(NtpQueryException.of(outcome));
              }
              boolean enough =
                  answers.size() == options.samples() || !(outcome instanceof NtpOutcome.Answer);
              return enough
                  ? CompletableFuture.completedFuture(result(server, answers))
                  : CompletableFuture.supplyAsync(() -> server, later())
                      .thenCompose(again -> collect(again, answers));
            });
  }

  private Executor later() {
    return CompletableFuture.delayedExecutor(options.spacing().toNanos(), TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<NtpOutcome> exchange(InetSocketAddress server, int attempts) {
    InetAddress local =
        HostRouting.sourceFor(server)
            .orElseThrow(
                () ->
                    failed(
                        Reason.UNREACHABLE, "no route to " + server.getAddress().getHostAddress()));
    CompletableFuture<NtpOutcome> outcome = new CompletableFuture<>();
    long timeout = options.timeout().toNanos();
    Transport.Attachment query;
    try {
      query =
          transport.attach(
              Binding.unicast(local, 0),
              outbox ->
                  new NtpQuery(
                      outbox,
                      server,
                      random::nextLong,
                      options.key(),
                      timeout,
                      attempts,
                      outcome::complete));
    } catch (IOException e) {
      throw failed(Reason.UNREACHABLE, "no socket to ask with: " + e.getMessage());
    }
    return outcome
        .orTimeout(attempts * timeout + BACKSTOP_NANOS, TimeUnit.NANOSECONDS)
        .whenCompleteAsync((told, failed) -> query.close());
  }

  private NtpResult result(InetSocketAddress server, List<NtpOutcome.Answer> answers) {
    NtpOutcome.Answer fastest =
        answers.stream().min(Comparator.comparingLong(NtpOutcome.Answer::delayNanos)).orElseThrow();
    SystemClock.Reading host = SystemClock.read(transport.clock());
    long hostMinusLocal = host.utcNanos() - host.localNanos();
    long offset = fastest.remoteMinusLocalNanos() - hostMinusLocal;
    return new NtpResult(server, fastest, offset, answers.size());
  }

  private static CompletionException failed(Reason reason, String message) {
    return new CompletionException(new NtpQueryException(reason, message));
  }

  private static NtpQueryException failure(Throwable wrapper) {
    Throwable cause = wrapper.getCause();
    if (cause instanceof CompletionException) {
      return failure(cause);
    }
    return cause instanceof NtpQueryException known
        ? known
        : new NtpQueryException(Reason.NO_ANSWER, "the query did not end: " + cause);
  }
}
