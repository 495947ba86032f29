package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpMessage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A clock on a {@link PortBench}, and one who manages it. */
final class ManagementBench {
  static final PortIdentity MANAGER = Packets.port(0x77);
  static final NodeDescription DESCRIPTION =
      new NodeDescription("eth7", "00:11:22:33:44:55", "rack 7");

  /** Tells who may what. */
  static final class Access implements ManagementAccess {
    boolean set;
    final List<InetAddress> denied = new ArrayList<>();

    @Override
    public boolean mayGet(Route from) {
      return !denied.contains(from.remote().getAddress());
    }

    @Override
    public boolean maySet(Route from) {
      return set;
    }
  }

  final PtpClock clock;
  final PortBench bench;
  private final ManagementClient.Settings settings;
  private int sequenceId = 100;

  ManagementBench(PtpClock clock, PortBench bench) {
    this.clock = clock;
    this.bench = bench;
    this.settings = new ManagementClient.Settings(MANAGER, 0, ManagementClient.EVERYBODY, 1, false);
  }

  static Access managed(PtpClock clock) {
    Access access = new Access();
    clock.manage(DESCRIPTION, access);
    return access;
  }

  ManagementClient client(ManagementClient.Settings how) {
    sequenceId += 1000;
    return new ManagementClient(how, sequenceId);
  }

  ManagementClient.Settings to(PortIdentity target) {
    return new ManagementClient.Settings(MANAGER, 0, target, 1, false);
  }

  /** The answer, if there is one. */
  Optional<ManagementClient.Answer> ask(
      ManagementClient.Settings how,
      ManagementAction action,
      ManagementId id,
      @Nullable ManagementData data) {
    ManagementClient client = client(how);
    int before = bench.sent(MessageType.MANAGEMENT).size();
    ByteBuffer message = client.request(action, id, data);
    byte[] request = new byte[message.remaining()];
    message.get(request);
    bench.receive(request);
    List<PortBench.Sent> sent = bench.sent(MessageType.MANAGEMENT);
    return sent.size() == before
        ? Optional.empty()
        : client.received(sent.get(sent.size() - 1).bytes());
  }

  ManagementClient.Answer answer(ManagementAction action, ManagementId id, Object... values) {
    ManagementData data = values.length == 0 ? null : ManagementData.of(id, values);
    return ask(settings, action, id, data).orElseThrow();
  }

  ManagementData get(ManagementId id) {
    return Objects.requireNonNull(answer(ManagementAction.GET, id).data(), id.name());
  }

  /** Bytes as they stand, written by hand. */
  void receive(String hex) {
    bench.receive(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  PtpMessage.Management lastSent() {
    return (PtpMessage.Management) PtpMessage.read(bench.lastSent(MessageType.MANAGEMENT).bytes());
  }
}
