package io.infera.settlement.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.runtime.DurableFile;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.watch.domain.Trail;
import io.infera.settlement.watch.domain.WatchBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The watcher's book on the disk. It belongs to one deployment: another one's is not read. */
final class WatchFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String deployment;

  /**
   * @param deployment tells the contracts that are watched from all others
   */
  WatchFile(Path dataDir, String deployment) {
    this.file = dataDir.resolve("watch.json");
    this.deployment = deployment;
  }

  WatchBook load() {
    if (!Files.exists(file)) {
      return WatchBook.empty();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      if (!json.path("deployment").asText().equals(deployment)) {
        return WatchBook.empty();
      }
      var blocks = new ArrayList<Block>();
      json.path("trail").forEach(block -> blocks.add(block(block)));
      return new WatchBook(
          new Trail(blocks),
          texts(json.path("stakes")),
          texts(json.path("deposits")),
          sets(json.path("models")),
          beacons(json.path("beacons")));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s is damaged: %s; delete it, and the chain is read again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void save(WatchBook book) {
    ObjectNode json = JSON.createObjectNode().put("deployment", deployment);
    var trail = json.putArray("trail");
    book.trail().blocks().forEach(block -> trail.add(block(block)));
    json.set("stakes", JSON.valueToTree(book.stakes()));
    json.set("deposits", JSON.valueToTree(book.deposits()));
    json.set("models", JSON.valueToTree(book.models()));
    var beacons = json.putObject("beacons");
    book.beacons().forEach((epoch, hash) -> beacons.put(epoch.toString(), hash.toString()));
    try {
      DurableFile.write(file, JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static Map<Long, Bytes32> beacons(JsonNode json) {
    var beacons = new TreeMap<Long, Bytes32>();
    json.properties()
        .forEach(
            entry ->
                beacons.put(
                    Long.valueOf(entry.getKey()), Bytes32.parse(entry.getValue().asText())));
    return beacons;
  }

  private static Map<String, String> texts(JsonNode json) {
    var texts = new TreeMap<String, String>();
    json.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static Map<String, Set<String>> sets(JsonNode json) {
    var sets = new TreeMap<String, Set<String>>();
    json.properties()
        .forEach(
            entry -> {
              var values = new TreeSet<String>();
              entry.getValue().forEach(value -> values.add(value.asText()));
              sets.put(entry.getKey(), values);
            });
    return sets;
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
}
