package io.infera.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.testing.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract promises to those who have old records or old readers. */
class ContractTest {
  private static final Path RELEASED = Path.of("src/test/resources/released/0.1");

  static Stream<Schema> schemas() {
    return Records.all().stream().map(record -> record.getSchema());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void shouldReadTheLastReleaseAndBeReadByIt(Schema schema) throws Exception {
    Schema released =
        new Schema.Parser().parse(Files.readString(RELEASED.resolve(schema.getName() + ".avsc")));

    new SchemaValidatorBuilder()
        .mutualReadStrategy()
        .validateLatest()
        .validate(schema, java.util.List.of(released));
    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(schema, released).getType())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @Test
  void shouldHoldEveryReleasedSchema() throws IOException {
    try (Stream<Path> files = Files.list(RELEASED)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              schemas().map(schema -> schema.getName() + ".avsc").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void shouldExplainEveryRecordAndField(Schema schema) {
    assertExplained(schema, new HashSet<>());
  }

  private static void assertExplained(Schema schema, Set<String> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
          for (Schema.Field field : schema.getFields()) {
            assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
            assertExplained(field.schema(), seen);
          }
        }
      }
      case ENUM, FIXED -> assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
      case ARRAY -> assertExplained(schema.getElementType(), seen);
      case UNION -> schema.getTypes().forEach(branch -> assertExplained(branch, seen));
      default -> {
        // Scalars are explained by their field.
      }
    }
  }
}
