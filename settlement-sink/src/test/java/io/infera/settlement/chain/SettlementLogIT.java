package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.AnchorSender;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.AttestedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Flight;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.Settlements;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real EVM. */
class SettlementLogIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final FeePolicy FEES = FeePolicy.USUAL;

  /** Who has the role: the account of {@link Anvil#KEY}. */
  private static final EvmAddress WRITER =
      new EvmAddress("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

  @TempDir Path directory;
  private Anvil anvil;
  private ChainClient chain;
  private SettlementLog contract;
  private AnchorAccount account;
  private AnchorSender sender;
  private Archive archive;

  @BeforeEach
  void deploy() {
    anvil = Anvil.start();
    chain = new ChainClient(anvil.url(), TIMEOUT);
    Signer signer = Signer.load(Anvil.keyFile(directory), chain.chainId());
    var deployment =
        new Deployer(chain, Records.NETWORK)
            .ensure(directory.resolve("contract.json"), signer, FEES, TIMEOUT);
    contract = new SettlementLog(chain, deployment.address());
    account = new AnchorAccount(chain, contract, signer, FEES);
    sender = new AnchorSender(account, FEES, TIMEOUT);
    archive = new Archive(directory.resolve("archive"), Records.NETWORK);
  }

  @AfterEach
  void stop() {
    chain.close();
    anvil.close();
  }

  @Test
  void shouldProveEverySettlementOfABatchAndNothingElse() {
    ArchivedBatch archived = archive.write(Settlements.mixed(3, 0, 60, new Random(1)));

    anchor(archived);

    Batch batch = archived.batch();
    assertThat(contract.rootOf(3, 0)).isEqualTo(batch.root());
    assertThat(batch.proven())
        .allSatisfy(
            proven -> {
              Bytes32 leaf = proven.settlement().leaf();
              assertThat(contract.verify(3, 0, proven.proof(), leaf)).isTrue();
              assertThat(contract.verify(3, 0, proven.proof(), Keccak.of(leaf.bytes()))).isFalse();
              assertThat(contract.verify(2, 0, proven.proof(), leaf)).isFalse();
            });
  }

  @Test
  void shouldSayInAnEventWhatWasAnchored() {
    ArchivedBatch archived = archive.write(Settlements.mixed(1, 0, 20, new Random(2)));

    anchor(archived);

    var events = contract.anchored(0, chain.head().number());
    assertThat(events).hasSize(1);
    assertThat(events.get(0).range()).isEqualTo(archived.batch().range());
    assertThat(events.get(0).root()).isEqualTo(archived.batch().root());
    assertThat(events.get(0).archiveDigest()).isEqualTo(archived.digest());
    assertThat(events.get(0).settlements()).isEqualTo(archived.batch().settlements().size());
    assertThat(events.get(0).block().hash()).isEqualTo(chain.head().hash());
  }

  @Test
  void shouldRefuseABatchThatDoesNotBeginWhereItsLaneStands() {
    Batch first = Settlements.mixed(0, 0, 10, new Random(3));
    anchor(archive.write(first));
    long stands = first.range().next();

    for (long wrong : List.of(stands + 1, stands - 1, stands + 1_000)) {
      Batch gap = Settlements.mixed(0, wrong, 5, new Random(4));
      assertThat(send(archive.write(gap))).isEmpty();
      assertThatThrownBy(() -> gasFor(gap))
          .isInstanceOfSatisfying(
              ContractRevertedException.class,
              refused -> {
                var error = refused.error().orElseThrow();
                assertThat(error.name()).isEqualTo("NotContiguous");
                assertThat(error.number("expected")).isEqualTo(stands);
                assertThat(error.number("found")).isEqualTo(wrong);
              })
          .hasMessageContaining("lane 0 stands at offset " + stands);
    }
    assertThat(contract.lane(0).nextOffset()).isEqualTo(stands);
  }

  @Test
  void shouldRefuseABatchTwice() {
    ArchivedBatch batch = archive.write(Settlements.mixed(0, 0, 10, new Random(5)));
    anchor(batch);

    assertThat(send(batch)).isEmpty();
    assertThatThrownBy(() -> gasFor(batch.batch())).hasMessageContaining("stands at offset");
    assertThat(contract.lane(0).batches()).isEqualTo(1);
  }

  @Test
  void shouldRefuseRangesWithoutSense() {
    Bytes32 root = Keccak.of("root");
    assertThat(refusal(SettlementLog.anchorCall(new OffsetRange(0, 0, 3), root, 4, root)))
        .isEqualTo("BadRange");
    assertThat(refusal(SettlementLog.anchorCall(new OffsetRange(0, 0, 3), Bytes32.ZERO, 1, root)))
        .isEqualTo("NoRoot");
  }

  @Test
  void shouldRefuseWhoHasNotTheRole() {
    var stranger = new EvmAddress(Records.node(7));
    String call =
        SettlementLog.anchorCall(new OffsetRange(0, 0, 3), Keccak.of("r"), 1, Keccak.of("a"));

    assertThatThrownBy(
            () ->
                chain.gasFor(SettlementLog.ARTIFACT, "anchor", stranger, contract.address(), call))
        .isInstanceOf(ContractRevertedException.class)
        .hasMessageContaining(stranger + " may not do this");
  }

  @Test
  void shouldProveNothingInABatchWithoutALeaf() {
    Batch empty =
        Batch.of(
            new OffsetRange(0, 0, 1), List.of(new Entry.Unreadable(0, Settlements.hash("bytes"))));
    anchor(archive.write(empty));

    assertThat(contract.lane(0)).isEqualTo(new SettlementLog.LaneHead(1, 1, 0));
    assertThat(contract.verify(0, 0, List.of(), Settlements.hash("bytes"))).isFalse();
  }

  @Test
  void shouldBelongToOneNetwork() {
    assertThat(contract.network()).isEqualTo(Keccak.of(Records.NETWORK));
    assertThatThrownBy(() -> new Deployer(chain, "another").existing(contract.address(), 0))
        .hasMessageContaining("another network than another");
  }

  /** The bar: 63.7 thousand gas for a batch, whatever its size, once its lane has begun. */
  @Test
  void shouldCostNoMoreThanItMay() {
    anchor(archive.write(plain(0, 1)));
    long first = 1;
    for (int size : List.of(1, 100, 1_000)) {
      ArchivedBatch batch = archive.write(plain(first, size));
      Bytes32 transaction = anchor(batch);
      long gas = contract.gasUsed(transaction);
      System.out.printf("batch of %d: %d gas, %.2f a verdict%n", size, gas, (double) gas / size);
      assertThat(gas).isPositive().isLessThanOrEqualTo(63_700);
      first = batch.batch().range().next();
    }
  }

  /** Sends a batch and waits for it. */
  private Bytes32 anchor(ArchivedBatch archived) {
    Bytes32 transaction = send(archived).orElseThrow().sent().transaction();
    Await.until("the block of " + transaction, () -> chain.receipt(transaction).isPresent());
    sender.done(archived.batch().range().lane());
    return transaction;
  }

  private Optional<Flight> send(ArchivedBatch archived) {
    return sender.send(AttestedBatch.unsigned(archived), 0);
  }

  private BigInteger gasFor(Batch batch) {
    Bytes32 root = batch.root();
    String call = SettlementLog.anchorCall(batch.range(), root, batch.settlements().size(), root);
    return chain.gasFor(SettlementLog.ARTIFACT, "anchor", WRITER, contract.address(), call);
  }

  private static Batch plain(long first, int size) {
    var random = new Random(first);
    return Batch.of(
        new OffsetRange(0, first, first + size),
        IntStream.range(0, size)
            .mapToObj(
                i -> Entry.Settled.of(0, first + i, Settlements.plain("r-" + (first + i), random)))
            .toList());
  }

  private String refusal(String call) {
    try {
      chain.gasFor(SettlementLog.ARTIFACT, "anchor", WRITER, contract.address(), call);
      return "none";
    } catch (ContractRevertedException e) {
      return e.error().orElseThrow().name();
    }
  }
}
