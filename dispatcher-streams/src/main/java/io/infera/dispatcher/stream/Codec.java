package io.infera.dispatcher.stream;

import io.infera.event.Disposition;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ReplicaJob;
import io.infera.event.RequesterAuthorisation;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Reads and writes the dispatcher's records. One for each task. */
final class Codec {
  /** Job topics share their schema, so one serializer does for all. */
  private static final String ANY_NODE = "any";

  private final Reader<InferenceRequest> requests;
  private final Reader<Disposition> dispositions;
  private final Reader<Escalation> escalations;
  private final Serializer<Disposition> dispositionWriter;
  private final Serializer<ReplicaJob> jobWriter;
  private final Serializer<InferenceResponse> responseWriter;
  private final Serializer<RequesterAuthorisation> authorisationWriter;

  private record Reader<T extends SpecificRecord>(Topic<T> topic, Deserializer<T> deserializer) {}

  Codec(AvroSerdes serdes) {
    this.requests = reader(serdes, Topics.REQUESTS);
    this.dispositions = reader(serdes, Topics.ASSIGNMENTS);
    this.escalations = reader(serdes, Topics.ESCALATIONS);
    this.dispositionWriter = serdes.serializer(Topics.ASSIGNMENTS);
    this.jobWriter = serdes.serializer(Topics.jobs(ANY_NODE));
    this.responseWriter = serdes.serializer(Topics.RESPONSES);
    this.authorisationWriter = serdes.serializer(Topics.AUTHORISATIONS);
  }

  private static <T extends SpecificRecord> Reader<T> reader(AvroSerdes serdes, Topic<T> topic) {
    return new Reader<>(topic, serdes.deserializer(topic));
  }

  InferenceRequest request(byte[] value) throws Poison {
    return read(requests, value);
  }

  Disposition disposition(byte[] value) throws Poison {
    return read(dispositions, value);
  }

  Escalation escalation(byte[] value) throws Poison {
    return read(escalations, value);
  }

  byte[] write(Disposition disposition) {
    return dispositionWriter.serialize(Topics.ASSIGNMENTS.name(), disposition);
  }

  byte[] write(String topic, ReplicaJob job) {
    return jobWriter.serialize(topic, job);
  }

  byte[] write(String topic, InferenceResponse response) {
    return responseWriter.serialize(topic, response);
  }

  byte[] write(RequesterAuthorisation allowed) {
    return authorisationWriter.serialize(Topics.AUTHORISATIONS.name(), allowed);
  }

  private static <T extends SpecificRecord> T read(Reader<T> reader, byte[] value) throws Poison {
    if (value == null) {
      throw new Poison(
          "expected a "
              + reader.topic().valueType().getSimpleName()
              + ", found a key without a value");
    }
    try {
      return reader.deserializer().deserialize(reader.topic().name(), value);
    } catch (RetriableException e) {
      // The registry is away; the record is not to blame.
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new Poison(e);
    }
  }
}
