package io.infera.infra.attester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.runtime.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A place in the log from which judging can begin: where each partition was read to, and the times
 * of the partitions there.
 *
 * @param until no record read before has a later time, milliseconds since 1970
 * @param offsets the next offset of each partition
 * @param clock see {@link io.infera.verification.retrial.Retrial#clock}
 */
record LogPlace(long until, Map<TopicPartition, Long> offsets, byte[] clock) {
  private static final ObjectMapper JSON = new ObjectMapper();

  LogPlace {
    offsets = Map.copyOf(offsets);
  }

  /**
   * Reads what {@link #save} wrote; empty when nothing was.
   *
   * @throws IllegalStateException when it is damaged
   */
  static Optional<LogPlace> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      var places = new HashMap<TopicPartition, Long>();
      for (Map.Entry<String, JsonNode> one : json.required("offsets").properties()) {
        places.put(partition(one.getKey()), one.getValue().asLong());
      }
      return Optional.of(
          new LogPlace(
              json.required("until").asLong(),
              places,
              Base64.getDecoder().decode(json.required("clock").asText())));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalStateException(
          "%s is damaged: %s; delete it, and the log is judged from its beginning"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Writes it; when this returns it outlives a crash. */
  void save(Path file) {
    var json = JSON.createObjectNode().put("until", until);
    var places = new TreeMap<String, Long>();
    offsets.forEach((partition, offset) -> places.put(partition.toString(), offset));
    json.set("offsets", JSON.valueToTree(places));
    json.put("clock", Base64.getEncoder().encodeToString(clock));
    try {
      DurableFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static TopicPartition partition(String name) {
    int dash = name.lastIndexOf('-');
    return new TopicPartition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
  }
}
