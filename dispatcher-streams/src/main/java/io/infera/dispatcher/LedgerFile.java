package io.infera.dispatcher;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.dispatcher.domain.Ledger;
import io.infera.dispatcher.domain.Ledger.Reservation;
import io.infera.runtime.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger on the disk. What it lacks can be had again from infera.settlements: without the file
 * all of them are counted anew.
 *
 * @param path where it is
 */
record LedgerFile(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Ledger load() {
    if (!Files.exists(path)) {
      return Ledger.empty();
    }
    try {
      JsonNode json = JSON.readTree(path.toFile());
      Map<String, Map<String, Reservation>> open = new TreeMap<>();
      json.path("open")
          .properties()
          .forEach(who -> open.put(who.getKey(), reservations(who.getValue())));
      return Ledger.of(
          new Ledger.Snapshot(
              JSON.convertValue(
                  json.path("positions"), new TypeReference<TreeMap<Integer, Long>>() {}),
              JSON.convertValue(
                  json.path("used"), new TypeReference<TreeMap<String, Map<String, Long>>>() {}),
              open));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s is damaged: %s; delete it, and all settlements are counted again"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private static Map<String, Reservation> reservations(JsonNode json) {
    Map<String, Reservation> reservations = new TreeMap<>();
    json.properties()
        .forEach(
            one ->
                reservations.put(
                    one.getKey(),
                    new Reservation(
                        one.getValue().path("model").asText(),
                        one.getValue().path("microInfer").asLong(),
                        Instant.ofEpochMilli(one.getValue().path("until").asLong()))));
    return reservations;
  }

  void save(Ledger.Snapshot snapshot) {
    ObjectNode json = JSON.createObjectNode();
    json.set("positions", JSON.valueToTree(snapshot.positions()));
    json.set("used", JSON.valueToTree(snapshot.used()));
    ObjectNode open = json.putObject("open");
    snapshot.open().forEach((who, reservations) -> put(open.putObject(who), reservations));
    try {
      DurableFile.write(path, JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }

  private static void put(ObjectNode json, Map<String, Reservation> reservations) {
    reservations.forEach(
        (key, one) ->
            json.putObject(key)
                .put("model", one.model())
                .put("microInfer", one.microInfer())
                .put("until", one.until().toEpochMilli()));
  }
}
