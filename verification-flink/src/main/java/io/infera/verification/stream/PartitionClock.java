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
 * The time of each partition, see {@link LogTime}. The broker's clock can step back when a
 * partition's leader changes; partition time never does.
 */
public final class PartitionClock {
  /** Held the running maximum alone. */
  private static final int V1 = 1;

  /** Holds also how far behind it the partition's time is, and how long it stands. */
  private static final int V2 = 2;

  private final Map<Partition, LogTime> times = new TreeMap<>();

  /** From snapshots, of partitions that were not heard since; another subtask may read them now. */
  private final Map<Partition, LogTime> restored = new TreeMap<>();

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
    var key = new Partition(topic, partition);
    LogTime known = times.get(key);
    if (known == null) {
      LogTime before = restored.remove(key);
      known = before == null ? LogTime.first(time) : before;
      times.put(key, known);
    }
    return known.advance(time);
  }

  /** The least time of the partitions heard here; {@link Long#MAX_VALUE} when none was. */
  public long least() {
    return times.values().stream().mapToLong(LogTime::time).min().orElse(Long.MAX_VALUE);
  }

  /** How far the partitions' times are behind the broker's at most, milliseconds. */
  public long mostBehind() {
    return times.values().stream().mapToLong(LogTime::behind).max().orElse(0);
  }

  /** How many partitions were heard here. */
  public int heard() {
    return times.size();
  }

  /** Takes partitions from a snapshot, before any is heard; of one known already the later. */
  public void merge(byte[] snapshot) {
    try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
      int version = in.readByte();
      if (version != V1 && version != V2) {
        throw new IllegalStateException(
            "expected partition times of version 1 or 2, found "
                + version
                + "; restore with a newer job");
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        var partition = new Partition(InputTopic.named(in.readUTF()), in.readInt());
        LogTime found =
            version == V1
                ? LogTime.first(in.readLong())
                : LogTime.restored(in.readLong(), in.readLong(), in.readLong());
        restored.merge(partition, found, (a, b) -> a.latest() >= b.latest() ? a : b);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the state of partition times is damaged", e);
    }
  }

  /**
   * All partitions and their times: version byte, count, then of each topic, partition, and in
   * milliseconds the latest LogAppendTime, how far behind the partition's time is, and how long it
   * still stands.
   */
  public byte[] snapshot() {
    var all = new TreeMap<>(restored);
    all.putAll(times);
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(V2);
      out.writeInt(all.size());
      for (Map.Entry<Partition, LogTime> entry : all.entrySet()) {
        out.writeUTF(entry.getKey().topic().topicName());
        out.writeInt(entry.getKey().number());
        out.writeLong(entry.getValue().latest());
        out.writeLong(entry.getValue().behind());
        out.writeLong(entry.getValue().rest());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
