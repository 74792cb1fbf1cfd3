package io.infera.settlement.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.SettlementEvent;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.serde.AvroSafety;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
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
  private static final int HEADER_BYTES = 4_096;
  private static final int ENTRY_BYTES = 1_024;

  static {
    AvroSafety.install();
  }

  private static final String SCHEMA = SettlementEvent.getClassSchema().toString();
  private static final SpecificDatumWriter<SettlementEvent> WRITER =
      new SpecificDatumWriter<>(SettlementEvent.class);

  private ArchiveFormat() {}

  /** A batch's file. */
  public static byte[] encode(String network, Batch batch) {
    var out = new JsonBytes(HEADER_BYTES + ENTRY_BYTES * batch.entries().size());
    header(out, network, batch);
    var events = new EventBytes();
    for (Entry entry : batch.entries()) {
      entry(out, entry, events);
    }
    return out.finish();
  }

  /** SHA-256 of a batch's file, which is anchored beside the root. */
  static Bytes32 digest(String network, Batch batch) {
    return digest(encode(network, batch));
  }

  static Bytes32 digest(byte[] file) {
    return Bytes32.of(CanonicalHash.sha256().digest(file));
  }

  private static void header(JsonBytes out, String network, Batch batch) {
    out.raw("{\"format\":").text(NAME).raw(",\"network\":").text(network);
    out.raw(",\"lane\":").number(batch.range().lane());
    out.raw(",\"firstOffset\":").number(batch.range().first());
    out.raw(",\"nextOffset\":").number(batch.range().next());
    out.raw(",\"settlements\":").number(batch.settlements().size());
    out.raw(",\"entries\":").number(batch.entries().size());
    out.raw(",\"root\":").hash(batch.root());
    out.raw(",\"schema\":").text(SCHEMA).raw("}\n");
  }

  private static void entry(JsonBytes out, Entry entry, EventBytes events) {
    out.raw("{\"offset\":").number(entry.offset());
    if (entry instanceof Entry.Settled settled) {
      SettlementEvent event = settled.event();
      out.raw(",\"requester\":").text(event.getRequester());
      out.raw(",\"requestId\":").text(event.getRequestId());
      out.raw(",\"status\":").text(event.getStatus().name());
      String before = ",\"leaves\":[";
      for (Bytes32 leaf : settled.leaves()) {
        out.raw(before).hash(leaf);
        before = ",";
      }
      out.raw("],\"event\":").base64(events.of(event));
    } else if (entry instanceof Entry.Unreadable unreadable) {
      out.raw(",\"unreadable\":").hash(unreadable.sha256());
    }
    out.raw("}\n");
  }

  /** Avro binary of one event after another. */
  private static final class EventBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(ENTRY_BYTES);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

    byte[] of(SettlementEvent event) {
      out.reset();
      try {
        WRITER.write(event, encoder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }
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
}
