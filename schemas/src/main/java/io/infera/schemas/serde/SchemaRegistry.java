package io.infera.schemas.serde;

import io.infera.schemas.serde.UndecodableException.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * The Confluent Schema Registry client behind two maps. The only class that knows the client, whose
 * package is a relocated one.
 *
 * <p>Every id is asked for once, so a record costs no call and a warm process survives the
 * registry's outage. Ids that the registry does not know are remembered too, for a while: whoever
 * writes garbage shall not make us call the registry for each record.
 */
public final class SchemaRegistry implements AutoCloseable {
  private static final int CLIENT_CACHE = 1_000;
  private static final int MOST_UNKNOWN_IDS = 10_000;
  private static final long UNKNOWN_FOR_NANOS = 30_000_000_000L;
  private static final int NOT_FOUND = 404;

  private final String url;
  private final SchemaRegistryClient client;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<Integer, Long> unknownSince = new ConcurrentHashMap<>();
  private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();

  private record SubjectSchema(String subject, Schema schema) {}

  private SchemaRegistry(String url) {
    this.url = url;
    this.client = new CachedSchemaRegistryClient(url, CLIENT_CACHE);
  }

  /**
   * A registry at {@code url}, for instance {@code http://127.0.0.1:8081}. Nothing is called yet.
   */
  public static SchemaRegistry connect(String url) {
    return new SchemaRegistry(url);
  }

  /**
   * The id of a schema under a subject; registers it where it is new.
   *
   * @throws RegistryUnavailableException when the registry does not answer
   * @throws IllegalStateException when it refuses the schema, for instance as incompatible
   */
  public int idOf(String subject, Schema schema) {
    var key = new SubjectSchema(subject, schema);
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    int id = register(subject, schema);
    ids.put(key, id);
    // Whoever guessed the id before it was given shall not keep us from reading it now.
    unknownSince.remove(id);
    return id;
  }

  private int register(String subject, Schema schema) {
    try {
      return client.register(subject, new AvroSchema(schema.toString()));
    } catch (RestClientException e) {
      if (e.getStatus() >= 500) {
        throw unavailable(e);
      }
      throw new IllegalStateException(
          "the schema registry at " + url + " refuses subject " + subject + ": " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * The schema with which a record was written.
   *
   * @throws UndecodableException when the registry does not know the id
   * @throws RegistryUnavailableException when the registry does not answer
   */
  public Schema byId(int id) {
    Schema known = schemas.get(id);
    return known != null ? known : fetch(id);
  }

  private Schema fetch(int id) {
    Long since = unknownSince.get(id);
    if (since != null && System.nanoTime() - since < UNKNOWN_FOR_NANOS) {
      throw unknown(id);
    }
    try {
      // A cached miss inside the client would outlive ours, hence a fresh look-up by the client
      // each time we ask.
      var schema = new Schema.Parser().parse(client.getSchemaById(id).canonicalString());
      schemas.put(id, schema);
      unknownSince.remove(id);
      return schema;
    } catch (RestClientException e) {
      if (e.getStatus() != NOT_FOUND) {
        throw unavailable(e);
      }
      if (unknownSince.size() >= MOST_UNKNOWN_IDS) {
        unknownSince.clear();
      }
      unknownSince.put(id, System.nanoTime());
      throw unknown(id);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private UndecodableException unknown(int id) {
    return new UndecodableException(
        Reason.UNKNOWN_SCHEMA, "the schema registry at " + url + " knows no schema with id " + id);
  }

  private RegistryUnavailableException unavailable(Exception e) {
    return new RegistryUnavailableException(
        "the schema registry at " + url + " does not answer: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close the schema registry client for " + url, e);
    }
  }
}
