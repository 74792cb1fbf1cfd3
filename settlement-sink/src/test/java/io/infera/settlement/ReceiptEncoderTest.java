package io.infera.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.KeccakTree;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.domain.Tracked;
import io.infera.settlement.testing.Settlements;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiptEncoderTest {
  private static final EvmAddress CONTRACT =
      new EvmAddress("0x5fbdb2315678afecb367f032d93f642f64180aa3");
  private static final long CHAIN = 31_337;

  private static InMemorySchemaRegistry registry;
  private static AvroSerdes serdes;

  @BeforeAll
  static void startRegistry() {
    registry = InMemorySchemaRegistry.start();
    // So that the id is not the first one.
    registry.register("another", "\"string\"");
    serdes = new AvroSerdes(SchemaRegistry.connect(registry.url()));
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  private static Tracked tracked(Batch batch, Tracked.Stage stage) {
    var block = new Block(70_000, Keccak.of("block"), Instant.ofEpochSecond(1_700_000_000));
    var anchored =
        new Anchored(batch.range(), batch.root(), 1, Bytes32.ZERO, Keccak.of("tx"), block);
    return new Tracked(anchored, stage, false);
  }

  private static ReceiptEncoder encoder() {
    return new ReceiptEncoder(serdes.serializer(Topics.RECEIPTS), CHAIN, CONTRACT);
  }

  private static SettlementReceipt read(byte[] bytes) {
    return serdes.deserializer(Topics.RECEIPTS).deserialize(Topics.RECEIPTS.name(), bytes);
  }

  @ParameterizedTest
  @EnumSource(Tracked.Stage.class)
  void shouldSayWhatTheBatchAndTheChainSay(Tracked.Stage stage) {
    Batch batch = Settlements.mixed(3, 1_000_000, 40, new Random(1));
    Tracked tracked = tracked(batch, stage);
    ReceiptEncoder.Of receipts = encoder().of(tracked);
    for (Batch.Proven proven : batch.proven()) {
      SettlementReceipt receipt = read(receipts.receipt(3, proven));
      Entry.Settled settled = proven.settlement();
      assertThat(RequestKey.of(receipt)).isEqualTo(settled.request());
      assertThat(ReceiptEncoder.key(proven)).isEqualTo(settled.request());
      assertThat(receipt.getStatus()).isEqualTo(ReceiptStatus.valueOf(stage.name()));
      assertThat(receipt.getLane()).isEqualTo(3);
      assertThat(receipt.getOffset()).isEqualTo(settled.offset());
      assertThat(receipt.getFirstOffset()).isEqualTo(batch.range().first());
      assertThat(receipt.getNextOffset()).isEqualTo(batch.range().next());
      List<Bytes32> proof =
          receipt.getProof().stream().map(digest -> Bytes32.of(digest.bytes())).toList();
      assertThat(proof).isEqualTo(proven.proof());
      Bytes32 root = Bytes32.of(receipt.getRoot().bytes());
      assertThat(KeccakTree.verify(Bytes32.of(receipt.getLeaf().bytes()), proof, root)).isTrue();
      assertThat(receipt.getChainId()).isEqualTo(CHAIN);
      assertThat(receipt.getContract()).isEqualTo(CONTRACT.text());
      Anchored anchored = tracked.anchored();
      assertThat(receipt.getTransactionHash()).isEqualTo(anchored.transaction().toString());
      assertThat(receipt.getBlockNumber()).isEqualTo(anchored.block().number());
      assertThat(receipt.getBlockHash()).isEqualTo(anchored.block().hash().toString());
      assertThat(receipt.getAt()).isEqualTo(anchored.block().time());
    }
  }

  /** Also that of a lone settlement, whose proof is empty, and of an id that is not ASCII. */
  @Test
  void shouldBeTheBytesThatAvroWrites() {
    var serializer = serdes.serializer(Topics.RECEIPTS);
    var random = new Random(2);
    Entry odd = Entry.Settled.of(0, 0, Settlements.plain("größer ⟨\u0001\"⟩", random));
    Batch alone = Batch.of(new OffsetRange(0, 0, 1), List.of(odd));
    for (Batch batch : List.of(alone, Settlements.mixed(1, 0, 300, random))) {
      ReceiptEncoder.Of receipts = encoder().of(tracked(batch, Tracked.Stage.FINAL));
      for (Batch.Proven proven : batch.proven()) {
        byte[] bytes = receipts.receipt(batch.range().lane(), proven);
        assertThat(bytes).isEqualTo(serializer.serialize(Topics.RECEIPTS.name(), read(bytes)));
      }
    }
  }
}
