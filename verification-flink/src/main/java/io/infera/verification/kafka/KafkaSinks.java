package io.infera.verification.kafka;

import io.infera.verification.Sinks;
import io.infera.verification.VerificationParameters;
import io.infera.verification.stream.Emission;
import io.infera.verification.stream.Letter;
import io.infera.verification.stream.Uids;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Writes to Kafka.
 *
 * <p>Settlements alone go in transactions: they cost latency (a checkpoint), not throughput.
 * Transactional ids come from a pool, because a checkpoint a second would otherwise leave 86,400 of
 * them a day in the broker's memory. An outage that begins between a checkpoint and its commit and
 * lasts longer than the transaction timeout loses that second's settlements: the broker aborts
 * them. A replay finds them; alarm on an outage of half that time.
 */
public final class KafkaSinks implements Sinks {
  private final VerificationParameters parameters;

  public KafkaSinks(VerificationParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public void answers(DataStream<Emission> answers) {
    answers
        .sinkTo(new PromptSink<>(parameters, new Format.Emissions(), "answers"))
        .uid(Uids.ANSWERS)
        .name("Answers");
  }

  @Override
  public void settlements(DataStream<Emission> settlements) {
    var properties = new Properties();
    properties.putAll(
        parameters.kafkaWith(
            Map.of(
                "acks", "all",
                // Nobody sees them before the checkpoint that commits them: they travel in large
                // batches.
                "linger.ms", "100",
                "batch.size", "131072",
                // What a slow topic does not take waits in the log, not here.
                "buffer.memory", "4194304",
                "transaction.timeout.ms",
                    Long.toString(parameters.transactionTimeout().toMillis()))));
    settlements
        .sinkTo(
            KafkaSink.<Emission>builder()
                .setBootstrapServers(parameters.bootstrapServers())
                .setKafkaProducerConfig(properties)
                .setRecordSerializer(new SettlementSchema(parameters.registryUrl()))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setTransactionalIdPrefix(parameters.transactionalIdPrefix())
                .build())
        .uid(Uids.SETTLEMENTS)
        .name("Settlements");
  }

  @Override
  public void standings(DataStream<Emission> standings) {
    standings
        .sinkTo(new PromptSink<>(parameters, new Format.Emissions(), "standings"))
        .uid(Uids.STANDINGS)
        .name("Standings");
  }

  @Override
  public void rosters(DataStream<Emission> rosters) {
    rosters
        .sinkTo(new PromptSink<>(parameters, new Format.Emissions(), "rosters"))
        .setParallelism(1)
        .uid(Uids.ROSTERS)
        .name("Roster");
  }

  @Override
  public void deadLetters(DataStream<Letter> letters) {
    letters
        .sinkTo(new PromptSink<>(parameters, new Format.DeadLetters(), "dead-letters"))
        .setParallelism(1)
        .uid(Uids.DEAD_LETTERS)
        .name("Dead letters");
  }
}
