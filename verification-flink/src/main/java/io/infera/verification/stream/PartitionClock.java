package io.infera.verification.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time of each partition: the running maximum of the broker's LogAppendTime. The broker's clock
 * can step back when a partition's leader changes; partition time never does.
 */
public final class PartitionClock {
  private static final int VERSION = 1;

  private final Map<Partition, Long> times = new TreeMap<>();

  private record Partition(InputTopic topic, int number) implements Comparable<Partition> {
    @Override
    public int compareTo(Partition other) {
      int byTopic = topic.compareTo(other.topic);
      return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
    }
  }

  /**
   * Hears that a record of this partition was appended at {@code time}; tells the partition's time.
   */
  public long advance(InputTopic topic, int partition, long time) {
    return times.merge(new Partition(topic, partition), time, Math::max);
  }

  /** Takes the later time of each partition from a snapshot. */
  public void merge(byte[] snapshot) {
    try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "expected partition times of version "
                + VERSION
                + ", found "
                + version
                + "; restore with a newer job");
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        advance(InputTopic.named(in.readUTF()), in.readInt(), in.readLong());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the state of partition times is damaged", e);
    }
  }

  /**
   * All partitions and their times: version byte, count, then topic, partition and milliseconds of
   * each.
   */
  public byte[] snapshot() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(times.size());
      for (Map.Entry<Partition, Long> entry : times.entrySet()) {
        out.writeUTF(entry.getKey().topic().topicName());
        out.writeInt(entry.getKey().number());
        out.writeLong(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
