package io.infera.schemas.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes today's schemas as those of a release: {@code ReleaseSchemas
 * src/test/resources/released/0.1}.
 */
public final class ReleaseSchemas {
  private ReleaseSchemas() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    for (SpecificRecord record : Records.all()) {
      Schema schema = record.getSchema();
      Files.writeString(directory.resolve(schema.getName() + ".avsc"), pretty(schema));
    }
  }

  private static String pretty(Schema schema) throws IOException {
    return new ObjectMapper().readTree(schema.toString()).toPrettyString() + "\n";
  }
}
