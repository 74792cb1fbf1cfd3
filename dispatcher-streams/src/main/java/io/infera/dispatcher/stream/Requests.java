package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.RequestInLog;
import io.infera.event.InferenceRequest;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.Topics;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The requests of one partition by their offset: the latest at hand, for what follows from a
 * request mostly comes within a second; the others from the log.
 */
final class Requests implements AutoCloseable {
  private static final int AT_HAND = 4_096;

  private final LogReader log;
  private final Codec codec;
  private final int partition;
  private final Map<Long, RequestInLog> latest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, RequestInLog> eldest) {
          return size() > AT_HAND;
        }
      };

  Requests(LogReader log, Codec codec, int partition) {
    this.log = log;
    this.codec = codec;
    this.partition = partition;
  }

  /** Keeps a request at hand. */
  void add(RequestInLog request) {
    latest.put(request.offset(), request);
  }

  /**
   * The request that stands at an offset.
   *
   * @throws Poison when none stands there (any more)
   */
  RequestInLog at(long offset) throws Poison {
    RequestInLog known = latest.get(offset);
    if (known != null) {
      return known;
    }
    return read(offset)
        .orElseThrow(
            () ->
                new Poison(
                    "expected a request at offset "
                        + offset
                        + " of "
                        + Topics.REQUESTS.name()
                        + "-"
                        + partition
                        + ", found none; is its retention longer than the longest deadline?"));
  }

  private Optional<RequestInLog> read(long offset) throws Poison {
    Optional<LogReader.Entry> found =
        offset < 0 ? Optional.empty() : log.find(Topics.REQUESTS.name(), partition, offset);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    InferenceRequest request = codec.request(found.get().value());
    return Optional.of(
        new RequestInLog(
            request,
            Digests.request(request),
            partition,
            offset,
            Instant.ofEpochMilli(found.get().timestamp())));
  }

  @Override
  public void close() {
    log.close();
  }
}
