package io.infera.analytics.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.analytics.sql.TableDdl;
import io.infera.analytics.support.Ring;
import io.infera.analytics.support.Streams;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged export, killed on its way, against a real broker; its files are read back. */
class ExportIT {
  private static final int BEFORE = 50;
  private static final int MORE = 50;

  @TempDir private Path directory;

  @Test
  void shouldExportEachRecordOnceAlthoughItIsKilled() throws Exception {
    try (var streams = new Streams();
        var export = export(streams)) {
      Ring.tell(streams);
      settle(streams, 0, BEFORE);
      export.start();
      await(export, "the first records", () -> rows(Topics.SETTLEMENTS).size(), 3 + BEFORE);
      settle(streams, BEFORE, BEFORE + MORE);
      export.kill9();
      settle(streams, BEFORE + MORE, BEFORE + 2 * MORE);
      export.start();
      await(export, "all records", () -> rows(Topics.SETTLEMENTS).size(), 3 + BEFORE + 2 * MORE);
      // What was read when it is stopped is in files, and the next one goes on behind it.
      settle(streams, BEFORE + 2 * MORE, BEFORE + 3 * MORE);
      assertThat(export.terminate()).isIn(0, 143);
      export.start();
      await(export, "the rest", () -> rows(Topics.SETTLEMENTS).size(), 3 + BEFORE + 3 * MORE);
      assertThat(export.terminate()).isIn(0, 143);
    }

    assertThat(rows(Topics.SETTLEMENTS))
        .extracting(row -> row.get("log_partition") + "@" + row.get("log_offset"))
        .doesNotHaveDuplicates()
        .hasSize(3 + BEFORE + 3 * MORE);
    assertThat(rows(Topics.SETTLEMENTS))
        .extracting(row -> row.get("requestId").toString())
        .doesNotHaveDuplicates();
    assertThat(Files.list(directory.resolve("history")).map(f -> f.getFileName().toString()))
        .containsExactlyInAnyOrderElementsOf(
            Topics.all().stream()
                .filter(topic -> topic.readers().contains(Role.ANALYST))
                .map(TableDdl::name)
                .toList());
    // One stray record is left out, a withdrawn policy is none.
    assertThat(rows(Topics.VERDICTS)).hasSize(3);
    assertThat(rows(Topics.MODELS)).hasSize(3);
    assertThat(directory.resolve("export.log")).content().contains("Left out offset");
    keepWhatRecordsSay();
  }

  private void keepWhatRecordsSay() {
    GenericRecord row =
        rows(Topics.ROSTERS).stream()
            .filter(r -> r.get("nodeId").toString().equals(Records.node(4)))
            .findFirst()
            .orElseThrow();
    assertThat(row.get("state")).hasToString("EJECTED");
    assertThat(row.get("at")).isEqualTo(Ring.EJECTED);
    assertThat(row.get("evidence")).hasToString("[" + Records.REQUESTER + "/r-2]");
    GenericRecord model = (GenericRecord) ((List<?>) row.get("models")).get(0);
    assertThat(model.get("modelDigest")).hasToString(Records.served().getModelDigest().toString());
  }

  private ExportProcess export(Streams streams) {
    return new ExportProcess(
        directory,
        Map.of(
            "kafka.bootstrap.servers", streams.bootstrapServers(),
            "schema.registry.url", streams.registryUrl(),
            "export.dir", directory.resolve("history").toString(),
            "export.interval", "1s",
            "data.dir", directory.resolve("data").toString()));
  }

  private static void settle(Streams streams, int from, int to) {
    for (int i = from; i < to; i++) {
      SettlementEvent settlement = Records.settlement("more-" + i);
      streams.send(Topics.SETTLEMENTS, RequestKey.of(settlement).toString(), settlement);
    }
  }

  /** What the visible files of a topic hold. */
  private List<GenericRecord> rows(Topic<?> topic) {
    String today = "day=" + LocalDate.now(ZoneOffset.UTC);
    var rows = new ArrayList<GenericRecord>();
    try (Stream<Path> files =
        Files.walk(directory.resolve("history").resolve(TableDdl.name(topic)))) {
      for (Path file : files.filter(ExportIT::visible).toList()) {
        assertThat(file.getParent().getFileName()).hasToString(today);
        try (var reader =
            AvroParquetReader.<GenericRecord>builder(new LocalInputFile(file))
                .withDataModel(ExportSchema.model())
                .build()) {
          for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
            rows.add(row);
          }
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // Not there yet, or renamed while it was looked at.
      return List.of();
    }
    return rows;
  }

  private static boolean visible(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".parquet") && !name.startsWith(".");
  }

  private static void await(ExportProcess export, String what, IntSupplier found, int wanted)
      throws InterruptedException {
    long end = System.nanoTime() + 90_000_000_000L;
    while (found.getAsInt() < wanted) {
      if (!export.alive() || System.nanoTime() > end) {
        throw new AssertionError("expected " + what + "; the export says:\n" + export.news());
      }
      Thread.sleep(250);
    }
    assertThat(found.getAsInt()).isEqualTo(wanted);
  }
}
