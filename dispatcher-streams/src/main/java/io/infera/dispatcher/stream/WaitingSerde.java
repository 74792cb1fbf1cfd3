package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The format of an attempt that waits: a version byte, then the fields in order, big endian. A
 * later version reads the earlier ones.
 */
final class WaitingSerde {
  static final byte VERSION_1 = 1;

  static final Serde<Waiting> SERDE =
      Serdes.serdeFrom(
          (topic, value) -> value == null ? null : toBytes(value),
          (topic, bytes) -> bytes == null ? null : fromBytes(topic, bytes));

  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

  private WaitingSerde() {}

  private static byte[] toBytes(Waiting value) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION_1);
      write(value, out);
    } catch (IOException e) {
      throw new SerializationException("cannot write state: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  private static Waiting fromBytes(String topic, byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION_1) {
        throw new SerializationException(
            "expected state of version "
                + VERSION_1
                + " in "
                + topic
                + ", found version "
                + version
                + "; run the release that wrote it, or reset the application");
      }
      return read(in);
    } catch (SerializationException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "state of " + bytes.length + " bytes in " + topic + " is cut off or broken: " + e, e);
    }
  }

  private static void write(Waiting value, DataOutputStream out) throws IOException {
    AttemptOrder order = value.order();
    out.writeUTF(value.key());
    out.writeLong(value.requestOffset());
    out.writeInt(value.policyVersion());
    out.writeInt(order.attempt());
    out.writeUTF(order.purpose().name());
    out.writeInt(order.replicas());
    out.writeInt(order.excluded().size());
    for (String node : order.excluded()) {
      out.writeUTF(node);
    }
    write(order.patientUntil(), out);
    write(order.until(), out);
    out.writeInt(value.found());
  }

  private static Waiting read(DataInputStream in) throws IOException {
    String key = in.readUTF();
    long requestOffset = in.readLong();
    int policyVersion = in.readInt();
    int attempt = in.readInt();
    var purpose = AttemptPurpose.valueOf(in.readUTF());
    int replicas = in.readInt();
    var excluded = new ArrayList<String>();
    for (int left = in.readInt(); left > 0; left--) {
      excluded.add(in.readUTF());
    }
    var order = new AttemptOrder(attempt, purpose, replicas, excluded, instant(in), instant(in));
    return new Waiting(key, requestOffset, policyVersion, order, in.readInt());
  }

  /** A time that milliseconds cannot name, because a record named an absurd one, is the last. */
  private static void write(Instant time, DataOutputStream out) throws IOException {
    out.writeLong(time.isBefore(LAST) ? time.toEpochMilli() : Long.MAX_VALUE);
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochMilli(in.readLong());
  }
}
