package io.infera.settlement.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.event.SettlementEvent;
import io.infera.schemas.serde.AvroSafety;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A batch as a file: JSON Lines that say themselves how to be read. The first line names range,
 * root and the Avro schema of the events; then comes a line for each entry, in order of offsets:
 *
 * <pre>{@code
 * {"offset":17,"requester":"0x…","requestId":"…","status":"VERIFIED","leaves":["0x…"],"event":"<base64 of Avro binary>"}
 * {"offset":18,"unreadable":"0x<SHA-256 of the bytes>"}
 * }</pre>
 *
 * The event counts; the fields beside it are there for people and for grep. The same batch always
 * gives the same bytes.
 */
public final class ArchiveFormat {
  static final String NAME = "infera.settlement.batch/1";

  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    AvroSafety.install();
  }

  private ArchiveFormat() {}

  /** A batch's file. */
  public static byte[] encode(String network, Batch batch) {
    var out = new ByteArrayOutputStream();
    line(out, header(network, batch));
    for (Entry entry : batch.entries()) {
      line(out, entry(entry));
    }
    return out.toByteArray();
  }

  private static ObjectNode header(String network, Batch batch) {
    ObjectNode header = JSON.createObjectNode();
    header.put("format", NAME).put("network", network);
    header.put("lane", batch.range().lane());
    header.put("firstOffset", batch.range().first()).put("nextOffset", batch.range().next());
    header.put("settlements", batch.settlements().size()).put("entries", batch.entries().size());
    header.put("root", batch.root().toString());
    header.put("schema", SettlementEvent.getClassSchema().toString());
    return header;
  }

  private static ObjectNode entry(Entry entry) {
    ObjectNode line = JSON.createObjectNode().put("offset", entry.offset());
    if (entry instanceof Entry.Settled settled) {
      SettlementEvent event = settled.event();
      line.put("requester", event.getRequester()).put("requestId", event.getRequestId());
      line.put("status", event.getStatus().name());
      ArrayNode leaves = line.putArray("leaves");
      settled.leaves().forEach(leaf -> leaves.add(leaf.toString()));
      line.put("event", Base64.getEncoder().encodeToString(write(event)));
    } else if (entry instanceof Entry.Unreadable unreadable) {
      line.put("unreadable", unreadable.sha256().toString());
    }
    return line;
  }

  /**
   * Reads a batch back. Leaves and root are made again from the events.
   *
   * @throws IllegalArgumentException when the file is not whole, or says of itself what its events
   *     do not bear out
   */
  public static Batch decode(byte[] file) {
    List<String> lines = new String(file, UTF_8).lines().toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("expected a header line, found an empty file");
    }
    try {
      JsonNode header = JSON.readTree(lines.get(0));
      expect("format", NAME, header.path("format").asText());
      expect("number of entries", header.path("entries").asInt(-1), lines.size() - 1);
      var range =
          new OffsetRange(
              header.path("lane").asInt(-1),
              header.path("firstOffset").asLong(-1),
              header.path("nextOffset").asLong(-1));
      var schema = new Schema.Parser().parse(header.path("schema").asText());
      // One for all lines: making one resolves the schemas against each other.
      var reader =
          new SpecificDatumReader<SettlementEvent>(schema, SettlementEvent.getClassSchema());
      var entries = new ArrayList<Entry>();
      for (String line : lines.subList(1, lines.size())) {
        entries.add(entry(range.lane(), reader, JSON.readTree(line)));
      }
      Batch batch = Batch.of(range, entries);
      expect("root", batch.root().toString(), header.path("root").asText());
      return batch;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The file brings its own schema, and one that names itself can nest without end.
      throw new IllegalArgumentException("not a batch of settlements: " + e, e);
    }
  }

  private static Entry entry(int lane, DatumReader<SettlementEvent> reader, JsonNode line)
      throws IOException {
    long offset = line.path("offset").asLong(-1);
    if (line.has("unreadable")) {
      return new Entry.Unreadable(offset, Bytes32.parse(line.get("unreadable").asText()));
    }
    byte[] binary = Base64.getDecoder().decode(line.path("event").asText());
    SettlementEvent event = reader.read(null, DecoderFactory.get().binaryDecoder(binary, null));
    Entry.Settled settled = Entry.Settled.of(lane, offset, event);
    expect("requester", event.getRequester(), line.path("requester").asText());
    expect("requestId", event.getRequestId(), line.path("requestId").asText());
    return settled;
  }

  private static void expect(String name, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "expected %s %s, found %s".formatted(name, expected, found));
    }
  }

  private static byte[] write(SettlementEvent event) {
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

  private static void line(ByteArrayOutputStream out, ObjectNode line) {
    try {
      out.writeBytes(JSON.writeValueAsBytes(line));
      out.write('\n');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a batch's line cannot be written", e);
    }
  }
}
