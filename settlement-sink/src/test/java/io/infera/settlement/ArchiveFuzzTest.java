package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.Bounded;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Deployment;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.AnchorBook;
import io.infera.settlement.domain.ArchiveFormat;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.KeccakTree;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.testing.Settlements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the sink, and whoever checks a receipt, reads from disks and topics that others may have
 * written to. An archive that is taken says of itself what its events bear out, so written again it
 * has the same root; a proof leads only from a leaf that is in the tree; every record of a lane has
 * its place in the batch, readable or not.
 *
 * <p>Input: a byte for what is read, then its bytes.
 */
class ArchiveFuzzTest {
  private static final String ADDRESS = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
  private static final int SCHEMA_HEADER = 5;
  private static final int LEAVES = 5;
  private static final long FIXED_MEMORY = 96 << 20;
  private static final long MEMORY_PER_BYTE = 5_000;

  private static final InMemorySchemaRegistry SERVER = InMemorySchemaRegistry.start();
  private static final AvroSerdes SERDES = new AvroSerdes(SchemaRegistry.connect(SERVER.url()));
  private static final Deserializer<SettlementEvent> EVENTS =
      SERDES.deserializer(Topics.SETTLEMENTS);
  private static final List<Consumer<byte[]>> READERS =
      List.of(
          ArchiveFuzzTest::archive,
          ArchiveFuzzTest::journal,
          ArchiveFuzzTest::deployment,
          ArchiveFuzzTest::names,
          ArchiveFuzzTest::proof,
          ArchiveFuzzTest::lane);

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadOrSayWhatIsWrong(byte[] input) {
    if (input.length > 0) {
      READERS
          .get((input[0] & 0xff) % READERS.size())
          .accept(Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static void archive(byte[] file) {
    Batch batch;
    try {
      batch =
          Bounded.memory(
              FIXED_MEMORY, MEMORY_PER_BYTE, file.length, () -> ArchiveFormat.decode(file));
    } catch (IllegalArgumentException e) {
      return;
    }
    byte[] written = ArchiveFormat.encode(Records.NETWORK, batch);
    Batch again = ArchiveFormat.decode(written);
    assertThat(again.range()).isEqualTo(batch.range());
    assertThat(again.entries()).isEqualTo(batch.entries());
    assertThat(again.root()).isEqualTo(batch.root());
    assertThat(ArchiveFormat.encode(Records.NETWORK, again)).isEqualTo(written);
    assertThat(again.proven())
        .allMatch(one -> KeccakTree.verify(one.settlement().leaf(), one.proof(), again.root()));
  }

  private static void journal(byte[] content) {
    inDirectory(
        directory -> {
          var journal = new Journal(directory, new EvmAddress(ADDRESS));
          write(directory.resolve("journal-" + ADDRESS + ".json"), content);
          AnchorBook book;
          try {
            book = journal.load();
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("delete it");
            return;
          }
          journal.save(book);
          AnchorBook again = journal.load();
          assertThat(again.trail()).isEqualTo(book.trail());
          assertThat(again.tracked()).isEqualTo(book.tracked());
        });
  }

  private static void deployment(byte[] content) {
    inDirectory(
        directory -> {
          Path file = directory.resolve("contract.json");
          write(file, content);
          try {
            assertThat(Deployment.load(file)).isPresent();
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("does not name a contract");
          }
        });
  }

  private static void names(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      Bytes32 hash = Bytes32.parse(text);
      assertThat(hash.toString()).endsWithIgnoringCase(text);
      assertThat(Bytes32.parse(hash.toString())).isEqualTo(hash);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      assertThat(new EvmAddress(text).text()).matches("0x[0-9a-f]{40}").isEqualToIgnoringCase(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** A leaf and siblings, each chosen among all hashes of a tree, or a stranger. */
  private static void proof(byte[] input) {
    var leaves = new ArrayList<Bytes32>();
    for (int i = 0; i < LEAVES; i++) {
      leaves.add(Settlements.hash("leaf " + i));
    }
    var tree = KeccakTree.of(leaves);
    var hashes = new ArrayList<>(leaves);
    for (int i = 0; i < LEAVES; i++) {
      hashes.addAll(tree.proof(i));
    }
    hashes.add(Settlements.hash("stranger"));
    var chosen = new ArrayList<Bytes32>();
    for (byte b : input) {
      chosen.add(hashes.get((b & 0xff) % hashes.size()));
    }
    if (!chosen.isEmpty() && leaves.contains(chosen.get(0))) {
      int leaf = leaves.indexOf(chosen.get(0));
      List<Bytes32> siblings = chosen.subList(1, chosen.size());
      assertThat(KeccakTree.verify(chosen.get(0), siblings, tree.root()))
          .isEqualTo(siblings.equals(tree.proof(leaf)));
    } else if (!chosen.isEmpty() && chosen.get(0).equals(Settlements.hash("stranger"))) {
      assertThat(KeccakTree.verify(chosen.get(0), chosen.subList(1, chosen.size()), tree.root()))
          .isFalse();
    }
  }

  /** A body under a settlement's schema, at an offset of a lane. */
  private static void lane(byte[] body) {
    int id = SERVER.register("settlements", SettlementEvent.getClassSchema().toString());
    byte[] value =
        ByteBuffer.allocate(SCHEMA_HEADER + body.length).put((byte) 0).putInt(id).put(body).array();
    var deadLetters = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var reader = new SettlementReader(EVENTS, 1, deadLetters::add);
    var record = new ConsumerRecord<>(Topics.SETTLEMENTS.name(), 0, 7L, key(value), value);
    Batch batch = reader.batch(new OffsetRange(0, 7, 8), List.of(record));
    assertThat(batch.entries()).hasSize(1);
    assertThat(batch.settlements().size() + deadLetters.size()).isEqualTo(1);
    archive(ArchiveFormat.encode(Records.NETWORK, batch));
  }

  private static byte[] key(byte[] value) {
    try {
      return RequestKey.of(EVENTS.deserialize(Topics.SETTLEMENTS.name(), value))
          .toString()
          .getBytes(UTF_8);
    } catch (RuntimeException e) {
      return new byte[0];
    }
  }

  private static void inDirectory(Consumer<Path> action) {
    try {
      Path directory = Files.createTempDirectory("fuzz");
      try {
        action.accept(directory);
      } finally {
        try (Stream<Path> files = Files.list(directory)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> seeds() {
    byte[] wire = SERDES.serializer(Topics.SETTLEMENTS).serialize("seed", Records.settlement());
    String hash = "0x" + "ab".repeat(32);
    String block = "{\"number\":7,\"hash\":\"" + hash + "\",\"time\":9}";
    String journal =
        "{\"trail\":[%s],\"batches\":[{\"stage\":\"PENDING\",\"told\":false,\"lane\":0,\"first\":0,\"next\":2,\"root\":\"%s\",\"settlements\":1,\"archiveDigest\":\"%s\",\"transaction\":\"%s\",\"block\":%s}]}"
            .formatted(block, hash, hash, hash, block);
    String deployment = "{\"address\":\"%s\",\"chainId\":1,\"nonce\":2,\"block\":3}";
    return Stream.of(
        seed(0, ArchiveFormat.encode(Records.NETWORK, Settlements.mixed(1, 3, 3, new Random(1)))),
        seed(1, journal.getBytes(UTF_8)),
        seed(2, deployment.formatted(ADDRESS).getBytes(UTF_8)),
        seed(3, hash.getBytes(UTF_8)),
        seed(3, ADDRESS.getBytes(UTF_8)),
        seed(4, new byte[] {0, 1, 6, 7}),
        seed(5, Arrays.copyOfRange(wire, SCHEMA_HEADER, wire.length)));
  }

  private static byte[] seed(int reader, byte[] content) {
    return ByteBuffer.allocate(1 + content.length).put((byte) reader).put(content).array();
  }
}
