package io.infera.dispatcher.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A log of one partition a topic, in memory; a reader that is closed can be used again. */
final class FakeLog implements LogReader {
  private final Map<String, List<Entry>> topics = new HashMap<>();

  void append(String topic, long timestamp, byte[] value) {
    List<Entry> entries = topics.computeIfAbsent(topic, any -> new ArrayList<>());
    entries.add(new Entry(entries.size(), timestamp, value));
  }

  @Override
  public Optional<Entry> find(String topic, int partition, long offset) {
    List<Entry> entries = topics.getOrDefault(topic, List.of());
    return offset < entries.size()
        ? Optional.of(entries.get((int) offset)).filter(entry -> entry.value() != null)
        : Optional.empty();
  }

  @Override
  public void forEach(String topic, int partition, Instant since, Consumer<Entry> each) {
    topics.getOrDefault(topic, List.of()).stream()
        .filter(entry -> entry.timestamp() >= since.toEpochMilli() && entry.value() != null)
        .forEach(each);
  }

  @Override
  public void close() {}
}
