package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import io.infera.runtime.DurableFile;
import io.infera.runtime.SettingsException;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * When this dispatcher committed itself to what. Without the file it does so again, and blocks that
 * are older than that do not count.
 *
 * @param path where it is
 */
record CommitmentFile(Path path) {
  Map<Digest, Instant> load() {
    Map<Digest, Instant> announced = new HashMap<>();
    if (!Files.exists(path)) {
      return announced;
    }
    var properties = new Properties();
    try (var in = Files.newBufferedReader(path)) {
      properties.load(in);
      properties.forEach(
          (commitment, at) ->
              announced.put(
                  Hex.digest((String) commitment),
                  Instant.ofEpochMilli(Long.parseLong((String) at))));
      return announced;
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          path + " does not say when was committed to what: " + e.getMessage() + "; remove it");
    }
  }

  void save(Map<Digest, Instant> announced) {
    var properties = new Properties();
    announced.forEach(
        (commitment, at) ->
            properties.setProperty(Hex.of(commitment), Long.toString(at.toEpochMilli())));
    try {
      var text = new StringWriter();
      properties.store(text, null);
      DurableFile.write(path, text.toString().getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }
}
