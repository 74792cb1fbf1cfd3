package io.infera.analytics.export;

import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/** A directory for each day (UTC) of the log's time, named as Hive and all after it read it. */
final class ByDay implements BucketAssigner<Exported, String> {
  private static final long serialVersionUID = 1L;

  @Override
  public String getBucketId(Exported record, Context context) {
    return "day=" + Instant.ofEpochMilli(record.time()).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  @Override
  public SimpleVersionedSerializer<String> getSerializer() {
    return SimpleVersionedStringSerializer.INSTANCE;
  }
}
