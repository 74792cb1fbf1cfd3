package io.infera.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.ManagedProcess;
import io.infera.infra.process.Progress;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.FeePolicy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** A whole network for a test, and how it is asked. */
final class RunningNetwork implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long LOOK_AGAIN_MS = 250;

  private final StateDirectory state;
  private final LocalNetwork network;
  private final SchemaRegistry registry;

  /** What may be there by now; null when it is not. */
  @FunctionalInterface
  interface Look<T> {
    T look() throws InterruptedException;
  }

  private RunningNetwork(StateDirectory state, LocalNetwork network, SchemaRegistry registry) {
    this.state = state;
    this.network = network;
    this.registry = registry;
  }

  /**
   * @param nodeSettings of three nodes of the market and a backstop
   * @param secure with access control, and with attesters, who have rights of their own
   */
  static RunningNetwork start(Path directory, Map<String, String> nodeSettings, boolean secure)
      throws InterruptedException {
    var state = new StateDirectory(directory.resolve("state"));
    var options = NetworkOptions.of(Repository.find(), state, NodeSpec.usual(3, 1, nodeSettings));
    var network =
        LocalNetwork.start(
            options.withAccessControl(secure).withAttesters(secure), Progress.console());
    return new RunningNetwork(
        state, network, SchemaRegistry.connect(network.layout().registryUrl()));
  }

  StateDirectory state() {
    return state;
  }

  LocalNetwork network() {
    return network;
  }

  String nodeId(ManagedProcess process) {
    return network.nodeId(new NodeSpec(process.name(), false, Map.of()));
  }

  /** Sends transactions with a participant's key. */
  Account account(ChainClient chain, String key) {
    var signer = Signer.load(state.key(key), chain.chainId());
    return new Account(chain, signer, FeePolicy.USUAL, Duration.ofSeconds(10));
  }

  /** Runs a command on it, which must succeed, and tells what it printed. */
  String infera(String... arguments) {
    return infera(0, arguments);
  }

  /** The same of one that must end with another status. */
  String infera(int expected, String... arguments) {
    var out = new StringWriter();
    var withDirectory = new ArrayList<>(List.of(arguments));
    withDirectory.addAll(List.of("--dir", state.path().toString()));
    int exit =
        Infera.commandLine(state)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(withDirectory.toArray(String[]::new));
    assertThat(exit).as(out.toString()).isEqualTo(expected);
    return out.toString();
  }

  /** All that a topic holds. */
  <T extends SpecificRecord> List<T> read(Topic<T> topic) {
    return read(Access.ADMIN, topic);
  }

  /** The same, as one of its users. */
  <T extends SpecificRecord> List<T> read(String user, Topic<T> topic) {
    return new TopicReader(network.layout().kafka(user), new AvroSerdes(registry)).all(topic);
  }

  /** Waits until each of these requests has its final receipt. */
  List<SettlementReceipt> awaitSettled(List<String> requestIds) throws InterruptedException {
    return await(
        "final receipts of " + requestIds,
        () -> {
          List<SettlementReceipt> receipts =
              read(AccessRules.nameOf(Role.ANALYST), Topics.RECEIPTS).stream()
                  .filter(receipt -> receipt.getStatus() == ReceiptStatus.FINAL)
                  .filter(receipt -> requestIds.contains(receipt.getRequestId()))
                  .toList();
          long settled = receipts.stream().map(SettlementReceipt::getRequestId).distinct().count();
          return settled == requestIds.size() ? receipts : null;
        });
  }

  static <T> T await(String what, Look<T> found) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      T value = found.look();
      if (value != null) {
        return value;
      }
      Thread.sleep(LOOK_AGAIN_MS);
    }
    throw new AssertionError("expected " + what + " within " + PATIENCE);
  }

  @Override
  public void close() {
    registry.close();
    network.close();
  }
}
