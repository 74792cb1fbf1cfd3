package io.infera.verification.stream;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A record's header.
 *
 * @param name never null
 * @param value may be null
 */
public record LogHeader(String name, byte[] value) {

  public static List<LogHeader> of(Iterable<Header> headers) {
    return StreamSupport.stream(headers.spliterator(), false)
        .map(header -> new LogHeader(header.key(), header.value()))
        .toList();
  }

  public static List<Header> toKafka(List<LogHeader> headers) {
    return headers.stream()
        .<Header>map(header -> new RecordHeader(header.name(), header.value()))
        .toList();
  }
}
