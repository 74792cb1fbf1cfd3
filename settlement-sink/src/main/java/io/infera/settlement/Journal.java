package io.infera.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.runtime.DurableFile;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.AnchorBook;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.BookStore;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.LaneStands;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.domain.Seen;
import io.infera.settlement.domain.Tracked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;

/**
 * The book of one contract's batches on the disk. It holds nothing that the chain does not know
 * better: without it, every batch is read from the chain again and its receipts are written again,
 * the same as before.
 */
final class Journal implements BookStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  Journal(Path dataDir, EvmAddress contract) {
    this.file = dataDir.resolve("journal-" + contract + ".json");
  }

  @Override
  public AnchorBook load() {
    if (!Files.exists(file)) {
      return new AnchorBook();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      var trail = new ArrayList<Seen>();
      json.path("trail").forEach(block -> trail.add(new Seen(block(block), stands(block))));
      var tracked = new ArrayList<Tracked>();
      json.path("batches").forEach(batch -> tracked.add(tracked(batch)));
      return AnchorBook.of(trail, tracked);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s is damaged: %s; delete it, and receipts are written again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  @Override
  public void save(AnchorBook book) {
    ObjectNode json = JSON.createObjectNode();
    var trail = json.putArray("trail");
    book.trail().forEach(seen -> trail.add(seen(seen)));
    var batches = json.putArray("batches");
    book.tracked().forEach(batch -> batches.add(tracked(batch)));
    try {
      DurableFile.write(file, JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static ObjectNode seen(Seen seen) {
    ObjectNode json = block(seen.block());
    seen.stands().next().ifPresent(next -> next.forEach(json.putArray("lanes")::add));
    return json;
  }

  private static LaneStands stands(JsonNode block) {
    if (!block.has("lanes")) {
      return LaneStands.UNKNOWN;
    }
    var next = new ArrayList<Long>();
    block.get("lanes").forEach(offset -> next.add(offset.asLong()));
    return LaneStands.of(next);
  }

  private static ObjectNode block(Block block) {
    return JSON.createObjectNode()
        .put("number", block.number())
        .put("hash", block.hash().toString())
        .put("time", block.time().getEpochSecond());
  }

  private static Block block(JsonNode json) {
    return new Block(
        json.path("number").asLong(-1),
        Bytes32.parse(json.path("hash").asText()),
        Instant.ofEpochSecond(json.path("time").asLong()));
  }

  private static ObjectNode tracked(Tracked tracked) {
    Anchored anchored = tracked.anchored();
    ObjectNode json = JSON.createObjectNode();
    json.put("stage", tracked.stage().name()).put("told", tracked.told());
    json.put("lane", anchored.range().lane());
    json.put("first", anchored.range().first()).put("next", anchored.range().next());
    json.put("root", anchored.root().toString()).put("settlements", anchored.settlements());
    json.put("archiveDigest", anchored.archiveDigest().toString());
    json.put("transaction", anchored.transaction().toString());
    json.set("block", block(anchored.block()));
    return json;
  }

  private static Tracked tracked(JsonNode json) {
    var range =
        new OffsetRange(
            json.path("lane").asInt(-1),
            json.path("first").asLong(-1),
            json.path("next").asLong(-1));
    var anchored =
        new Anchored(
            range,
            Bytes32.parse(json.path("root").asText()),
            json.path("settlements").asLong(),
            Bytes32.parse(json.path("archiveDigest").asText()),
            Bytes32.parse(json.path("transaction").asText()),
            block(json.path("block")));
    var stage = Tracked.Stage.valueOf(json.path("stage").asText());
    return new Tracked(anchored, stage, json.path("told").asBoolean());
  }
}
