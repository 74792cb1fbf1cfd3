package io.infera.verification.kafka;

import io.infera.verification.VerificationParameters;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes at least once and at once: the producer sends within milliseconds, a checkpoint only waits
 * until all that came before it is acknowledged. After a failure what came since the last
 * checkpoint is written again, byte for byte.
 *
 * <p>It stands beside the connector's own sink because of one case: a requester's own reply topic
 * that was deleted, or never made, must not stop the answers to everybody else.
 */
final class PromptSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final VerificationParameters parameters;
  private final Format<T> format;
  private final String clientId;

  PromptSink(VerificationParameters parameters, Format<T> format, String clientId) {
    this.parameters = parameters;
    this.format = format;
    this.clientId = clientId;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    String client =
        parameters.groupId() + "-" + clientId + "-" + context.getTaskInfo().getIndexOfThisSubtask();
    return new PromptWriter<>(
        format.open(parameters.registryUrl()),
        new ReplyTopics(parameters.kafka()),
        parameters.kafka(),
        client,
        context);
  }
}
