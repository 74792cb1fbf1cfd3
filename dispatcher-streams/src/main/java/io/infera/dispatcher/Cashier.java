package io.infera.dispatcher;

import io.infera.dispatcher.domain.Charge;
import io.infera.dispatcher.domain.ChargeRules;
import io.infera.dispatcher.domain.ChargeTerms;
import io.infera.dispatcher.domain.Ledger;
import io.infera.dispatcher.domain.Ledger.Reservation;
import io.infera.dispatcher.domain.Refusal;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.dispatcher.stream.Till;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.event.PaymentAuthorisation;
import io.infera.event.RequesterAuthorisation;
import io.infera.event.RequesterDeposit;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Tick;
import io.infera.schemas.payment.Escrow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Keeps the ledger of a network that charges: deposits from infera.deposits, what was used from
 * infera.settlements, what is open from the requests themselves. Writes it down once a second.
 */
final class Cashier implements Till {
  /** How long after its end a request's settlement is waited for, before it counts as none. */
  private static final Duration SETTLING = Duration.ofMinutes(10);

  private static final Duration BETWEEN_SNAPSHOTS = Duration.ofSeconds(1);

  private final ChargeRules rules;
  private final Escrow escrow;
  private final Ledger ledger;
  private final LedgerFile file;
  private final Duration auditGrace;
  private final DeadLetters deadLetters;
  private final Map<String, PaymentAuthorisation> told = new ConcurrentHashMap<>();
  private long savedNanos = System.nanoTime();

  /**
   * @param auditGrace how long after a request's deadline audits of it may end
   */
  Cashier(ChargeTerms terms, LedgerFile file, Duration auditGrace, DeadLetters deadLetters) {
    this.rules = new ChargeRules(terms);
    this.escrow = terms.escrow();
    this.file = file;
    this.ledger = file.load();
    this.auditGrace = auditGrace;
    this.deadLetters = deadLetters;
  }

  @Override
  public Optional<Refusal> charge(String key, RequestInLog inLog, ModelPolicy policy) {
    InferenceRequest request = inLog.request();
    long most = Charge.most(request, policy);
    Optional<Refusal> refusal = rules.check(inLog, policy, most);
    if (refusal.isPresent() || rules.isQuestion(request)) {
      return refusal;
    }
    Instant until = request.getDeadline().plus(auditGrace).plus(SETTLING);
    return ledger.reserve(
        request.getRequester(),
        key,
        new Reservation(request.getModelId(), most, until),
        request.getAuthorisation().getCeilingMicroInfer());
  }

  @Override
  public Optional<RequesterAuthorisation> news(RequestInLog inLog) {
    InferenceRequest request = inLog.request();
    PaymentAuthorisation allowed = request.getAuthorisation();
    if (allowed == null || rules.isQuestion(request)) {
      return Optional.empty();
    }
    String key = request.getRequester() + "/" + request.getModelId();
    if (allowed.equals(told.put(key, allowed))) {
      return Optional.empty();
    }
    return Optional.of(
        RequesterAuthorisation.newBuilder()
            .setRequester(request.getRequester())
            .setModelId(request.getModelId())
            .setChainId(escrow.chainId())
            .setEscrow(escrow.address())
            .setAuthorisation(allowed)
            .build());
  }

  @Override
  public void release(String requester, String key) {
    ledger.release(requester, key);
  }

  /** Follows infera.deposits. */
  LogFollower.Handler deposits(Deserializer<RequesterDeposit> deserializer) {
    return record -> read(deserializer, record).ifPresent(ledger::deposit);
  }

  /** Follows infera.settlements, from where the ledger has counted to. */
  LogFollower.Handler settlements(Deserializer<SettlementEvent> deserializer) {
    return new LogFollower.Handler() {
      @Override
      public void on(ConsumerRecord<byte[], byte[]> record) {
        count(record, read(deserializer, record));
      }

      @Override
      public void endOfBatch() {
        save();
      }

      @Override
      public OptionalLong startOf(int partition) {
        return OptionalLong.of(ledger.position(partition));
      }
    };
  }

  private void count(ConsumerRecord<byte[], byte[]> record, Optional<SettlementEvent> event) {
    if (event.isEmpty()) {
      ledger.passed(record.partition(), record.offset());
      return;
    }
    SettlementEvent settled = event.get();
    ledger.settled(
        record.partition(),
        record.offset(),
        settled.getRequester(),
        RequestKey.of(settled).toString(),
        settled.getModelId(),
        settled.getPriceMicroInfer());
  }

  private <T> Optional<T> read(
      Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record) {
    if (Tick.is(record.key(), record.value()) || record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(deserializer.deserialize(record.topic(), record.value()));
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      deadLetters.put(record, e);
      return Optional.empty();
    }
  }

  private void save() {
    if (System.nanoTime() - savedNanos >= BETWEEN_SNAPSHOTS.toNanos()) {
      savedNanos = System.nanoTime();
      ledger.expire(Instant.now());
      ledger.snapshot().ifPresent(file::save);
    }
  }

  /** How many requests something is set aside for. */
  int open() {
    return ledger.open();
  }
}
