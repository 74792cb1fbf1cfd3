package io.infera.infra.topics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.infra.local.LocalNetworkException;
import io.infera.runtime.ClientFile;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a topic holds, a JSON line for each record. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a topic from its beginning, a JSON line for each record: where it stands, its key, its value.",
      "Digests are hexadecimal, other bytes Base64, times ISO 8601. Committed records alone; ticks are left out."
    })
public final class ReadCommand implements Callable<Integer> {
  private static final String JOBS = "infera.jobs.";
  private static final String RESPONSES = "infera.responses.";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TOPIC",
      description = "A topic of the catalogue, for instance infera.standings.")
  private String topic;

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where Kafka is.")
  private String bootstrap;

  @Option(
      names = "--registry",
      required = true,
      paramLabel = "URL",
      description = "Where the schema registry is.")
  private String registry;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Settings of Kafka's client, where one has to log in.")
  private Path kafkaConfig;

  @Option(names = "--follow", description = "Go on with what is written later, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "9223372036854775807",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Stop after N records.")
  private long limit;

  private long printed;

  @Override
  public Integer call() {
    try (SchemaRegistry schemas = SchemaRegistry.connect(registry)) {
      print(
          named(topic),
          new TopicReader(ClientFile.settings(bootstrap, kafkaConfig), new AvroSerdes(schemas)));
    } catch (TopicAuthorizationException e) {
      throw new LocalNetworkException(
          "not allowed to read "
              + topic
              + (kafkaConfig == null ? "" : " with the login in " + kafkaConfig)
              + "; take one that is with --kafka-config ('infera topics' tells which roles read it)",
          e);
    }
    return 0;
  }

  private <T extends SpecificRecord> void print(Topic<T> known, TopicReader reader) {
    PrintWriter out = spec.commandLine().getOut();
    if (limit < 1) {
      return;
    }
    reader.read(
        known,
        follow,
        (origin, value) -> {
          out.println(line(origin, value));
          out.flush();
          return ++printed < limit && !out.checkError();
        });
  }

  private static ObjectNode line(ConsumerRecord<String, byte[]> origin, SpecificRecord value) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("partition", origin.partition()).put("offset", origin.offset());
    line.put("time", Instant.ofEpochMilli(origin.timestamp()).toString()).put("key", origin.key());
    line.set("value", RecordJson.of(value));
    return line;
  }

  private Topic<?> named(String name) {
    if (name.startsWith(JOBS)) {
      return Topics.jobs(name.substring(JOBS.length()));
    }
    if (name.startsWith(RESPONSES)) {
      return Topics.responses(name.substring(RESPONSES.length()));
    }
    return Topics.all().stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "expected a topic of the catalogue, found "
                        + name
                        + "; 'infera topics' lists them"));
  }
}
