package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The format of what is in the stores: a version byte, then the fields in order, big endian. A
 * later version reads the earlier ones.
 */
final class StateSerdes {
  static final byte VERSION_1 = 1;

  /** Attempts that wait have a patience. */
  static final byte VERSION_2 = 2;

  static final Serde<Remembered> REMEMBERED = serde(StateSerdes::write, StateSerdes::remembered);
  static final Serde<Attempts> ATTEMPTS = serde(StateSerdes::write, StateSerdes::attempts);
  static final Serde<Waiting> WAITING = serde(StateSerdes::write, StateSerdes::waiting);
  static final Serde<Orphan> ORPHAN = serde(StateSerdes::write, StateSerdes::orphan);

  private static final int DIGEST_BYTES = 32;
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

  private StateSerdes() {}

  @FunctionalInterface
  private interface Writer<T> {
    void write(T value, DataOutputStream out) throws IOException;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(DataInputStream in, byte version) throws IOException;
  }

  private static <T> Serde<T> serde(Writer<T> writer, Reader<T> reader) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : toBytes(value, writer),
        (topic, bytes) -> bytes == null ? null : fromBytes(topic, bytes, reader));
  }

  private static <T> byte[] toBytes(T value, Writer<T> writer) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION_2);
      writer.write(value, out);
    } catch (IOException e) {
      throw new SerializationException("cannot write state: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  private static <T> T fromBytes(String topic, byte[] bytes, Reader<T> reader) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version < VERSION_1 || version > VERSION_2) {
        throw new SerializationException(
            "expected state of version "
                + VERSION_1
                + " to "
                + VERSION_2
                + " in "
                + topic
                + ", found version "
                + version
                + "; run the release that wrote it, or reset the application");
      }
      return reader.read(in, version);
    } catch (SerializationException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "state of " + bytes.length + " bytes in " + topic + " is cut off or broken: " + e, e);
    }
  }

  private static void write(Remembered value, DataOutputStream out) throws IOException {
    out.writeLong(value.offset());
    write(value.requestedAt(), out);
    out.write(value.digest().bytes());
    out.writeInt(value.policyVersion());
    write(value.bodyUntil(), out);
    write(value.forgetAt(), out);
    out.writeBoolean(value.body().isPresent());
    if (value.body().isPresent()) {
      write(value.body().get(), out);
    }
  }

  private static Remembered remembered(DataInputStream in, byte version) throws IOException {
    return new Remembered(
        in.readLong(),
        instant(in),
        new Digest(exactly(in, DIGEST_BYTES)),
        in.readInt(),
        instant(in),
        instant(in),
        in.readBoolean() ? Optional.of(bytes(in)) : Optional.empty());
  }

  private static void write(Attempts value, DataOutputStream out) throws IOException {
    write(value.forgetAt(), out);
    out.writeInt(value.entries().size());
    for (Attempts.Entry entry : value.entries()) {
      out.writeInt(entry.attempt());
      out.writeLong(entry.escalationOffset());
      out.writeLong(entry.dispositionOffset());
    }
  }

  private static Attempts attempts(DataInputStream in, byte version) throws IOException {
    Instant forgetAt = instant(in);
    var entries = new ArrayList<Attempts.Entry>();
    for (int left = in.readInt(); left > 0; left--) {
      entries.add(new Attempts.Entry(in.readInt(), in.readLong(), in.readLong()));
    }
    return new Attempts(forgetAt, entries);
  }

  private static void write(Waiting value, DataOutputStream out) throws IOException {
    AttemptOrder order = value.order();
    out.writeUTF(value.key());
    out.writeInt(order.attempt());
    out.writeUTF(order.purpose().name());
    out.writeInt(order.replicas());
    out.writeInt(order.excluded().size());
    for (String node : order.excluded()) {
      out.writeUTF(node);
    }
    write(order.until(), out);
    out.writeInt(value.found());
    write(order.patientUntil(), out);
  }

  private static Waiting waiting(DataInputStream in, byte version) throws IOException {
    String key = in.readUTF();
    int attempt = in.readInt();
    var purpose = AttemptPurpose.valueOf(in.readUTF());
    int replicas = in.readInt();
    var excluded = new ArrayList<String>();
    for (int left = in.readInt(); left > 0; left--) {
      excluded.add(in.readUTF());
    }
    Instant until = instant(in);
    int found = in.readInt();
    Instant patientUntil = version == VERSION_1 ? until : instant(in);
    return new Waiting(
        key, new AttemptOrder(attempt, purpose, replicas, excluded, patientUntil, until), found);
  }

  private static void write(Orphan value, DataOutputStream out) throws IOException {
    write(value.value(), out);
  }

  private static Orphan orphan(DataInputStream in, byte version) throws IOException {
    return new Orphan(bytes(in));
  }

  /** A time that milliseconds cannot name, because a record named an absurd one, is the last. */
  private static void write(Instant time, DataOutputStream out) throws IOException {
    out.writeLong(time.isBefore(LAST) ? time.toEpochMilli() : Long.MAX_VALUE);
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochMilli(in.readLong());
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return exactly(in, in.readInt());
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("expected " + length + " bytes, found " + bytes.length);
    }
    return bytes;
  }
}
