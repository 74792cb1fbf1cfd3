package io.infera.settlement.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.event.SettlementEvent;
import io.infera.runtime.DurableFile;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.SlashEvidence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Evidence of a fault as a file, to be handed to whoever brings it: where the settlement is
 * anchored, the settlement as Avro with its schema, and the proofs.
 */
final class EvidenceFile {
  private static final String FORMAT = "infera.slash.evidence/1";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private EvidenceFile() {}

  static void write(Path file, SlashEvidence evidence) {
    var json = JSON.createObjectNode().put("format", FORMAT);
    json.put("node", evidence.fault().getNodeId()).put("lane", evidence.lane());
    json.put("firstOffset", evidence.firstOffset()).put("offset", evidence.offset());
    json.put("request", evidence.event().getRequester() + "/" + evidence.event().getRequestId());
    json.set("faultProof", JSON.valueToTree(texts(evidence.faultProof())));
    json.set("verdictProof", JSON.valueToTree(texts(evidence.verdictProof())));
    json.put("event", Base64.getEncoder().encodeToString(avro(evidence.event())));
    json.put("schema", SettlementEvent.getClassSchema().toString());
    try {
      DurableFile.write(file, JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is no evidence
   */
  static SlashEvidence read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      if (!FORMAT.equals(json.path("format").asText())) {
        throw new IllegalArgumentException(
            "expected format " + FORMAT + ", found " + json.path("format").asText());
      }
      SettlementEvent event = event(json);
      String node = json.path("node").asText();
      return new SlashEvidence(
          json.path("lane").asInt(-1),
          json.path("firstOffset").asLong(-1),
          json.path("offset").asLong(-1),
          event,
          event.getFaults().stream()
              .filter(fault -> fault.getNodeId().equals(node))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("the settlement does not blame " + node)),
          hashes(json.path("faultProof")),
          hashes(json.path("verdictProof")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(file + " is no evidence: " + e.getMessage(), e);
    }
  }

  private static SettlementEvent event(JsonNode json) throws IOException {
    var schema = new Schema.Parser().parse(json.path("schema").asText());
    byte[] binary = Base64.getDecoder().decode(json.path("event").asText());
    return new SpecificDatumReader<SettlementEvent>(schema, SettlementEvent.getClassSchema())
        .read(null, DecoderFactory.get().binaryDecoder(binary, null));
  }

  private static byte[] avro(SettlementEvent event) {
    try {
      var out = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<>(SettlementEvent.class).write(event, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(List<Bytes32> hashes) {
    return hashes.stream().map(Bytes32::toString).toList();
  }

  private static List<Bytes32> hashes(JsonNode texts) {
    var hashes = new ArrayList<Bytes32>();
    texts.forEach(text -> hashes.add(Bytes32.parse(text.asText())));
    return hashes;
  }
}
