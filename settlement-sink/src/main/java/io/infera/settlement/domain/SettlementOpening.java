package io.infera.settlement.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.AnswerStatus;
import io.infera.event.SettlementEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a contract needs besides what it knows, to compute the canonical digest of a VERIFIED
 * settlement itself and so to be sure of the answer's digest in it: see {@code
 * CanonicalDigests.sol}.
 *
 * @param verdictDigest canonical digest of the verdict
 * @param responseDigest digest of the output that was returned
 * @param rest the canonical form of the fields behind it
 */
public record SettlementOpening(Bytes32 verdictDigest, Bytes32 responseDigest, byte[] rest) {
  private static final String LAST_KNOWN = "responseDigest";

  /**
   * The opening of a settlement.
   *
   * @throws IllegalArgumentException when it is not VERIFIED
   */
  public static SettlementOpening of(SettlementEvent event) {
    if (event.getStatus() != AnswerStatus.VERIFIED || event.getResponseDigest() == null) {
      throw new IllegalArgumentException(
          "expected a VERIFIED settlement of %s/%s with a response, found %s"
              .formatted(event.getRequester(), event.getRequestId(), event.getStatus()));
    }
    var out = new ByteArrayOutputStream();
    int from = event.getSchema().getField(LAST_KNOWN).pos() + 1;
    fields(out, event, from);
    return new SettlementOpening(
        Bytes32.of(event.getVerdictDigest().bytes()),
        Bytes32.of(event.getResponseDigest().bytes()),
        out.toByteArray());
  }

  private static void fields(ByteArrayOutputStream out, SpecificRecord record, int from) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (field.pos() >= from && !isDefault(field, value)) {
        bytes(out, field.name().getBytes(UTF_8));
        value(out, value);
      }
    }
    bytes(out, new byte[0]);
  }

  private static boolean isDefault(Schema.Field field, Object value) {
    if (!field.hasDefaultValue()) {
      return false;
    }
    return value instanceof Collection<?> items
        ? items.isEmpty()
        : Objects.equals(SpecificData.get().getDefaultValue(field), value);
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    if (value instanceof SpecificRecord record) {
      bytes(out, record.getSchema().getFullName().getBytes(UTF_8));
      fields(out, record, 0);
    } else if (value instanceof Collection<?> items) {
      bytes(out, ByteBuffer.allocate(Integer.BYTES).putInt(items.size()).array());
      items.forEach(item -> value(out, item));
    } else {
      bytes(out, scalar(value));
    }
  }

  private static byte[] scalar(Object value) {
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      return value.toString().getBytes(UTF_8);
    } else if (value instanceof Integer number) {
      return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    } else if (value instanceof Long number) {
      return int64(number);
    } else if (value instanceof Instant instant) {
      return int64(instant.toEpochMilli());
    } else if (value instanceof Double number) {
      return int64(Double.doubleToLongBits(number));
    } else if (value instanceof Boolean flag) {
      return new byte[] {(byte) (flag ? 1 : 0)};
    } else if (value instanceof GenericFixed fixed) {
      return fixed.bytes();
    }
    throw new IllegalArgumentException("no canonical form in a settlement for " + value);
  }

  private static byte[] int64(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static void bytes(ByteArrayOutputStream out, byte[] value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    out.writeBytes(value);
  }
}
